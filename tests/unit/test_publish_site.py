"""All pages: links that lead somewhere, nothing from outside, both languages, honest words."""

from __future__ import annotations

import dataclasses
import html
import posixpath
import re
from collections.abc import Iterator
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.extract import extract
from jinja2.ext import babel_extract

import tamnhin
from builders import SETTINGS, indicator, observation, target
from builders import plan as make_plan
from tamnhin.assess.pace import assess
from tamnhin.assess.readings.book import ACCOUNTS
from tamnhin.messages import catalogue
from tamnhin.plan.plan import Plan, read_plan
from tamnhin.plan.types import Break, TargetTerm
from tamnhin.publish import words
from tamnhin.publish.site import CSP, Site, static_files, web_address
from tamnhin.territory import Territory

LOADING = {"src", "srcset", "action", "poster", "data"}


class _Page(HTMLParser):
    """What a page loads, links to and names."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: list[str] = []
        self.inline: list[str] = []
        self.lang = ""
        self.external: list[dict[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag == "html":
            self.lang = held.get("lang") or ""
        if "id" in held:
            self.ids.append(held["id"] or "")
        if tag == "link" or LOADING & set(held):
            self.loads += [
                v or "" for k, v in attrs if k in LOADING or (tag, k) == ("link", "href")
            ]
        elif "href" in held:
            href = held["href"] or ""
            (self.external.append(held) if "://" in href else self.links.append(href))
        if "style" in held or tag == "style" or (tag == "script" and "src" not in held):
            self.inline.append(tag)
        self.inline += [k for k in held if k.startswith("on")]


@pytest.fixture(scope="module")
def site() -> Site:
    plan = tamnhin.open_plan(tamnhin.example())
    return Site(plan, assess(plan))


@pytest.fixture(scope="module")
def read(site: Site) -> dict[str, _Page]:
    found = {}
    for path in site.paths():
        if path.endswith(".html"):
            rendered = site.render(path)
            assert rendered is not None, path
            found[path] = _Page(rendered.body.decode())
    return found


def test_every_listed_file_is_there_and_listed_once(site: Site) -> None:
    paths = list(site.paths())
    assert len(paths) == len(set(paths))
    assert all(site.render(path) is not None for path in paths)


def test_every_link_leads_to_a_file_and_its_anchor(site: Site, read: dict[str, _Page]) -> None:
    paths = set(site.paths())
    broken = []
    for path, page in read.items():
        for link in [*page.links, *page.loads]:
            address, _, anchor = link.partition("#")
            address = address.partition("?")[0]
            target = posixpath.normpath(
                posixpath.join(posixpath.dirname(path), address or posixpath.basename(path))
            )
            if target not in paths or (anchor and anchor not in read[target].ids):
                broken.append((path, link))
    assert broken == []


def test_nothing_is_loaded_from_outside(read: dict[str, _Page]) -> None:
    assert [
        (p, load)
        for p, page in read.items()
        for load in page.loads
        if ":" in load or load.startswith("//")
    ] == []
    sheets = [
        data.decode() for path, data in static_files().items() if path.endswith((".css", ".js"))
    ]
    assert not any(re.search(r"https?://|url\(\s*[\"']?//", text) for text in sheets)


def test_no_script_or_style_stands_in_a_page(read: dict[str, _Page]) -> None:
    assert {path: page.inline for path, page in read.items() if page.inline} == {}


def test_identifiers_of_a_page_are_unique(read: dict[str, _Page]) -> None:
    assert [path for path, page in read.items() if len(page.ids) != len(set(page.ids))] == []


def test_outside_links_do_not_tell_where_the_reader_came_from(read: dict[str, _Page]) -> None:
    rels = {held.get("rel") for page in read.values() for held in page.external}
    assert rels == {"noreferrer noopener"}


def test_pages_are_in_the_language_of_their_path(read: dict[str, _Page]) -> None:
    for path, page in read.items():
        assert page.lang == ("en" if path.startswith("en/") else "vi"), path


def test_the_policy_stands_in_every_page(site: Site) -> None:
    rendered = site.render("vi/index.html")
    assert rendered is not None
    assert CSP.replace("'", "&#39;") in rendered.body.decode()
    assert "unsafe" not in CSP


@pytest.mark.parametrize(
    "path",
    [
        "../pyproject.toml",
        "static/../../server.py",
        "static/%2e%2e/site.py",
        "vi/../../etc/passwd.html",
        "vi/targets/../index.html",
        "vi/targets/.html",
        "vi/targets/nope.html",
        "data/tables/../plan.csv",
        "data/tables/nope.csv",
        "data/targets/.json",
        "data/targets/nope.vi.svg",
        "data/indicators/nope.csv",
        "fr/index.html",
        "vi/promises",
        "",
        "x" * 5000,
        "vi/targets/\x00.html",
    ],
)
def test_unknown_paths_have_no_file(site: Site, path: str) -> None:
    assert site.render(path) is None


def test_not_found_speaks_the_language_of_the_path(site: Site) -> None:
    vi, en = (site.not_found(f"{lang}/targets/x.html").body.decode() for lang in ("vi", "en"))
    assert '<html lang="vi">' in vi
    assert '<html lang="en">' in en
    assert "Page not found" in en
    assert 'href="../../en/index.html"' in en


def test_the_overview_says_coverage_before_verdicts(site: Site) -> None:
    rendered = site.render("en/index.html")
    assert rendered is not None
    text = rendered.body.decode()
    coverage, own, context = (text.index(f'id="{name}"') for name in ("coverage", "own", "context"))
    assert coverage < own < context
    assert "average progress" not in text


def test_drafts_are_marked_on_their_pages(site: Site) -> None:
    drafts = [t.target_id for t in site.plan.targets if t.origin == "draft"]
    assert drafts
    for name in drafts:
        rendered = site.render(f"en/targets/{name}.html")
        assert rendered is not None
        assert "The decision does not confirm it" in rendered.body.decode()


def test_hostile_texts_are_shown_and_not_run(small_plan: Path) -> None:
    sources = small_plan / "tables" / "sources.csv"
    text = sources.read_text("utf-8").replace(
        "https://example.org/nien-giam", "javascript:alert(1)"
    )
    sources.write_text(text, "utf-8")
    commitments = small_plan / "tables" / "commitments.csv"
    hostile = "<script>alert(1)</script>"
    commitments.write_text(
        commitments.read_text("utf-8").replace("Economic growth", hostile), "utf-8"
    )
    plan, _ = read_plan(small_plan)
    assert plan is not None
    made = Site(plan, assess(plan))
    for path in ("en/promises.html", "en/promises/kinh-te.html", "en/data.html", "en/index.html"):
        rendered = made.render(path)
        assert rendered is not None
        assert b"<script>alert" not in rendered.body
        assert b'href="javascript:' not in rendered.body


def test_only_web_addresses_become_links() -> None:
    assert web_address("https://example.org/a?b=1") == "https://example.org/a?b=1"
    for url in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://a b", ""):
        assert web_address(url) == ""


def test_an_empty_plan_reads_well() -> None:
    territory = Territory(territory_id="t", title_vi="Tỉnh", title_en="Province", level="province")
    made = Site(
        Plan(SETTINGS.model_copy(update={"decision_ids": ()}), territories=(territory,)), ()
    )
    for path in made.paths():
        assert made.render(path) is not None, path
    targets = made.render("en/targets.html")
    assert targets is not None
    assert b"hold no targets yet" in targets.body


def test_a_note_in_two_languages_shows_one() -> None:
    assert words.bilingual("Một nguồn. / One source.", "vi") == "Một nguồn."
    assert words.bilingual("Một nguồn. / One source.", "en") == "One source."
    assert words.bilingual("a / b / c", "en") == "a / b / c"


def _texts(message: object) -> Iterator[str]:
    parts = message if isinstance(message, (tuple, list)) else (message,)
    yield from (part for part in parts if isinstance(part, str))


def _our_messages() -> Iterator[str]:
    root = Path(tamnhin.__file__).parent
    for file in (root / "publish" / "templates").glob("*.html"):
        with file.open("rb") as stream:
            for _, _, message, _ in babel_extract(stream, ("_", "ngettext"), (), {}):
                yield from _texts(message)
    for file in [*(root / "publish").glob("*.py"), root / "server.py"]:
        keywords = {"N_": None, "ngettext": (1, 2)}
        with file.open("rb") as stream:
            for _, found, _, _ in extract("python", stream, keywords=keywords):
                yield from _texts(found)


def test_translations_keep_the_places_of_their_messages() -> None:
    book = catalogue("vi")
    messages = set(_our_messages())
    assert len(messages) > 300
    for message in messages:
        for translated in (book.gettext(message), book.ngettext(message, message, 2)):
            places = set(re.findall(r"\{\w+\}", translated))
            assert places == set(re.findall(r"\{\w+\}", message)), message


def test_readings_stand_side_by_side_on_a_target(site: Site) -> None:
    page = site.render("vi/targets/t.grdp-per-capita.html").body.decode()
    table = page.split('<table class="readings">')[1].split("</table>")[0]
    assert table.count("<tr") == 11  # the head, the portal's own pace and nine methods
    for word in ("tiến bộ rõ rệt", "cần tăng tốc", "sẽ đạt", "không áp dụng", "52%", "chưa đo"):
        assert word in table
    refused = site.render("en/targets/t.city-status.html").body.decode()
    assert '<table class="readings">' not in refused
    assert "No figure says whether it has been reached." in refused


def test_the_chosen_reading_stands_in_lists_and_on_pages() -> None:
    plan = tamnhin.open_plan(tamnhin.example())
    settings = plan.settings.model_copy(update={"reading": "unsd"})
    plan = dataclasses.replace(plan, settings=settings)
    site = Site(plan, assess(plan))
    for path in ("index", "targets", "targets/t.grdp-per-capita"):
        page = site.render(f"en/{path}.html").body.decode()
        assert "United Nations progress chart: fair progress, acceleration needed" in page, path


def test_every_method_is_told_with_what_was_not_verified(site: Site) -> None:
    page = site.render("en/methods.html").body.decode()
    for account in ACCOUNTS.values():
        assert account.title in html.unescape(page)
        assert account.unverified
    assert "52%" in page
    assert "165,264" in page


KINDS = {
    "multiple": {"basis": "multiple", "value": 2, "unit": "ratio", "baseline_period": "2020"},
    "compared": {"basis": "relative", "value": 90, "unit": "%"},
    "ceiling": {"basis": "ceiling", "operator": "at_most", "period": "2021/2030"},
    "range": {"operator": "between", "upper": 240},
    "milestone": {"basis": "milestone", "value": 1},
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_promise_has_its_page(kind: str) -> None:
    promise = target(**KINDS[kind])
    figures = [
        observation(year, value, territory_id=name)
        for name in ("t", "u")
        for year, value in (("2020", "100"), ("2022", "120"), ("2025", "150"))
    ]
    places = tuple(
        Territory(territory_id=n, title_vi=f"Tỉnh {n}", title_en=n, level="province") for n in "tu"
    )
    terms = (TargetTerm(target_id="x.2030", compared_with="u"),) if kind == "compared" else ()
    gap = Break(break_id="b", indicator_id="x", since="2022", kind="method", note="Mới / New")
    world = make_plan(
        promise, figures=figures, territories=places, target_terms=terms, breaks=(gap,)
    )
    site = Site(world, assess(world))
    for lang in ("vi", "en"):
        assert site.render(f"{lang}/targets/x.2030.html")
        page = html.unescape(site.render(f"{lang}/indicators/x.html").body.decode())
        assert {"vi": "tính theo cách khác", "en": "counted in another way"}[lang] in page
    assert site.render("data/targets/x.2030.json")


def test_the_page_of_a_target_says_all_of_its_notes() -> None:
    share = indicator(unit="%", kind="ratio", aggregation="none")
    figures = [observation(y, v, unit="%") for y, v in (("2018", "24.5"), ("2021", "70"))]
    goal = target(value=Decimal(80), unit="%")
    world = make_plan(goal, figures=figures, indicators=[share])
    site = Site(world, assess(world))
    pages = {
        lang: html.unescape(site.render(f"{lang}/targets/x.2030.html").body.decode())
        for lang in ("vi", "en")
    }
    assert "From 24.5 in 2018 to 70 in 2021: 15.2 points a year." in pages["en"]
    assert "Từ 24,5 năm 2018 sang 70 năm 2021: 15,2 điểm phần trăm mỗi năm." in pages["vi"]
    for lang in pages:
        for note in site.view.assessment["x.2030"].notes:
            said = note.text(lang)
            assert said[:1].upper() + said[1:] in pages[lang]
