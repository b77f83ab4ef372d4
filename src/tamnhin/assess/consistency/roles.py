"""Which indicator plays which part in the identities.

What the plan folder declares in ``tables/roles.csv`` comes first. Where nothing is declared, an
indicator is recognised by its unit, its kind and the words of its titles; the denominators,
weights and aggregations of the data model say the rest and need no role.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tamnhin.data.types import Indicator
from tamnhin.plan.plan import Plan
from tamnhin.plan.types import IndicatorRole, Role
from tamnhin.units import unit
from tamnhin.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Sign:
    """How an indicator of a role is recognised.

    Attributes:
        role: the part that it plays.
        dimensions: what its unit measures.
        words: one of these stands in its folded titles or identifier.
        without: none of these does.
        kinds: its kinds, empty for any.
    """

    role: IndicatorRole
    dimensions: frozenset[str]
    words: re.Pattern[str]
    without: re.Pattern[str] | None = None
    kinds: frozenset[str] = frozenset()


def _sign(
    role: IndicatorRole, dimensions: str, words: str, without: str = "", kinds: str = ""
) -> Sign:
    return Sign(
        role,
        frozenset(dimensions.split(", ")),
        re.compile(words),
        re.compile(without) if without else None,
        frozenset(kinds.split()),
    )


_OUTPUT = r"\b(grdp|gdp|gross (regional )?(domestic )?product|tong san pham)\b"
_HEAD = r"binh quan dau nguoi|binh quan/?nguoi|/ ?nguoi|/ ?dau nguoi|per capita|per head|per person"
_SECTOR = (
    r"nong|lam nghiep|thuy san|cong nghiep|xay dung|dich vu|san pham tru|khu vuc (i|ii|iii|1|2|3)\b"
    r"|agricult|industr|manufactur|construction|services?\b|che bien|che tao"
)
_PRODUCTIVITY = r"nang suat lao dong|labou?r productivity|productivity\.(growth|level)"
_TFP = r"\btfp\b|nang suat (cac )?(nhan to|yeu to) tong hop|total factor productivity"
_RISE = r"tang|growth|rise"

SIGNS: Final = (
    _sign("tfp_contribution", "ratio", _TFP),
    _sign("tfp_growth", "rate", _TFP),
    _sign("productivity_growth", "rate", _PRODUCTIVITY),
    _sign("productivity", "money per worker, money", _PRODUCTIVITY, kinds="ratio level flow"),
    _sign("deflator", "rate", r"giam phat|deflator"),
    _sign("icor", "ratio, index, score", r"\bicor\b"),
    _sign("capital_share", "ratio", r"(he so|ty phan) (dong gop )?(cua )?von\b|capital share"),
    _sign("labour_share", "ratio", r"(he so|ty phan) (dong gop )?(cua )?lao dong|labou?r share"),
    _sign(
        "capital_growth",
        "rate",
        r"tang (truong )?(tru luong |tich luy )?von (san xuat|co dinh)|"
        r"tang (truong )?(tru luong|ton kho) von|tang (truong )?von\b|growth of (the )?capital|"
        r"capital( stock)? growth",
        r"dau tu|investment",
    ),
    _sign(
        "labour_growth",
        "rate",
        r"tang (truong |quy mo )?(so )?lao dong|lao dong tang|"
        r"(labou?r( force)?|employment) growth|growth of (labou?r|employment)",
        "nang suat|product",
    ),
    _sign(
        "population_growth",
        "rate",
        r"tang (truong )?dan so|dan so tang|population growth|"
        r"growth of (the )?population",
        "tu nhien|natural|co hoc",
    ),
    _sign(
        "per_capita",
        "money per person, dollars per person, money, dollars",
        rf"(?=.*({_HEAD}))(?=.*({_OUTPUT}))",
        "thu nhap|income",
        "ratio level",
    ),
    _sign("per_capita_growth", "rate", rf"(?=.*({_HEAD}))(?=.*({_OUTPUT}))", "thu nhap|income"),
    _sign(
        "investment_share", "ratio", rf"(?=.*(von dau tu|dau tu.*xa hoi|investment))(?=.*{_OUTPUT})"
    ),
    _sign(
        "investment",
        "money",
        r"von dau tu.*toan xa hoi|tong von dau tu|investment of the whole|"
        r"(total|gross|social|realised) investment",
        "cong|public|tang|growth|dang ky|regist",
        "flow level",
    ),
    _sign(
        "growth",
        "rate",
        rf"{_OUTPUT}|tang truong kinh te|economic growth",
        rf"{_HEAD}|{_SECTOR}|old accounting|cach tinh cu",
        "growth",
    ),
    _sign(
        "urban_share",
        "ratio",
        r"do thi hoa|urbani[sz]ation|ty le dan so (thanh thi|do thi)|"
        r"urban population|urban share",
        "rank|thu hang",
    ),
    _sign("rural_population", "persons", r"dan so nong thon|rural population"),
    _sign("urban_population", "persons", r"dan so (thanh thi|do thi)|urban population"),
    _sign(
        "registered_population", "persons", r"dan so (dang ky|theo|ho tich)|registered population"
    ),
    _sign(
        "population",
        "persons",
        r"dan so|population|inhabitants",
        "lao dong|tuoi|labou?r|\\baged?\\b",
    ),
    _sign(
        "labour",
        "persons",
        r"lao dong.*dang lam viec|lao dong co viec lam|tong so lao dong|"
        r"luc luong lao dong|labou?r force|employed|employment|workforce",
        "fdi|khu cong|zone|park",
    ),
    _sign(
        "area", "area", r"dien tich (tu nhien|dat tu nhien|toan)|land area|natural area|total area"
    ),
    _sign(
        "attainment",
        "ratio",
        r"ty le thuc hien|ket qua thuc hien|muc do thuc hien|(ty le|muc do) hoan thanh|"
        r"ty le dat (ke|muc|quy)|"
        r"attainment|implementation rate|rate of implementation|completion",
    ),
    _sign(
        "share_of_parent",
        "ratio",
        r"(ty trong|ty le|chiem).*(so voi|trong|cua) (ca |toan )?"
        r"(vung|nuoc)|share (of|in) the (region|country|nation)",
    ),
)
"""In this order: the first that fits is the role, so the narrow ones come first."""

_SECTORS: Final = (
    ("tax", r"thue san pham|product tax|taxes"),
    ("manufacturing", r"che bien|che tao|manufactur"),
    ("agriculture", r"nong(,| nghiep| lam)|\bnong\b(?! thon)|agricult|khu vuc (i|1)\b|primary"),
    (
        "industry_construction",
        r"cong nghiep( va | ?- ?|, ?)xay dung|industry(( and |, | ?- ?)constr)|"
        r"khu vuc (ii|2)\b|secondary",
    ),
    ("industry", r"cong nghiep|industr"),
    ("construction", r"xay dung|construction"),
    ("services", r"dich vu|services?\b|khu vuc (iii|3)\b|tertiary"),
)
_GROSS: Final = re.compile(
    r"gia tri san xuat|production value|gross output|chi so san xuat|\biip\b|lao dong|labou?r|"
    r"khu cong nghiep|park|von dau tu|invest|xuat khau|export|dan so|moi truong"
)
_BOTH: Final = re.compile(r"(cong nghiep|industr).*(dich vu|services)|phi nong|non-?agri")
_SHARE: Final = re.compile(r"ty trong|co cau|share|structure")


@dataclass
class Roles:
    """Indicators by the parts that they play."""

    by_role: dict[str, list[str]] = field(default_factory=dict)
    sector: dict[str, str] = field(default_factory=dict)
    whole: dict[str, str] = field(default_factory=dict)
    role: dict[str, IndicatorRole] = field(default_factory=dict)
    declared: set[str] = field(default_factory=set)

    def of(self, role: str) -> tuple[str, ...]:
        """Indicators of a role, declared ones first."""
        return tuple(self.by_role.get(role, ()))

    def put(self, indicator_id: str, role: IndicatorRole, declared: bool = False) -> None:
        """Note that an indicator plays a role."""
        self.by_role.setdefault(role, []).append(indicator_id)
        self.role[indicator_id] = role
        if declared:
            self.declared.add(indicator_id)

    def sectors(self, role: str) -> Mapping[str, str]:
        """Indicators of a role by sector."""
        found: dict[str, str] = {}
        for name in self.of(role):
            if name in self.sector:
                found.setdefault(self.sector[name], name)
        return found


def find_roles(plan: Plan) -> Roles:
    """The part of every indicator: as declared, otherwise as recognised."""
    roles = Roles()
    for row in plan.roles:
        _declare(roles, row)
    for indicator in plan.indicators:
        if indicator.indicator_id not in roles.role:
            _recognise(roles, indicator)
    return roles


def _declare(roles: Roles, row: Role) -> None:
    if row.role == "none":
        roles.role[row.indicator_id] = "none"
        return
    roles.put(row.indicator_id, row.role, declared=True)
    if row.sector:
        roles.sector[row.indicator_id] = row.sector
    if row.whole_id:
        roles.whole[row.indicator_id] = row.whole_id


def text_of(indicator: Indicator) -> str:
    """What an indicator is called, folded, in both languages and by its identifier."""
    return fold(f"{indicator.title_vi} | {indicator.title_en} | {indicator.indicator_id}")


def _recognise(roles: Roles, indicator: Indicator) -> None:
    text, dimension = text_of(indicator), unit(indicator.unit).dimension
    name = indicator.indicator_id
    if _sectoral(roles, indicator, text, dimension):
        return
    if dimension in {"money", "dollars"} and indicator.kind in {"flow", "level"}:
        plain = re.search(_OUTPUT, text) and not re.search(f"{_HEAD}|{_SECTOR}|rank", text)
        if plain and not re.search(_PRODUCTIVITY, text):
            constant = indicator.price_basis.startswith("constant") or re.search(
                r"so sanh|constant", text
            )
            roles.put(name, "output_constant" if constant else "output_current")
            return
    for sign in SIGNS:
        if (
            dimension in sign.dimensions
            and (not sign.kinds or indicator.kind in sign.kinds)
            and sign.words.search(text)
            and not (sign.without and sign.without.search(text))
        ):
            roles.put(name, sign.role)
            return


def _sectoral(roles: Roles, indicator: Indicator, text: str, dimension: str) -> bool:
    """Shares and growth of sectors; gross output and mixed groups are not value added."""
    if _GROSS.search(text) or _BOTH.search(text) or indicator.kind in {"rank", "count", "index"}:
        return False
    sector = next((name for name, words in _SECTORS if re.search(words, text)), None)
    if sector is None:
        return False
    role: IndicatorRole | None = None
    if dimension == "ratio" and _SHARE.search(text) and not re.search(_PRODUCTIVITY, text):
        of_output = indicator.denominator_id is None or "grdp" in indicator.denominator_id
        role = "sector_share" if of_output or re.search(_OUTPUT, text) else None
    elif dimension == "rate" and re.search(_RISE, text) and not re.search(_PRODUCTIVITY, text):
        role = "sector_growth"
    elif dimension == "money" and re.search(rf"gia tri tang them|value added|{_OUTPUT}", text):
        role = "sector_output"
    if role is None:
        return False
    roles.put(indicator.indicator_id, role)
    roles.sector[indicator.indicator_id] = sector
    return True
