"""Sentences into clauses: one promise each, and the members of a list one by one.

Every place where a sentence may be cut is proposed by a small rule; :func:`clauses` goes through
the proposals from left to right and takes those that leave a whole promise on either side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

from tamnhin.read.commitments.lexicon import one_of, phrases

SHORT: Final = 5
"""Syllables of a verb phrase that is too short to be a promise of its own: it shares the object
of the next one, as in "thu hút đầu tư và đẩy nhanh tiến độ dự án"."""

LONGEST: Final = 4_000
"""Characters of a sentence that is cut; a longer one is a run of words without marks."""

_NOUN_LIKE: Final = (
    "đầu tư, nghiên cứu, đào tạo, quản lí, qui hoạch, sử dụng, xử lí, chăm sóc, thu gom, "
    "ứng dụng, bồi dưỡng, khai thác, hợp tác, tổ chức, phát triển, kết nối, bảo tồn, bảo vệ, "
    "chuyển đổi"
)
NOUN_LIKE: Final = frozenset(_NOUN_LIKE.split(", "))
"""Verbs that are as often nouns in a list; they begin a clause only with a longer object."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a sentence, by its offsets in it, and the rule that cut it off.

    ``sectors`` is set in a list that names branches or fields; ``member`` from the second member
    of any list on, and for the first where the list is an extension of the clause before.
    """

    start: int
    end: int
    rule: str
    sectors: bool = False
    member: bool = False


@dataclass(frozen=True, slots=True)
class _Cut:
    at: int
    rule: str
    sectors: bool = False
    member: bool = False


def _syllables(words: str) -> int:
    return len(re.findall(r"\w+", words))


@cache
def _list_heads() -> tuple[tuple[re.Pattern[str], str, bool], ...]:
    """What opens a list, the rule's name, and whether its members are branches or fields."""
    sector = r"(?:ngành, lĩnh vực|nhóm ngành|ngành|lĩnh vực|nhóm sản phẩm|sản phẩm)"
    return (
        (
            re.compile(
                rf"(?:ưu tiên|tập trung|chú trọng|đặc biệt là|mũi nhọn là)"
                rf"(?: phát triển| thu hút| đầu tư| vào| cho)*(?: các| một số| nhóm)*"
                rf"(?: {sector})+(?: như| gồm| là|:)? "
            ),
            "list-of-sectors",
            True,
        ),
        (
            re.compile(
                r"(?:tập trung|ưu tiên|chú trọng) (?:phát triển|thu hút) (?:mạnh )?"
                r"(?=công nghiệp (?!theo|trên|ở|tại|và))"
            ),
            "list-of-industries",
            True,
        ),
        (re.compile(r"trung tâm [^,;]{0,40}?về "), "list-of-hubs", False),
        (re.compile(r"(?:các|những) lĩnh vực "), "list-of-fields", False),
        (re.compile(r"theo (?:hướng|mô hình|định hướng) "), "list-of-ways", False),
        (re.compile(r"(?:bao gồm|gồm có|gồm|cụ thể là) "), "list-of-parts", False),
    )


_LIST_END: Final = re.compile(
    r"[;:(]| (?:nhằm|để|được|trên cơ sở|góp phần|gắn với|phục vụ|hướng đến|hướng tới|nằm) |, (?:"
    r"phấn đấu|đặc biệt là|trong đó|tập trung|góp phần|gắn với|từng bước|đồng thời|nhằm|để)"
)


def _members(sentence: str) -> Iterator[_Cut]:
    """Commas of a list with a head; a list of one-syllable words is a list of adjectives."""
    for head, rule, sectors in _list_heads():
        for found in head.finditer(sentence):
            ended = _LIST_END.search(sentence, found.end())
            region = sentence[found.end() : ended.start() if ended else len(sentence)]
            commas = [c.end() for c in re.finditer(r", ", region) if not _paired(region, c.end())]
            edges = [0, *commas, len(region)]
            sizes = [_syllables(region[a:b]) for a, b in pairwise(edges)]
            if not commas:
                if sectors:
                    yield _Cut(found.start(), rule, sectors=True)
                continue
            if min(sizes[:-1]) < 2:
                continue
            yield _Cut(found.start(), rule if sectors else "", sectors=sectors)
            for comma in commas:
                yield _Cut(found.end() + comma, rule, sectors=sectors, member=True)


def _paired(words: str, at: int) -> bool:
    """Whether the comma before a place stands inside a fixed pair, such as "văn hóa, xã hội"."""
    return any(
        words.startswith(pair, at - 2 - len(pair.split(", ")[0])) for pair in phrases("pair")
    )


@cache
def _plain_rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns whose end is a cut."""
    return (
        (re.compile(rf", (?={one_of('branch')})"), "branch"),
        (re.compile(r"(?:, | và )(?=trở thành )"), "status"),
        (re.compile(r"(?:,? | và )(?=(?:hướng đến|hướng tới) )"), "aim"),
        (re.compile(r", (?=phấn đấu )"), "aim"),
        (re.compile(r", (?=(?:đến|tới) năm \d{4},? \w)"), "year"),
    )


def _statuses(sentence: str) -> Iterator[_Cut]:
    """After "trở thành" or "là", each noun of standing begins another status."""
    opened = re.search(r"(?<!\w)(?:trở thành|là|thành) ", sentence)
    if opened is None:
        return
    for found in re.finditer(rf"(?:, | và )(?={one_of('status')} \w)", sentence):
        if found.start() > opened.end():
            yield _Cut(found.end(), "status")


def _repeated(sentence: str) -> Iterator[_Cut]:
    """A member that begins with two syllables that an earlier member began with."""
    words = one_of("no_repeat")
    for found in re.finditer(r", (\w+ \w+)(?= \w)", sentence):
        pair = found[1]
        before = sentence[: found.start()]
        if re.match(words, pair) or _paired(sentence, found.start() + 2):
            continue
        if re.search(
            rf"(?<!\w){re.escape(pair)} \w+[^,;]*$|(?<!\w){re.escape(pair)} \w+, ", before
        ):
            yield _Cut(found.start() + 2, "repeated", member=True)


_PREDICATE: Final = re.compile(
    r"(?<!\w)(?:được|phát triển|văn minh|hiện đại|ổn định|bền vững|ngày càng|đồng bộ|có|là)(?!\w)"
)
_TOLD: Final = re.compile(r" (?:được|phát triển|ngày càng|không ngừng|cơ bản) ")


def _subjects(sentence: str) -> Iterator[_Cut]:
    """A new subject with a predicate of its own."""
    for found in re.finditer(rf"(?:, | và )(?={one_of('subject')})", sentence):
        rest = sentence[found.end() :]
        upto = re.match(r"[^,;]*", rest)
        left = re.split(r"[;:]", sentence[: found.start()])[-1]
        if upto and _TOLD.search(upto[0] + " ") and _PREDICATE.search(left):
            yield _Cut(found.end(), "subject")


def _verbs(sentence: str) -> Iterator[_Cut]:
    """A verb of action with its own object."""
    for found in re.finditer(rf"(?:, | và )(?=(?P<verb>{one_of('opener')}))", sentence):
        rest = sentence[found.end() :]
        part = re.match(r"(?:(?!, | và ).)*", rest)
        size = _syllables(part[0]) if part else 0
        verb = found["verb"]
        if size < _syllables(verb) + (3 if verb in NOUN_LIKE else 1):
            continue
        if re.match(one_of("noun"), rest):
            continue
        if not _subordinate(sentence[: found.start()], found[0]):
            yield _Cut(found.end(), "verb")


def _subordinate(before: str, glue: str) -> bool:
    """After "trong phát triển A và …" the verb belongs to the phrase, not to the sentence."""
    if glue != " và ":
        return False
    governed = re.search(
        rf"(?<!\w)(?:trong|để|nhằm|gắn với|cho việc|về) {one_of('opener')}((?!, | và ).)*$", before
    )
    return governed is not None


def _proposed(sentence: str) -> list[_Cut]:
    cuts = [*_members(sentence), *_statuses(sentence), *_repeated(sentence), *_subjects(sentence)]
    for rule, name in _plain_rules():
        cuts += [_Cut(found.end(), name) for found in rule.finditer(sentence)]
    cuts += _verbs(sentence)
    first: dict[int, _Cut] = {}
    for cut in cuts:
        first.setdefault(cut.at, cut)
    return sorted(first.values(), key=lambda cut: cut.at)


def clauses(sentence: str, start: int = 0) -> list[Clause]:
    """The clauses of a levelled sentence, in order.

    Args:
        sentence: levelled text of one sentence or semicolon part.
        start: where its promise begins, after "Đến năm 2030," and the like.
    """
    if len(sentence) > LONGEST:
        return [Clause(start, _end(sentence, len(sentence)), "too-long-to-cut")]
    taken = [_Cut(start, "sentence")]
    for cut in _proposed(sentence):
        if cut.at <= start:
            taken[0] = _Cut(start, cut.rule or "sentence", cut.sectors)
            continue
        if not cut.rule:
            continue
        # The head of a list begins a clause of its own only after a mark.
        if cut.sectors and not cut.member and sentence[cut.at - 2 : cut.at] != ", ":
            taken[-1] = _Cut(taken[-1].at, cut.rule, cut.sectors, taken[-1].member)
            continue
        left = _syllables(sentence[taken[-1].at : cut.at])
        if cut.rule == "verb" and left <= SHORT + _shares_object(sentence, cut.at):
            continue
        taken.append(cut)
    return [
        Clause(cut.at, _end(sentence, following), cut.rule, cut.sectors, cut.member)
        for cut, following in zip(
            taken, [*(cut.at for cut in taken[1:]), len(sentence)], strict=True
        )
    ]


def _shares_object(sentence: str, at: int) -> bool:
    """Whether the glue is "và", or the next verb works on a site that the verb before works on."""
    site = rf"{one_of('opener')}(?:[ ,]+{one_of('opener')})*(?: các| dự án)? {one_of('zone')}"
    return sentence[at - 3 : at] == "và " or re.match(site, sentence[at:]) is not None


def _end(sentence: str, at: int) -> int:
    """The end of the piece before a cut, without the comma or "và" between the two."""
    kept = sentence[:at].rstrip(" ,;")
    if at < len(sentence) and kept.endswith(" và"):
        kept = kept[:-3].rstrip(" ,")
    return len(kept)
