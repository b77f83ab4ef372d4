"""The server: friendly answers, strict headers, the newest good state of the plan."""

from __future__ import annotations

import asyncio
import gzip
import socket
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp

import tamnhin
from tamnhin import server
from tamnhin.assess.pace import assess
from tamnhin.publish.site import Site


class Client:
    """Asks the application directly, without a network."""

    def __init__(self, app: ASGIApp, base_url: str = "http://127.0.0.1:8000") -> None:
        self.app = app
        self.base_url = base_url

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=self.base_url) as client:
                return await client.request(method, path, **options)

        return asyncio.run(ask())

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)


@pytest.fixture
def client(small_plan: Path) -> Client:
    return Client(server.create_app(small_plan))


def test_the_root_leads_to_the_vietnamese_overview(client: Client) -> None:
    for path in ("/", "/vi", "/vi/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (307, "/vi/index.html")
    assert client.get("/en").headers["location"] == "/en/index.html"


def test_served_pages_are_the_baked_ones(client: Client, small_plan: Path) -> None:
    plan = tamnhin.open_plan(small_plan)
    site = Site(plan, assess(plan))
    for path in site.paths():
        rendered = site.render(path)
        assert rendered is not None
        answer = client.get("/" + path)
        assert answer.status_code == 200, path
        assert answer.content == rendered.body, path
        assert answer.headers["content-type"] == rendered.content_type


@pytest.mark.parametrize(
    "path", ["/vi/index.html", "/static/app.css", "/nothing", "/vi/nothing.html"]
)
def test_every_answer_carries_the_security_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("path", "accept", "lang"),
    [
        ("/vi/targets/none.html", "en", "vi"),
        ("/en/targets/none.html", "vi", "en"),
        ("/none", "en-GB,en;q=0.9,vi;q=0.5", "en"),
        ("/none", "fr", "vi"),
        ("/none", "", "vi"),
    ],
)
def test_not_found_in_the_language_of_the_path(
    client: Client, path: str, accept: str, lang: str
) -> None:
    answer = client.get(path, headers={"accept-language": accept})
    assert answer.status_code == 404
    assert f'<html lang="{lang}">' in answer.text
    assert f'{lang}/index.html"' in answer.text


def test_paths_out_of_the_site_are_not_found(client: Client) -> None:
    for path in (
        "/static/%2e%2e/site.py",
        "/vi/%2e%2e/%2e%2e/etc/passwd",
        "/%00",
        "/" + "x" * 3000,
    ):
        assert client.get(path).status_code == 404


def test_search_works_without_scripts(client: Client) -> None:
    page = client.get("/vi/promises.html", params={"q": "kinh te"}).text
    assert page.count('<li class="row') == 2
    assert page.count(" hidden>") >= 1
    assert 'value="kinh te"' in page
    hostile = client.get("/vi/promises.html", params={"q": '"><script>x</script>'}).text
    assert "<script>x" not in hostile


def test_only_reading_is_allowed(client: Client) -> None:
    for method in ("POST", "PUT", "DELETE"):
        answer = client.request(method, "/vi/index.html")
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD"
    head = client.request("HEAD", "/vi/index.html")
    assert (head.status_code, head.content) == (200, b"")


def test_an_unchanged_page_is_not_sent_again(client: Client) -> None:
    tag = client.get("/vi/index.html").headers["etag"]
    again = client.get("/vi/index.html", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_pages_are_compressed(client: Client) -> None:
    answer = client.get("/vi/index.html", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert len(gzip.compress(answer.content)) < len(answer.content)


def test_another_host_name_is_refused(small_plan: Path) -> None:
    app = server.create_app(small_plan)
    assert Client(app, "http://evil.example").get("/vi/index.html").status_code == 400
    for host in ("http://localhost:8000", "http://[::1]:8000", "http://127.0.0.1"):
        assert Client(app, host).get("/vi/index.html").status_code == 200


def _touch(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    time.sleep(0.01)


def test_a_changed_plan_is_read_again(
    client: Client, small_plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "CHECK_SECONDS", 0.0)
    table = small_plan / "tables" / "commitments.csv"
    _touch(table, table.read_text("utf-8").replace("Phát triển kinh tế", "Kinh tế mới"))
    assert "Kinh tế mới" in client.get("/vi/promises.html").text


def test_a_broken_plan_keeps_its_last_pages_and_says_so(
    client: Client, small_plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "CHECK_SECONDS", 0.0)
    table = small_plan / "tables" / "commitments.csv"
    good = table.read_text("utf-8")
    _touch(table, good.replace("objective", "nonsense"))
    page = client.get("/en/index.html").text
    assert 'class="notice"' in page
    assert "last good state" in page
    _touch(table, good)
    assert 'class="notice"' not in client.get("/en/index.html").text


def test_an_unexpected_fault_is_told_without_its_inside(
    small_plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        msg = "secret inside"
        raise RuntimeError(msg)

    monkeypatch.setattr(Site, "render", fail)
    answer = Client(server.create_app(small_plan)).get("/en/index.html")
    assert answer.status_code == 500
    assert "secret inside" not in answer.text
    assert "Traceback" not in answer.text
    assert '<html lang="en">' in answer.text
    assert "content-security-policy" in answer.headers


def test_a_plan_with_errors_is_not_served(small_plan: Path) -> None:
    (small_plan / "plan.yaml").unlink()
    with pytest.raises(tamnhin.PlanError):
        server.create_app(small_plan)


def test_a_busy_port_is_named_with_a_free_one(small_plan: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        with pytest.raises(server.ConfigurationError) as caught:
            server.serve(small_plan, port=port)
        free = caught.value.params["free"]
    assert str(port) in caught.value.text("en")
    assert f"--port {free}" in caught.value.text("vi")
    assert int(str(free)) > port


def test_a_free_port_is_found_past_a_busy_one() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        assert server.find_free_port("127.0.0.1", port) > port


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("en", "en"),
        ("fr;q=1, en;q=0.3", "en"),
        ("vi-VN,en;q=0.9", "vi"),
        ("en;q=x", "vi"),
        ("*", "vi"),
    ],
)
def test_accepted_language(header: str, expected: str) -> None:
    assert server.accepted_language(header, "vi") == expected
