"""Folders of arrays: what is written is read, and whatever happens to a file is noticed."""

import random
from pathlib import Path

import marisa_trie
import numpy as np
import pytest

from liaison.matching.array_folder import DamagedFolderError, load_folder, save_folder

FILES = ["manifest", "numbers.npy", "words.marisa"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    values = {"numbers": np.arange(12.0).reshape(3, 4), "words": marisa_trie.Trie(["pump", "泵", "a\0b"])}
    save_folder(tmp_path / "1", values, {"marks": {"17": "2026-11-26", "18": "x"}})
    return tmp_path / "1"


def test_what_is_saved_is_loaded(folder: Path) -> None:
    values, about = load_folder(folder)
    assert values["numbers"].tolist() == np.arange(12.0).reshape(3, 4).tolist()
    assert set(values["words"].keys()) == {"pump", "泵", "a\0b"}
    assert about == {"marks": {"17": "2026-11-26", "18": "x"}}


def test_empty_arrays_and_vocabularies_are_kept(tmp_path: Path) -> None:
    save_folder(tmp_path / "1", {"none": np.zeros((0, 3)), "words": marisa_trie.Trie([])}, {})
    values, _about = load_folder(tmp_path / "1")
    assert (values["none"].shape, len(values["words"])) == ((0, 3), 0)


def test_arrays_cannot_be_written_through(folder: Path) -> None:
    with pytest.raises(ValueError, match="read-only"):
        load_folder(folder)[0]["numbers"][0, 0] = 1


def test_the_folder_has_the_files_that_are_damaged_here(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == FILES


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_noticed(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(DamagedFolderError):
        load_folder(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_truncated_file_is_noticed(folder: Path, name: str) -> None:
    content = (folder / name).read_bytes()
    for size in (0, len(content) // 2, len(content) - 1):
        (folder / name).write_bytes(content[:size])
        with pytest.raises(DamagedFolderError):
            load_folder(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_flipped_bit_is_noticed(folder: Path, name: str) -> None:
    content = (folder / name).read_bytes()
    places = random.Random(0).sample(range(8 * len(content)), 200)
    for place in places:
        damaged = bytearray(content)
        damaged[place // 8] ^= 1 << place % 8
        (folder / name).write_bytes(damaged)
        with pytest.raises(DamagedFolderError):
            load_folder(folder)


def test_a_folder_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    save_folder(tmp_path / "1", {}, {})
    with pytest.raises(OSError, match="not empty"):
        save_folder(tmp_path / "1", {}, {})
    assert [path.name for path in tmp_path.iterdir()] == ["1"]
