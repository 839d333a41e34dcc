"""The local server, asked over the loopback as a browser asks it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from observatory.errors import ObservatoryError
from observatory.serve import SiteServer, serve, site_server


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    pages = {
        "index.html": "Trang chủ",
        "404.html": "Không tìm thấy",
        "dia-phuong/48-da-nang/index.html": "Đà Nẵng",
        "en/index.html": "Home",
        "en/404.html": "Not found",
        "tai-ve/a.csv": "tên\nHuế\n",
        "tai-ve/a.parquet": "PAR1",
        "bieu-do/a.vi.light.svg": "<svg/>",
        "strange.xyz": "?",
        "rong/x.txt": "x",
    }
    for path, text in pages.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret")
    return folder


@contextmanager
def running(site: Path, base: str = "/") -> Iterator[SiteServer]:
    with site_server(site, base=base) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def ask(server: SiteServer, path: str, method: str = "GET") -> tuple[HTTPResponse, str]:
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    connection.putrequest(method, path)
    connection.endheaders()
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response, text


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("/", "Trang chủ", "text/html; charset=utf-8"),
        ("/?q=hue", "Trang chủ", "text/html; charset=utf-8"),
        ("/en/", "Home", "text/html; charset=utf-8"),
        ("/dia-phuong/48-da-nang/", "Đà Nẵng", "text/html; charset=utf-8"),
        ("/tai-ve/a.csv", "tên\nHuế\n", "text/csv; charset=utf-8"),
        ("/tai-ve/a.parquet", "PAR1", "application/vnd.apache.parquet"),
        ("/bieu-do/a.vi.light.svg", "<svg/>", "image/svg+xml; charset=utf-8"),
        ("/strange.xyz", "?", "application/octet-stream"),
    ],
)
def test_a_file_comes_with_its_type_and_length(site: Path, path: str, text: str, kind: str) -> None:
    with running(site) as server:
        response, body = ask(server, path)
    assert (response.status, body, response.headers["Content-Type"]) == (200, text, kind)
    assert response.headers["Content-Length"] == str(len(text.encode()))


def test_head_gives_the_headers_alone(site: Path) -> None:
    with running(site) as server:
        response, body = ask(server, "/", "HEAD")
    assert (response.status, body) == (200, "")
    assert response.headers["Content-Length"] == str(len("Trang chủ".encode()))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/khong-co/", "Không tìm thấy"),
        ("/index.html/", "Không tìm thấy"),
        ("/rong/", "Không tìm thấy"),
        ("/en/nothing/at/all", "Not found"),
        ("/../secret.txt", "Không tìm thấy"),
        ("/%2e%2e/secret.txt", "Không tìm thấy"),
        ("/en/..%2f..%2f..%2fsecret.txt", "Not found"),
        ("/%00", "Không tìm thấy"),
    ],
)
def test_what_is_not_there_gets_the_404_page_of_its_language(site: Path, path: str, text: str) -> None:
    with running(site) as server:
        response, body = ask(server, path)
    assert (response.status, body) == (404, text)


def test_a_site_without_a_404_page_still_answers_404(site: Path) -> None:
    (site / "404.html").unlink()
    with running(site) as server:
        response, _ = ask(server, "/x")
    assert response.status == 404


@pytest.mark.parametrize(
    ("path", "place"),
    [("/dia-phuong/48-da-nang", "/dia-phuong/48-da-nang/"), ("//dia-phuong", "/dia-phuong/")],
)
def test_a_folder_without_its_slash_is_sent_to_the_one_with(site: Path, path: str, place: str) -> None:
    with running(site) as server:
        response, _ = ask(server, path)
    assert (response.status, response.headers["Location"]) == (301, place)


def test_under_a_base_path_nothing_lies_outside_it(site: Path) -> None:
    with running(site, "/observatory/") as server:
        assert server.url.endswith("/observatory/")
        assert ask(server, "/observatory/en/")[1] == "Home"
        assert ask(server, "/observatory/dia-phuong/48-da-nang")[0].headers["Location"] == (
            "/observatory/dia-phuong/48-da-nang/"
        )
        for path in ("/", "/en/", "/observatory"):
            assert ask(server, path)[0].status == 404


def test_only_this_machine_is_served(site: Path) -> None:
    with site_server(site) as server:
        assert server.server_address[0] == "127.0.0.1"


def test_without_a_site_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(ObservatoryError) as caught:
        serve(tmp_path / "site", 0, print)
    assert caught.value.code == "no-site"


def test_a_taken_port_is_named(site: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ObservatoryError) as caught:
            serve(site, port, print)
    assert (caught.value.code, caught.value.details) == ("serve-port-taken", {"port": str(port)})


def test_it_tells_its_address_and_ends_quietly_when_interrupted(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: SiteServer) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(SiteServer, "serve_forever", interrupted)
    told: list[str] = []
    serve(site, 0, told.append)
    assert len(told) == 1
    assert told[0].startswith("http://127.0.0.1:")
