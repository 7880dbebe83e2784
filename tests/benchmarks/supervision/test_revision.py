"""A cell is computed by the code of another revision: of a small repository made for the test."""
# SPDX-License-Identifier: BSD-3-Clause

import shutil
import subprocess

import pytest

from benchmarks.rows.older_forms import todays_form
from benchmarks.supervision.cells import Cell
from benchmarks.supervision.revision import Revision

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")

CELLS = """
from typing import NamedTuple

class Cell(NamedTuple):
    method: str
    level: float
    seed: int
    data: str
    fingerprint: str
    code: str

def version_of(name):
    return "version of " + name

def measure(cell, data):
    print("something else")
    confusion = [[3, 1], [0, 4]]
    return {"key": "k", **cell._asdict(), "error": "", "accuracy": 7 / 8, "confusion": confusion}
"""
DATA = """
from types import SimpleNamespace

def load(source):
    return SimpleNamespace(name=source, fingerprint="f")
"""
FLAT = {"benchmarks/cells.py": CELLS, "benchmarks/data_sets.py": DATA}
FOLDERS = {"benchmarks/supervision/cells.py": CELLS, "benchmarks/catalogue/prepared_data.py": DATA}
CELL = Cell("CNN", 0.5, 3, "watch", "f", "c")


@pytest.fixture
def commit(tmp_path):
    """Function that commits files to a repository, and nothing else; gives its folder."""
    folder = tmp_path / "repository"

    def git(*arguments):
        settings = ["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *settings, *arguments], cwd=folder, check=True, capture_output=True)

    def write(files):
        for name, text in {"sklearn_seqgan/__init__.py": "", "benchmarks/__init__.py": "", **files}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        git("init")
        git("add", ".")
        git("commit", "-m", "all")
        return folder

    return write


@pytest.mark.parametrize("files", [FLAT, FOLDERS], ids=["flat", "folders"])
def test_a_row_comes_in_todays_form_with_the_revisions_code(commit, files):
    repository = commit(files)
    for path in repository.rglob("cells.py"):
        path.write_text("raise ImportError('this is not committed')")
    with Revision("HEAD", "watch", repository) as revision:
        row = revision.measure(CELL)
        folder = revision.folder
    flat = {**CELL._asdict(), "code": "version of CNN", "accuracy": 7 / 8, "confusion": [[3, 1], [0, 4]]}
    assert row == todays_form({"key": "k", "error": "", **flat})
    assert row["metrics"] == {"accuracy": 7 / 8}
    assert not folder.exists()
    listed = subprocess.run(["git", "worktree", "list"], cwd=repository, capture_output=True, text=True)
    assert len(listed.stdout.splitlines()) == 1


def test_a_revision_is_known_by_its_hash(commit):
    repository = commit(FLAT)
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=repository, capture_output=True, text=True)
    with Revision("HEAD", "watch", repository) as revision:
        assert len(str(revision)) == 10 and done.stdout.startswith(str(revision))


def test_a_file_is_found_from_the_other_folder(commit, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "few.npz").touch()
    (tmp_path / "ntu").mkdir()
    (tmp_path / "watch").mkdir()
    assert Revision("HEAD", "few.npz").source == str(tmp_path / "few.npz")
    assert Revision("HEAD", "ntu:ntu").source == f"ntu:{tmp_path / 'ntu'}"
    assert Revision("HEAD", "watch").source == "watch"
