"""Where listed files are taken from: a flat folder, a server that stands for others, or the listed address."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from local_server import Answer, serve

from observatory.errors import ObservatoryError
from observatory.media.collect.fetch import Fetcher, Limits
from observatory.media.collect.origin import Origin, base_name
from observatory.media.collect.targets import NamedOrigin, origin_of, target

LIMITS = Limits(1000, 5)
LISTED = "http://data.gdeltproject.org/gdeltv2/20261101000000.gkg.csv.zip"
NAME = "20261101000000.gkg.csv.zip"


def quick(named: frozenset[NamedOrigin]) -> Fetcher:
    return Fetcher(named, spacing=0)


def test_a_folder_is_flat(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"slice")
    origin = Origin.of(str(tmp_path), "https://example.org")
    assert origin.folder == tmp_path
    fetched = origin.get(LISTED, LIMITS)
    assert (fetched.status, fetched.content, fetched.size) == ("ok", b"slice", 5)
    assert fetched.md5 == hashlib.md5(b"slice").hexdigest()
    assert origin.get("lastupdate.txt", LIMITS).status == "absent"
    assert origin.get("lastupdate.txt", LIMITS).reason == "not-found"


def test_a_file_of_the_folder_is_named_and_not_copied(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"slice")
    fetched = Origin.of(str(tmp_path)).get(LISTED, LIMITS, to=tmp_path / "incoming")
    assert (fetched.path, fetched.content) == (tmp_path / NAME, None)
    assert not (tmp_path / "incoming").exists()


def test_a_file_over_the_cap_is_refused(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"x" * 1001)
    assert Origin.of(str(tmp_path)).get(LISTED, LIMITS).reason == "too-large"


@pytest.mark.parametrize(
    "listed", ["http://h/", "http://h/..", "..", ".", "", "http://h/a/..", "http://h/a\0b", "a\\b"]
)
def test_what_is_no_name_of_a_file_is_absent(tmp_path: Path, listed: str) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret").write_text("secret")
    assert Origin.of(str(inside)).get(listed, LIMITS).status == "absent"
    assert Origin.of(str(inside)).get("http://h/../secret", LIMITS).status == "absent"


def test_pipes_and_folders_are_absent(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        assert Origin.of(str(tmp_path)).get(f"http://h/{name}", LIMITS).status == "absent"


def test_a_server_stands_for_the_listed_one() -> None:
    with serve({f"/mirror/{NAME}": Answer(200, b"slice")}) as server:
        with Origin.of(f"{server.url}/mirror/", "https://example.org", quick) as origin:
            assert origin.folder is None
            assert origin.get(LISTED, LIMITS).content == b"slice"
            assert origin.get("lastupdate.txt", LIMITS).status == "absent"
        assert server.hits == [f"/mirror/{NAME}", "/mirror/lastupdate.txt"]


def test_a_servers_own_address_is_asked_for_as_listed() -> None:
    with serve({"/gdeltv2/a.zip?x=1": Answer(200, b"own")}) as server:
        origin = Origin.of(f"{server.url}/elsewhere", "", quick)
        assert origin.get(f"{server.url}/gdeltv2/a.zip?x=1", LIMITS).content == b"own"


def test_another_port_is_another_server() -> None:
    with serve({"/a.zip": Answer(200, b"named")}) as server, serve({"/a.zip": Answer(200, b"other")}) as other:
        with Origin.of(server.url, "", quick) as origin:
            assert origin.get(f"{other.url}/a.zip", LIMITS).content == b"named"
        assert other.hits == []


def test_without_a_name_nothing_private_is_asked() -> None:
    """The default is a public server; a list that names an address of this machine is not followed."""
    with serve({"/a.zip": Answer(200, b"x")}) as server:
        with Origin.of(None, "", quick) as origin:
            assert origin.get(f"{server.url}/a.zip", LIMITS).reason == "address-refused"
        with Origin.of(None, server.url, quick) as origin:
            assert origin.get("a.zip", LIMITS).reason == "address-refused"
        assert server.hits == []


def test_the_default_stands_for_the_listed_servers() -> None:
    origin = Origin.of(None, "https://storage.example.org/gdeltv2/")
    assert origin.address(LISTED) == f"https://storage.example.org/gdeltv2/{NAME}"
    assert Origin.of(None).address(LISTED) == LISTED


@pytest.mark.parametrize("text", ["", "no-such-folder", "ftp://h/x", "file:///etc", "http://user:pass@h/", "http://"])
def test_nonsense_is_an_error_for_people(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ObservatoryError) as raised:
        Origin.of(text)
    assert raised.value.code == "collect-bad-origin"
    assert raised.value.details == {"value": text}


def test_base_names() -> None:
    assert base_name(LISTED) == NAME
    assert base_name("http://h/a/rss.xml?page=2#top") == "rss.xml"
    assert [base_name(listed) for listed in ("http://[bad/a", "http://h/..", "http://h/.", "a\0b", "a\\b")] == [""] * 5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://Example.ORG/a", ("http", "example.org", 80)),
        ("https://example.org:8443/", ("https", "example.org", 8443)),
        ("https://example.org:443/", ("https", "example.org", 443)),
        ("http://[::1]:80/", ("http", "::1", 80)),
        ("https://báo.vn/x", ("https", "xn--bo-mia.vn", 443)),
    ],
)
def test_origins(text: str, expected: NamedOrigin) -> None:
    assert origin_of(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "/a", "a", "//h/a", "http:", "http:///a", "ftp://h/", "file:///etc/passwd", "data:text/plain,x"),
        *("javascript:alert(1)", "gopher://h/", "http://u@h/", "http://u:p@h/", "http://h:0/", "http://h:99999/"),
        *("http://h:x/", "http://a b/", "http://a%00b/", "http://a\r\nb/", "http://.a/", "http://a..b/", "http://*/"),
        *("http://[::1%25eth0]/", "http://[zz]/", "http://" + "a" * 64 + "/", "http://h/" + "a" * 5000),
    ],
)
def test_what_may_not_be_asked_for(text: str) -> None:
    assert target(text) is None
