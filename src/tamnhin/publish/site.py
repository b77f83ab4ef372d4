"""The portal as a pure function: a path in, the bytes of that file out.

The server and the baked folder both ask here, so a page is the same from either. Links are
relative and end in .html: the folder works from a disk, from any place of an intranet server,
and served.
"""

from __future__ import annotations

import json
import mimetypes
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from tamnhin.assess.status import WORDS
from tamnhin.assess.types import GRADE_WORDS, Assessment
from tamnhin.messages import DEFAULT_LANG, LANGS, Lang
from tamnhin.plan.folder import written_tables
from tamnhin.plan.plan import Plan
from tamnhin.plan.schema import BY_NAME
from tamnhin.publish import charts, consistency, exports, geography, pages, svg, words
from tamnhin.publish.chartdata import has_chart
from tamnhin.publish.phrases import phrases
from tamnhin.publish.sentences import chance_line, chance_range
from tamnhin.publish.views import View
from tamnhin.records import ID_PATTERN

CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; base-uri 'none'; form-action 'self'"
)
"""What a page may load: its own files. The server adds frame-ancestors, which a page cannot."""

HTML: Final = "text/html; charset=utf-8"
WIDE: Final = (580.0, 360.0)
NARROW: Final = (360.0, 320.0)
KEPT_CHARTS: Final = 8
"""Charts kept for a moment: a page and its downloads are asked for one after another."""

_SINGLE: Final = {
    **pages.PAGES,
    "consistency": ("consistency.html", consistency.page),
    "places": ("places.html", geography.places),
    "territories": ("territories.html", geography.territories),
}
NAVIGATION: Final = (
    "index",
    "promises",
    "targets",
    "indicators",
    "summary",
    "places",
    "territories",
)
_ID: Final = re.compile(ID_PATTERN)
_MAX_PATH: Final = 500
_PLAIN_SENTENCE: Final = re.compile(r"""_\((?:"([^"\\]+)"|'([^'\\]+)')\)""")


class Rendered(NamedTuple):
    """A file of the site."""

    body: bytes
    content_type: str


class Place(NamedTuple):
    """Where a page stands, for its links."""

    lang: Lang
    path: str
    rest: str

    @property
    def root(self) -> str:
        """The way from the page up to the root of the site."""
        return "../" * self.path.count("/")


class _Templates(PackageLoader):
    """Templates in which plain sentences are translated once, when they are read.

    A page has a hundred of them; a call for each would take longer than the rest of the page.
    """

    def __init__(self, lang: Lang) -> None:
        super().__init__("tamnhin.publish", "templates")
        self._book = phrases(lang).book

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool] | None]:
        source, name, fresh = super().get_source(environment, template)
        return _PLAIN_SENTENCE.sub(self._translated, source), name, fresh

    def _translated(self, match: re.Match[str]) -> str:
        return json.dumps(self._book.gettext(match[1] or match[2]), ensure_ascii=False)


@cache
def environment(lang: Lang) -> Environment:
    """The templates in one language."""
    say = phrases(lang)
    env = Environment(
        loader=_Templates(lang),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    env.globals.update(
        _=say.text,
        ngettext=say.ngettext,
        say=say,
        lang=lang,
        words=words,
        status_words=WORDS,
        unit_title=lambda symbol: charts.unit_title(symbol, say),
        mark=lambda status: Markup(svg.status_mark(status)),  # noqa: S704 - our own drawing
        bilingual=lambda note: words.bilingual(note, lang),
        agreement=consistency.of_target,
        chance=lambda a: chance_line(a, say),
        chance_range=lambda c: chance_range(c, say),
        grade_words=GRADE_WORDS,
        csp=CSP,
        navigation=NAVIGATION,
    )
    env.filters["web"] = web_address
    return env


def web_address(url: str) -> str:
    """The address if a reader may safely follow it, else nothing."""
    return url if re.match(r"https?://[^\s]+$", url, re.IGNORECASE) else ""


@cache
def static_files() -> Mapping[str, bytes]:
    """The files of the site that do not depend on the plan, by path."""
    root = files("tamnhin.publish").joinpath("static")
    found: dict[str, bytes] = {}
    waiting = [(root, "static")]
    while waiting:
        folder, name = waiting.pop()
        for entry in sorted(folder.iterdir(), key=lambda e: e.name):
            path = f"{name}/{entry.name}"
            if entry.is_dir():
                waiting.append((entry, path))
            else:
                found[path] = entry.read_bytes()
    return found


class Site:
    """All files of the portal of a plan, made when asked for.

    Args:
        plan: the plan.
        assessments: one for each target, from :func:`tamnhin.assess.pace.assess`.
    """

    def __init__(self, plan: Plan, assessments: Sequence[Assessment]) -> None:
        self.plan = plan
        self.view = View(plan, assessments)
        self._chart = lru_cache(maxsize=KEPT_CHARTS)(self._draw_chart)
        self._items: Mapping[str, Mapping[str, Any]] = {
            "promises": self.view.promise,
            "targets": self.view.assessment,
            "indicators": {i.indicator_id: i for i in self.view.measured_indicators},
        }

    # What there is

    def paths(self) -> Iterator[str]:
        """The path of every file, pages of one thing next to each other."""
        yield "index.html"
        for lang in LANGS:
            for name in _SINGLE:
                yield f"{lang}/{name}.html"
            yield f"{lang}/404.html"
        for kind, items in self._items.items():
            for name in items:
                if _ID.fullmatch(name) is None:
                    continue  # Such a row is an error of the plan; it must not become a file name.
                for lang in LANGS:
                    yield f"{lang}/{kind}/{name}.html"
                    if kind == "targets" and has_chart(self.view.assessment[name]):
                        yield f"data/targets/{name}.{lang}.svg"
                if kind != "promises":
                    yield f"data/{kind}/{name}.csv"
                if kind == "targets":
                    yield f"data/targets/{name}.json"
        for record in written_tables(self.plan):
            yield f"data/tables/{record.table}.csv"
        yield from static_files()

    # What it holds

    def render(
        self, path: str, asked: Mapping[str, str] | None = None, notice: str = ""
    ) -> Rendered | None:
        """The file at a path, or ``None`` where there is none.

        Args:
            path: without a slash at its beginning, such as ``vi/index.html``.
            asked: the filters of a list page.
            notice: a sentence for a banner at the top of the page.
        """
        if len(path) > _MAX_PATH:
            return None
        if path in static_files():
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            text = kind.startswith("text/")
            return Rendered(static_files()[path], f"{kind}; charset=utf-8" if text else kind)
        head, _, rest = path.partition("/")
        if path == "index.html":
            return self._root()
        if head == "data":
            return self._download(rest)
        lang = _lang(head)
        if lang is None or not rest.endswith(".html"):
            return None
        return self._page(Place(lang, path, rest), asked or {}, notice)

    def not_found(self, path: str, lang: Lang | None = None, notice: str = "") -> Rendered:
        """The page that says that there is nothing at a path, in the language of the path.

        Args:
            path: what was asked for.
            lang: the reader's language where the path does not tell.
            notice: a sentence for a banner at the top of the page.
        """
        known = _lang(path.partition("/")[0]) or lang or DEFAULT_LANG
        return self._fill(Place(known, path, "404.html"), "not_found.html", {"title": ""}, notice)

    def _page(self, place: Place, asked: Mapping[str, str], notice: str) -> Rendered | None:
        name = place.rest.removesuffix(".html")
        if name == "404":
            return self.not_found(place.path)
        say = phrases(place.lang)
        request = pages.Request(
            self.view, say, lambda item, size: self._chart(item, size, place.lang), asked
        )
        if name in _SINGLE:
            template, make = _SINGLE[name]
            return self._fill(place, template, make(request), notice)
        kind, _, item = name.partition("/")
        if item not in self._items.get(kind, {}) or _ID.fullmatch(item) is None:
            return None
        template, make_item = pages.ITEMS[kind]
        return self._fill(place, template, make_item(request, item), notice)

    def _fill(self, place: Place, template: str, context: pages.Context, notice: str) -> Rendered:
        shared = {
            "root": place.root,
            "here": place.rest,
            "home": f"{place.root}{place.lang}/",
            "plan": self.plan,
            "view": self.view,
            "notice": notice,
        }
        text = environment(place.lang).get_template(template).render(**shared, **context)
        return Rendered(text.encode(), HTML)

    def _root(self) -> Rendered:
        say = {lang: phrases(lang) for lang in LANGS}
        template = environment(DEFAULT_LANG).get_template("root.html")
        text = template.render(plan=self.plan, says=say, langs=LANGS)
        return Rendered(text.encode(), HTML)

    # Downloads

    def _download(self, rest: str) -> Rendered | None:
        kind, _, name = rest.partition("/")
        makers: Mapping[str, Callable[[str], Rendered | None]] = {
            "tables": self._table,
            "targets": self._target_file,
            "indicators": self._indicator_file,
        }
        return makers[kind](name) if kind in makers else None

    def _table(self, name: str) -> Rendered | None:
        record = BY_NAME.get(name.removesuffix(".csv"))
        if not name.endswith(".csv") or record not in written_tables(self.plan) or record is None:
            return None
        return Rendered(exports.table_csv(self.plan, record), "text/csv; charset=utf-8")

    def _target_file(self, name: str) -> Rendered | None:
        for lang in LANGS:
            item = name.removesuffix(f".{lang}.svg")
            if item != name:
                drawn = self._chart(item, "wide", lang) if item in self.view.assessment else ""
                return Rendered(drawn.encode(), "image/svg+xml") if drawn else None
        item, _, ending = name.rpartition(".")
        a = self.view.assessment.get(item)
        if a is None:
            return None
        if ending == "json":
            return Rendered(
                exports.target_json(self.plan, a, self.view.outlook(item)), "application/json"
            )
        if ending == "csv":
            return self._figures_file([(a.target.indicator_id, a.target.territory_id)])
        return None

    def _indicator_file(self, name: str) -> Rendered | None:
        item = name.removesuffix(".csv")
        if item == name or item not in self._items["indicators"]:
            return None
        pairs = [(item, territory) for territory in self.view.territories_of.get(item, ())]
        return self._figures_file(pairs)

    def _figures_file(self, pairs: Sequence[tuple[str, str]]) -> Rendered:
        body = exports.observations_csv(self.plan, pairs, self.view.asked)
        return Rendered(body, "text/csv; charset=utf-8")

    def _draw_chart(self, name: str, size: str, lang: Lang) -> str:
        a = self.view.assessment[name]
        width, height = WIDE if size == "wide" else NARROW
        return charts.target_chart(
            a, phrases(lang), width, height, f"chart {size}", self.view.outlook(name)
        )


def _lang(text: str) -> Lang | None:
    return next((lang for lang in LANGS if lang == text), None)
