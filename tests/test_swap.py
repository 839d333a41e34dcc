from __future__ import annotations

from pathlib import Path

import pytest

from observatory import swap


def folder(path: Path, word: str) -> Path:
    path.mkdir()
    (path / "index.html").write_text(word, encoding="utf-8")
    return path


def word(path: Path) -> str:
    return (path / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("can_exchange", [True, False])
def test_the_new_folder_takes_the_place_and_the_old_one_is_handed_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool
) -> None:
    if not can_exchange:
        monkeypatch.setattr(swap, "_exchange", lambda *_: False)
    new, place = folder(tmp_path / "new", "new"), folder(tmp_path / "site", "old")
    swap.replace(new, place)
    assert (word(place), word(new)) == ("new", "old")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "site"]


def test_a_free_place_is_taken(tmp_path: Path) -> None:
    swap.replace(folder(tmp_path / "new", "new"), tmp_path / "site")
    assert word(tmp_path / "site") == "new"
    assert not (tmp_path / "new").exists()


def test_files_are_replaced_like_folders(tmp_path: Path) -> None:
    for name in ("new", "manifest.json"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    swap.replace(tmp_path / "new", tmp_path / "manifest.json")
    assert (tmp_path / "manifest.json").read_text(encoding="utf-8") == "new"


@pytest.mark.parametrize("killed_after", [1, 2])
def test_what_a_killed_exchange_left_is_put_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed_after: int
) -> None:
    monkeypatch.setattr(swap, "_exchange", lambda *_: False)
    new, place = folder(tmp_path / "new", "new"), folder(tmp_path / "site", "old")
    renames, rename = [], Path.rename

    def until_killed(path: Path, target: Path) -> Path:
        if len(renames) == killed_after:
            raise KeyboardInterrupt
        renames.append(path)
        return rename(path, target)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Path, "rename", until_killed)
        swap.replace(new, place)
    swap.restore(place)
    assert word(place) == ("old" if killed_after == 1 else "new")
    assert not list(tmp_path.glob(".old-*"))


def test_another_fault_of_the_system_is_not_hidden(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        swap.replace(tmp_path / "missing", folder(tmp_path / "site", "old"))
    assert word(tmp_path / "site") == "old"


def test_a_file_is_whole_or_as_it_was(tmp_path: Path) -> None:
    place = tmp_path / "deep" / "out.csv"
    with swap.whole(place) as file:
        file.write("huế\n")
        assert not place.exists()
    with pytest.raises(ZeroDivisionError), swap.whole(place) as file:
        file.write(str(1 // 0))
    assert place.read_bytes() == "huế\n".encode()
    assert list(place.parent.iterdir()) == [place]
