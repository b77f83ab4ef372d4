"""The review page in a real browser: decided by keyboard, read back from the files.

Needs Chromium. Without it these tests are skipped and say so; where ``CI=true`` they fail.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

import tamnhin
from browsers import PHONE, Watch, launched, new_page
from drafts import AMENDING, TEXT, document, draft_folder, long_text, readings_of
from tamnhin.review.app import create_app
from tamnhin.review.update import update
from tamnhin.review.write import write_update

pytestmark = pytest.mark.browser

DESKTOP, NARROW = (1280, 900), (390, 800)
SIZES = {"phone": NARROW, "desktop": DESKTOP}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for this file."""
    yield from launched()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return draft_folder(tmp_path / "son-ha")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A draft under review, served on a free loopback port."""
    config = uvicorn.Config(
        create_app(folder, "Lan"), host="127.0.0.1", port=0, log_level="warning", lifespan="off"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    """The small draft under review."""
    with served(folder) as found:
        yield found


def chosen(page: Page) -> str:
    return page.locator("#chosen").get_attribute("data-card") or ""


def leaves(page: Page, act: Callable[[], None]) -> None:
    """Do what brings another page, and wait for it."""
    with page.expect_navigation():
        act()


def sound(page: Page, watch: Watch, address: str) -> None:
    """No violation of WCAG 2.2 AA, nothing wider than the screen, nothing from elsewhere."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert width <= 0
    assert watch.complaints == []
    assert all(url.startswith(address) for url in watch.requests)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_state_of_the_page_is_sound(
    browser: Browser, folder: Path, address: str, size: str, lang: str
) -> None:
    read = document(TEXT.replace("khoảng 45%", "khoảng 50%"), AMENDING)
    write_update(update(tamnhin.open_plan(folder), read, readings_of(read)), folder)
    page, watch = new_page(browser, SIZES[size])
    page.goto(f"{address}{lang}/")
    sound(page, watch, address)
    for name in ("t0001", "p0007"):
        page.goto(f"{address}{lang}/section/1?item={name}")
        sound(page, watch, address)
        for key in "es?":
            page.keyboard.press(key)
            if key == "?":
                sound(page, watch, address)
            page.keyboard.press("Escape")
        for key in "emr":
            page.locator(f'[data-key="{key}"]').click()
        sound(page, watch, address)
    page.goto(f"{address}{lang}/section/1?item=t0001")
    page.locator('[data-key="e"]').click()
    page.locator("#f-value").fill("nhiều")
    leaves(page, lambda: page.locator("#do-correct button").click())
    expect(page.locator("#wrong-value")).to_be_visible()
    watch.complaints = [c for c in watch.complaints if "422" not in c]
    sound(page, watch, address)
    leaves(page, lambda: page.goto(f"{address}{lang}/"))
    leaves(page, lambda: page.locator("table a").first.click())
    sound(page, watch, address)


def test_a_draft_is_decided_by_keyboard_alone(browser: Browser, folder: Path, address: str) -> None:
    page, watch = new_page(browser, DESKTOP)
    page.goto(f"{address}vi/")
    keys = page.keyboard
    leaves(page, lambda: keys.press("j"))
    assert chosen(page) == "p0001"
    leaves(page, lambda: keys.press("ArrowDown"))
    assert chosen(page) == "t0001"
    leaves(page, lambda: keys.press("k"))
    assert chosen(page) == "p0001"
    leaves(page, lambda: keys.press("a"))  # accept p0001
    assert chosen(page) == "t0001"

    keys.press("e")  # correct t0001: the first field has the focus
    page.locator("#f-value").focus()
    keys.press("Control+A")
    keys.type("10,5")
    leaves(page, lambda: keys.press("Enter"))
    assert chosen(page) == "p0002"

    keys.press("r")  # reject p0002, with a reason
    keys.type("lặp lại luật")
    leaves(page, lambda: keys.press("Enter"))

    page.goto(f"{address}vi/section/1?item=p0007")
    keys.press("s")  # split p0007
    expect(page.locator("#parts")).to_be_focused()
    page.locator("#parts").evaluate("box => box.setSelectionRange(20, 20)")
    keys.press("Enter")
    keys.press("Tab")
    leaves(page, lambda: keys.press("Enter"))
    assert chosen(page) == "p0007"
    expect(page.locator('[data-card="p0009"]')).to_be_visible()

    page.goto(f"{address}vi/section/1?item=p0005")
    keys.press("m")  # merge p0005 with the next, which is chosen already
    expect(page.locator("#other")).to_be_focused()
    keys.press("Tab")
    leaves(page, lambda: keys.press("Enter"))
    assert chosen(page) == "p0005"

    leaves(page, lambda: page.goto(f"{address}vi/section/1?item=t0003"))
    leaves(page, lambda: keys.press("a"))
    leaves(page, lambda: keys.press("u"))  # undo the acceptance of t0003
    assert chosen(page) == "t0003"
    assert watch.complaints == []

    plan = tamnhin.open_plan(folder)
    assert [(r.item_id, r.decision) for r in sorted(plan.review, key=lambda r: r.decided_at)] == [
        ("p0001", "accepted"),
        ("t0001", "changed"),
        ("p0002", "refused"),
        ("p0007", "split"),
        ("p0005", "merged"),
        ("t0003", "accepted"),
        ("t0003", "undone"),
    ]
    assert {r.reviewer for r in plan.review} == {"Lan"}
    assert next(r.reason for r in plan.review if r.item_id == "p0002") == "lặp lại luật"
    assert str(plan.target("t0001").value) == "10.5"
    commitments = {c.commitment_id: c for c in plan.commitments}
    assert "p0002" not in commitments
    assert "p0006" not in commitments
    assert len(commitments["p0005"].citation_ids) == 2
    assert commitments["p0007"].title_vi == "Nâng cao chất lượng"
    assert commitments["p0009"].title_vi == "khám bệnh ở tuyến xã"
    assert tamnhin.check_folder(folder).ok


def test_keys_can_be_switched_off_and_do_not_act_while_one_types(
    browser: Browser, folder: Path, address: str
) -> None:
    page, _ = new_page(browser, DESKTOP)
    page.goto(f"{address}en/section/1?item=t0002")
    page.keyboard.press("r")
    page.keyboard.type("a u j k")
    assert page.locator("#why-refuse").input_value() == "a u j k"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.reload()
    page.keyboard.press("a")
    page.wait_for_timeout(300)
    assert chosen(page) == "t0002"
    assert not tamnhin.open_plan(folder).review


def test_without_scripts_every_decision_can_be_made(
    browser: Browser, folder: Path, address: str
) -> None:
    page, _ = new_page(browser, PHONE, scripts=False)
    page.goto(f"{address}vi/")
    page.locator(".actions a.button").click()
    page.locator("#chosen .actions button").click()
    page.locator("#do-refuse summary").click()
    page.locator("#do-refuse button").click()
    page.locator("#do-correct summary").click()
    page.locator("#do-correct button").click()
    page.locator(".steps form button").click()
    decisions = sorted(tamnhin.open_plan(folder).review, key=lambda r: r.decided_at)
    assert [r.decision for r in decisions] == ["accepted", "refused", "changed", "undone"]


def test_a_script_in_the_document_does_not_run(browser: Browser, tmp_path: Path) -> None:
    words = "vùng <img src=x onerror=alert(1)><script>alert(2)</script> rau sạch"
    folder = draft_folder(tmp_path / "hostile", TEXT.replace("vùng rau sạch", words))
    page, _ = new_page(browser, DESKTOP)
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    with served(folder) as address:
        page.goto(f"{address}vi/section/1?item=p0008")
        expect(page.locator("#text")).to_contain_text("<script>alert(2)</script>")
        page.wait_for_timeout(200)


def test_the_reading_follows_the_text(browser: Browser, tmp_path: Path) -> None:
    folder = draft_folder(tmp_path / "long", long_text(40))
    page, watch = new_page(browser, DESKTOP)
    with served(folder) as address:
        page.goto(f"{address}vi/section/1?item=p0001")
        page.locator("#text").hover()
        page.mouse.wheel(0, 1500)
        page.wait_for_function("document.getElementById('reading').scrollTop > 100")
        edge = page.locator("#text").bounding_box()
        tags = page.locator("[data-tag]")
        tops = [(tags.nth(i).bounding_box() or {})["y"] for i in range(tags.count())]
        assert edge is not None
        first = next(i for i, top in enumerate(tops) if top + 20 > edge["y"])
        name = tags.nth(first).get_attribute("data-tag")
        expect(page.locator(f'[data-card="{name}"]')).to_be_in_viewport()
        assert watch.complaints == []
