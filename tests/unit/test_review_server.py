"""The review page over HTTP: forms without scripts, strict about who may send them."""

from __future__ import annotations

import asyncio
import html
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

import tamnhin
from drafts import AMENDING, TEXT, document, draft_folder, long_text, readings_of
from tamnhin.cli.main import main
from tamnhin.review import app as review_app
from tamnhin.review.app import create_app
from tamnhin.review.update import update
from tamnhin.review.write import write_update

BASE = "http://127.0.0.1:8010"
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{ 7*7 }}"


class Window:
    """A browser window without scripts: asks, reads the form on the page, sends it."""

    def __init__(self, folder: Path, reviewer: str = "Lan") -> None:
        self.app = create_app(folder, reviewer)
        self.page = ""

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
                return await client.request(method, path, **options)

        answer = asyncio.run(asked())
        self.page = answer.text
        return answer

    def open(self, path: str) -> httpx.Response:
        return self.ask("GET", path)

    def fields(self, action: str) -> dict[str, str]:
        """The fields of the form with that action, as the page has them."""
        for form in re.findall(r"<form.*?</form>", self.page, re.DOTALL):
            if f'name="action" value="{action}"' in form:
                pairs = re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', form)
                return {name: html.unescape(value) for name, value in pairs}
        raise AssertionError(action)

    def send(self, path: str, fields: dict[str, str], **headers: str) -> httpx.Response:
        sent = {"origin": BASE, "content-type": "application/x-www-form-urlencoded", **headers}
        return self.ask("POST", path, content=urlencode(fields), headers=sent)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return draft_folder(tmp_path / "son-ha")


@pytest.fixture
def window(folder: Path) -> Window:
    return Window(folder)


def token(window: Window) -> str:
    window.open("/vi/")
    found = re.search(r'name="token" value="([^"]+)"', window.page)
    assert found
    return found[1]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_pages_answer_in_both_languages(window: Window, lang: str) -> None:
    for path in ("", "section/1", "section/1?item=t0002", "section/1?item=p0007"):
        answer = window.open(f"/{lang}/{path}")
        assert answer.status_code == 200
        assert f'<html lang="{lang}">' in answer.text
        csp = answer.headers["content-security-policy"]
        assert "default-src 'none'" in csp
        assert "unsafe" not in csp
        assert "no-store" in answer.headers["cache-control"]
        assert not re.search(r"<script(?! src)|\son\w+=|style=", answer.text)
    assert window.open("/").headers["location"] == "/vi/"
    for name in ("review.css", "review.js", "app.css"):
        assert window.open(f"/static/{name}").status_code == 200


def test_a_decision_leads_to_the_next_open_item(window: Window, folder: Path) -> None:
    window.open("/en/section/1?item=t0002")
    assert "90 %" in window.page
    assert "by-hand" in window.page
    answer = window.send("/en/item/t0002", window.fields("accept"))
    assert answer.status_code == 303
    assert "item=p0003" in answer.headers["location"]
    page = window.open(answer.headers["location"].split("#")[0]).text
    assert "t0002 is accepted." in page
    assert [r.item_id for r in tamnhin.open_plan(folder).review] == ["t0002"]


def test_the_runner_up_can_be_taken(window: Window, folder: Path) -> None:
    window.open("/en/section/1?item=t0001")
    fields = window.fields("correct")
    assert fields["c.indicator_id"]
    assert window.send("/en/item/t0001", fields).status_code == 303
    assert tamnhin.open_plan(folder).target("t0001").indicator_id == fields["c.indicator_id"]


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    window: Window, folder: Path
) -> None:
    window.open("/en/section/1?item=t0002")
    common = window.fields("accept")
    fields = {**common, "action": "correct", "c.value": "1.500", "c.unit": "sào", "c.note": "giữ"}
    answer = window.send("/en/item/t0002", fields)
    assert answer.status_code == 422
    assert 'id="wrong-value"' in answer.text
    assert 'id="wrong-unit"' in answer.text
    assert 'aria-invalid="true" aria-describedby="wrong-value"' in answer.text
    assert 'value="1.500"' in answer.text
    assert ">giữ</textarea>" in answer.text
    assert not tamnhin.open_plan(folder).review


def test_splitting_merging_and_undoing_by_forms(window: Window, folder: Path) -> None:
    window.open("/en/section/1?item=p0007")
    fields = window.fields("accept")
    parts = "Nâng cao chất lượng\r\nkhám bệnh ở tuyến xã"
    bad = window.send("/en/item/p0007", {**fields, "action": "split", "parts": "something else"})
    assert bad.status_code == 400
    assert "something else</textarea>" in bad.text
    answer = window.send("/en/item/p0007", {**fields, "action": "split", "parts": parts})
    assert answer.status_code == 303
    assert len(tamnhin.open_plan(folder).commitments) == 9
    window.open("/en/section/1?item=p0005")
    fields = {**window.fields("accept"), "action": "merge", "other": "p0006"}
    assert window.send("/en/item/p0005", fields).status_code == 303
    for expected in ("p0005", "p0007"):
        answer = window.send("/en/undo", {"token": fields["token"]})
        assert f"on={expected}" in answer.headers["location"]
    assert len(tamnhin.open_plan(folder).commitments) == 8
    answer = window.send("/en/undo", {"token": fields["token"]})
    assert (answer.status_code, "no decision of Lan" in answer.text) == (404, True)


def test_a_stale_window_is_told_and_writes_nothing(window: Window, folder: Path) -> None:
    window.open("/en/section/1?item=t0002")
    seen = window.fields("accept")
    assert window.send("/en/item/t0002", {**seen, "action": "refuse"}).status_code == 303
    answer = window.send("/en/item/t0002", seen)
    assert answer.status_code == 409
    assert "another window" in answer.text
    assert len(tamnhin.open_plan(folder).review) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "https://127.0.0.1:8010"},
        {"origin": "http://127.0.0.1:8011"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"content-type": "text/plain"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"host": "evil.example"},
        {"host": "127.0.0.1.evil.example:8010"},
    ],
)
def test_a_foreign_form_writes_nothing(
    window: Window, folder: Path, headers: dict[str, str]
) -> None:
    window.open("/en/section/1?item=t0002")
    answer = window.send("/en/item/t0002", window.fields("accept"), **headers)
    assert answer.status_code in (400, 403)
    assert not tamnhin.open_plan(folder).review


def test_a_form_without_origin_or_token_writes_nothing(window: Window, folder: Path) -> None:
    window.open("/en/section/1?item=t0002")
    fields = window.fields("accept")
    kind = {"content-type": "application/x-www-form-urlencoded"}
    path, body = "/en/item/t0002", urlencode(fields)
    assert window.ask("POST", path, content=body, headers=kind).status_code == 403
    with_referer = {**kind, "referer": "http://evil.example/x"}
    assert window.ask("POST", path, content=body, headers=with_referer).status_code == 403
    for wrong in ("", "x", fields["token"][:-1], "é"):
        assert window.send(path, {**fields, "token": wrong}).status_code == 403
    assert window.send("/en/undo", {}).status_code == 403
    assert not tamnhin.open_plan(folder).review
    referer = {**kind, "referer": f"{BASE}/en/section/1?item=t0002"}
    assert window.ask("POST", path, content=body, headers=referer).status_code == 303


def test_forms_that_the_page_does_not_make_are_refused(window: Window, folder: Path) -> None:
    key = token(window)
    big = {"token": key, "action": "accept", "reason": "x" * 500_000}
    assert window.send("/en/item/t0002", big).status_code == 403
    many = {f"f{n}": "" for n in range(100)} | {"token": key}
    assert window.send("/en/item/t0002", many).status_code == 403
    assert window.send("/en/item/t0002", {"token": key, "action": "drop"}).status_code == 400
    raw = {"origin": BASE, "content-type": "application/x-www-form-urlencoded"}
    assert window.ask("POST", "/en/undo", content=b"\xff=1", headers=raw).status_code == 403
    # Columns that the form does not ask for are not taken.
    window.open("/en/section/1?item=t0002")
    fields = {**window.fields("accept"), "action": "correct", "c.value": "46"}
    fields |= {"c.target_id": "stolen", "c.origin": "nation", "c.citation_ids": ""}
    assert window.send("/en/item/t0002", fields).status_code == 303
    row = tamnhin.open_plan(folder).target("t0002")
    assert (str(row.value), row.origin) == ("46", "decision")


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2f..%2fapp.py",
        "/static//etc/passwd",
        "/static/%2e%2e/%2e%2e/desk.py",
        "/en/section/0",
        "/en/section/99",
        "/en/section/..%2f..",
        "/en/item/t0001",
        "/../../etc/passwd",
        "/xx/",
    ],
)
def test_strange_addresses_have_no_page(window: Window, path: str) -> None:
    answer = window.open(path)
    assert answer.status_code in (404, 405)
    assert "root:" not in answer.text
    assert "import" not in answer.text


@pytest.mark.parametrize("name", ["nope", "..%2f..%2fetc", "%3Cscript%3E"])
def test_strange_items_are_not_found(window: Window, name: str) -> None:
    fields = {"token": token(window), "action": "accept", "version": "x"}
    answer = window.send(f"/en/item/{name}", fields)
    assert answer.status_code == 404
    assert "<script>" not in answer.text
    assert window.open(f"/en/section/1?item={name}&done=accepted&on={name}").status_code == 200
    assert "<script>" not in window.page


def test_a_document_cannot_put_markup_into_the_page(tmp_path: Path) -> None:
    text = TEXT.replace("vùng rau sạch", f"vùng {HOSTILE} rau sạch").replace(
        "thời kỳ 2021-2030", f"thời kỳ 2021-2030 {HOSTILE}"
    )
    folder = draft_folder(tmp_path / "hostile", text)
    window = Window(folder, 'L"><b>an')
    names = [i.item_id for i in review_app.Desk(folder, "x").state().session.items]
    for path in ("", *(f"section/1?item={name}" for name in names)):
        page = window.open(f"/en/{path}").text
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "<b>an" not in page
        assert "{{ 7*7 }}" in page or path == ""
    window.open("/en/section/1?item=t0002")
    fields = {**window.fields("accept"), "action": "correct", "reason": HOSTILE, "c.note": HOSTILE}
    window.send("/en/item/t0002", fields)
    page = window.open("/en/section/1?item=t0002").text
    assert "<img" not in page
    assert "&lt;img src=x" in page


def test_a_broken_folder_is_said_and_mends(window: Window, folder: Path) -> None:
    path = folder / "tables" / "targets.csv"
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace("level", "lvel"), encoding="utf-8")
    answer = window.open("/en/")
    assert answer.status_code == 400
    assert "tables/targets.csv" in answer.text
    path.write_text(whole, encoding="utf-8")
    assert window.open("/en/").status_code == 200


def test_a_difference_is_shown_and_decided_on(folder: Path) -> None:
    read = document(TEXT.replace("khoảng 45%", "khoảng 50%"), AMENDING)
    write_update(update(tamnhin.open_plan(folder), read, readings_of(read)), folder)
    window = Window(folder)
    page = window.open("/en/").text
    assert "<del>45</del> → <ins>50</ins>" in page
    change = re.search(r'href="(/en/section/\d+\?item=(ch\d+))#chosen">Tỷ lệ đô thị hóa, ', page)
    assert change
    page = window.open(change[1]).text
    assert "Changed by the later reading" in page
    assert "from 1 Mar 2025" in page
    answer = window.send(f"/en/item/{change[2]}", window.fields("accept"))
    assert answer.status_code == 303
    (row,) = tamnhin.open_plan(folder).amendments
    assert (row.old, row.new) == ("45", "50")


def test_a_long_document_comes_in_sections_and_each_item_in_one(tmp_path: Path) -> None:
    folder = draft_folder(tmp_path / "long", long_text(100))
    state = review_app.Desk(folder, "Lan").state()
    assert len(state.sections) > 3
    listed = [name for section in state.sections for name in section.item_ids]
    assert listed == [item.item_id for item in state.session.items]
    (text,) = state.session.texts.values()
    assert "".join(text[s.span.start : s.span.end] for s in state.sections) == text
    window = Window(folder)
    for section in state.sections:
        page = window.open(f"/en/section/{section.number}").text
        assert len(page) < 150_000
        marked = set(re.findall(r'data-tag="([^"]+)"', page))
        assert marked == set(section.item_ids)


def test_the_command_asks_for_a_text_first(
    small_plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["review", str(small_plan), "--lang", "en"]) == 2
    assert "tamnhin read" in capsys.readouterr().err


def test_the_command_serves_until_it_is_stopped(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("uvicorn.Server.run", lambda self, sockets: None)
    assert main(["review", str(folder), "--reviewer", "Nguyễn Lan", "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "11 to review, 0 decided. Reviewer: Nguyễn Lan." in out
    assert "http://127.0.0.1:" in out
