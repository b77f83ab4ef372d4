"""The portal in a real browser: found, read, filtered, at phone and desktop width, without scripts.

Needs Chromium. Without it these tests are skipped and say so; where ``CI=true`` they fail.
"""

from __future__ import annotations

import csv
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

import tamnhin
from browsers import PHONE, launched, new_page
from tamnhin.assess.pace import assess
from tamnhin.publish.bake import publish
from tamnhin.publish.site import Site, static_files
from tamnhin.server import create_app

pytestmark = pytest.mark.browser

DESKTOP, SMALL = (1280, 900), (320, 640)
PAGES = (
    "index.html",
    "promises.html",
    "promises/{promise}.html",
    "targets.html",
    "targets/t.grdp-per-capita.html",
    "targets/t.share-services.html",
    "targets/t.grdp-growth.html",
    "targets/t.share-industry.html",
    "targets/s.city-status.html",
    "indicators.html",
    "indicators/grdp.current.html",
    "summary.html",
    "consistency.html",
    "places.html",
    "territories.html",
    "methods.html",
    "data.html",
    "404.html",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for this file."""
    yield from launched()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The example plan, served on a free loopback port."""
    config = uvicorn.Config(
        create_app(tamnhin.example()), host="127.0.0.1", port=0, log_level="warning", lifespan="off"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    thread.join(timeout=10)


def _paths(lang: str) -> list[str]:
    plan = tamnhin.open_plan(tamnhin.example())
    promise = next(c.commitment_id for c in plan.commitments if c.indicator_ids)
    return [f"{lang}/{path.format(promise=promise)}" for path in PAGES]


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_kind_of_page_is_sound(
    browser: Browser, address: str, lang: str, size: tuple[int, int]
) -> None:
    page, watch = new_page(browser, size)
    faults = []
    for path in _paths(lang):
        page.goto(address + path)
        if page.evaluate("document.documentElement.scrollWidth") > size[0]:
            faults.append((path, "wider than the window"))
        if page.evaluate("document.documentElement.lang") != lang:
            faults.append((path, "another language"))
        found = Axe().run(page).response["violations"]
        faults += [
            (path, v["id"], v["nodes"][0]["html"][:200])
            for v in found
            if v["impact"] in {"serious", "critical"}
        ]
    assert faults == []
    assert watch.complaints == []
    assert {url for url in watch.requests if not url.startswith(address)} == set()
    page.context.close()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_nothing_is_cut_at_320_pixels(browser: Browser, address: str, lang: str) -> None:
    # 1280 pixels at 400 % zoom are 320: the width that WCAG asks for.
    page, _ = new_page(browser, SMALL)
    wide = []
    for path in _paths(lang):
        page.goto(address + path)
        if page.evaluate("document.documentElement.scrollWidth") > SMALL[0]:
            wide.append(path)
    assert wide == []
    page.context.close()


LONG = "x" * 200


def _with_long_words(folder: Path) -> Path:
    """The example with a word of 200 letters as every title and note."""
    shutil.copytree(tamnhin.example(), folder)
    for file in folder.glob("tables/*.csv"):
        with file.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        for row in rows:
            for name in row:
                if name.startswith(("title_", "note", "summary_", "publisher", "definition_")):
                    row[name] = LONG
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    settings = folder / "plan.yaml"
    lines = settings.read_text("utf-8").splitlines()
    titled = [f"{x.split(':')[0]}: {LONG}" if x.startswith("title_") else x for x in lines]
    settings.write_text("\n".join(titled) + "\n", "utf-8")
    return folder


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_word_of_200_letters_does_not_widen_anew_page(
    browser: Browser, tmp_path: Path, lang: str
) -> None:
    plan = tamnhin.open_plan(_with_long_words(tmp_path / "plan"))
    site = Site(plan, assess(plan))
    root = tmp_path / "site"
    for path in [*_paths(lang), *static_files()]:
        rendered = site.render(path)
        assert rendered is not None, path
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(rendered.body)
    page, _ = new_page(browser, SMALL)
    wide = []
    for path in _paths(lang):
        page.goto((root / path).as_uri())
        for width in (SMALL[0], PHONE[0], DESKTOP[0]):
            page.set_viewport_size({"width": width, "height": 700})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append((path, width))
    assert wide == []
    page.context.close()


def test_a_search_without_diacritics_finds(browser: Browser, address: str) -> None:
    page, watch = new_page(browser, PHONE)
    page.goto(address + "vi/promises.html")
    before = page.locator("[data-rows] > li:visible").count()
    page.fill("#q", "ha nam")
    page.wait_for_url("**?q=ha+nam")
    shown = page.locator("[data-rows] > li:visible")
    assert 0 < shown.count() < before
    assert any("Hà Nam" in text for text in shown.all_inner_texts())
    assert page.locator("[data-shown]").inner_text() == str(shown.count())
    page.fill("#q", "không có gì như vậy")
    page.wait_for_selector("[data-none]:visible")
    page.click("[data-all]")
    assert page.locator("[data-rows] > li:visible").count() == before
    assert watch.complaints == []
    page.context.close()


def test_filters_agree_with_the_server(browser: Browser, address: str) -> None:
    scripted, _ = new_page(browser, DESKTOP)
    plain, _ = new_page(browser, DESKTOP, scripts=False)
    for question in ("measure=unmeasured", "q=cong+nghiep&topic=industry", "q=dai+hoc"):
        titles = []
        for page in (scripted, plain):
            page.goto(f"{address}vi/promises.html?{question}")
            titles.append(page.locator("[data-rows] > li:visible h2").all_inner_texts())
        assert titles[0] == titles[1]
        assert titles[0]
    scripted.goto(address + "vi/promises.html")
    scripted.select_option("#f-measure", "unmeasured")
    badges = scripted.locator("[data-rows] > li:visible .m-unmeasured")
    assert badges.count() == scripted.locator("[data-rows] > li:visible").count() > 0
    scripted.context.close()
    plain.context.close()


def test_a_target_has_chart_table_and_downloads(browser: Browser, address: str) -> None:
    page, _ = new_page(browser, DESKTOP)
    page.goto(address + "en/targets/t.grdp-per-capita.html")
    assert page.locator("svg.chart.wide:visible").count() == 1
    assert page.locator("svg.chart.narrow:visible").count() == 0
    assert page.locator("svg.chart.small:visible circle").count() == 20
    assert page.locator("table.ahead tbody tr").count() > 6
    assert page.locator("svg.chart:visible title").first.text_content()
    assert page.locator("table.figures tbody tr").count() > 3
    for name, kind in (("Download CSV", "text/csv"), ("JSON", "json"), ("Chart as SVG", "svg")):
        href = page.get_by_role("link", name=name).get_attribute("href")
        answer = page.context.request.get(page.evaluate("h => new URL(h, location).href", href))
        assert answer.ok
        assert kind in answer.headers["content-type"]
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert page.locator("svg.chart.narrow:visible").count() == 1
    assert page.locator("svg.chart.wide:visible").count() == 0
    page.context.close()


def test_everything_can_be_read_without_scripts(browser: Browser, address: str) -> None:
    page, watch = new_page(browser, PHONE, scripts=False)
    page.goto(address)
    assert page.url.endswith("vi/index.html")
    page.click(".lang")
    assert page.url.endswith("en/index.html")
    page.click("nav >> text=Promises")
    page.fill("#q", "ha nam")
    page.click("button[type=submit]")
    assert "q=ha+nam" in page.url
    first = page.locator("[data-rows] > li:visible h2 a").first
    title = first.inner_text()
    first.click()
    assert page.locator("h1").inner_text() == title
    assert watch.complaints == []
    page.context.close()


def test_the_language_switch_keeps_thenew_page(browser: Browser, address: str) -> None:
    page, _ = new_page(browser, DESKTOP)
    page.goto(address + "vi/targets/t.grdp-growth.html")
    page.click(".lang")
    assert page.url.endswith("/en/targets/t.grdp-growth.html")
    page.context.close()


def test_a_place_on_the_map_leads_to_its_entry(browser: Browser, address: str) -> None:
    page, _ = new_page(browser, DESKTOP)
    page.goto(address + "vi/places.html")
    point = page.locator(".map svg:visible a").first
    name = (point.get_attribute("href") or "").removeprefix("#")
    point.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector(':target').id") == name
    page.context.close()


def test_the_baked_folder_works_from_a_disk(browser: Browser, tmp_path: Path) -> None:
    publish(tamnhin.open_plan(tamnhin.example()), tmp_path / "site")
    page, watch = new_page(browser, PHONE)
    page.goto((tmp_path / "site" / "index.html").as_uri())
    page.wait_for_url("**/vi/index.html")
    page.click("nav >> text=Cam kết")
    before = page.locator("[data-shown]").inner_text()
    page.fill("#q", "ha nam")
    expect(page.locator("[data-shown]")).not_to_have_text(before)
    assert page.locator("[data-rows] > li:visible").count() > 0
    loaded = "Array.from(document.fonts).filter(f => f.status === 'loaded').length"
    assert page.evaluate(loaded) > 0
    assert watch.complaints == []
    assert {url.partition(":")[0] for url in watch.requests} == {"file"}
    page.context.close()


def test_the_keyboard_reaches_the_content_first(browser: Browser, address: str) -> None:
    page, _ = new_page(browser, DESKTOP)
    page.goto(address + "vi/index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.context.close()
