"""Cells computed with the code of another revision, on this machine.

The revision is checked out into a temporary worktree of git, where a separate process measures. The
environment is today's, so libraries are the same on both sides.
"""
# SPDX-License-Identifier: BSD-3-Clause

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import sklearn_seqgan
from benchmarks.catalogue.prepared_data import SOURCES
from benchmarks.rows.older_forms import todays_form

__all__ = ["Revision"]

HERE = Path(sklearn_seqgan.__file__).parents[1]

MEASURE = """
import json, sys
from pathlib import Path
import sklearn_seqgan
assert Path(sklearn_seqgan.__file__).is_relative_to(Path.cwd()), sklearn_seqgan.__file__
try:
    from benchmarks.catalogue.prepared_data import load
    from benchmarks.supervision.cells import Cell, measure, version_of
except ImportError:  # benchmarks were not in folders up to revision 199e313
    from benchmarks.cells import Cell, measure, version_of
    from benchmarks.data_sets import load

source, method, level, seed = json.loads(sys.argv[1])
data = load(source)
row = measure(Cell(method, level, seed, data.name, data.fingerprint, version_of(method)), data)
print(json.dumps(row))
"""
"""Run in the worktree, with [data, method, level, seed]; the last line that it prints is the row."""


class Revision:
    """A revision of this repository, checked out within a ``with`` block.

    Parameters
    ----------
    name : str
        A revision, in any form that git accepts.
    source : str
        Data set, as the commands take it.
    repository : Path, optional
        By default, the repository that holds this file.
    """

    def __init__(self, name, source, repository=HERE):
        self.name = name
        self.source = _absolute(source)
        self.repository = repository

    def __enter__(self):
        self.name = self._git("rev-parse", "--short=10", f"{self.name}^{{commit}}").strip()
        self._temporary = TemporaryDirectory()
        self.folder = Path(self._temporary.name).resolve() / "worktree"
        self._git("worktree", "add", "--detach", str(self.folder), self.name)
        return self

    def __exit__(self, *error):
        self._git("worktree", "remove", "--force", str(self.folder))
        self._temporary.cleanup()

    def __str__(self):
        return self.name

    def measure(self, cell):
        """The row of a cell, in today's form; "code" is the version of its method in the revision."""
        arguments = json.dumps([self.source, cell.method, cell.level, cell.seed])
        done = subprocess.run(
            [sys.executable, "-c", MEASURE, arguments],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": str(self.folder)},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return todays_form(json.loads(done.stdout.splitlines()[-1]))

    def _git(self, *arguments):
        command = ["git", "-C", str(self.repository), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _absolute(source):
    """The same data set, with an absolute path: a path alone, or one after the name of a kind and a colon."""
    kind, colon, path = source.rpartition(":")
    if source in SOURCES:
        return source
    return f"{kind}{colon}{Path(path).resolve()}" if path and Path(path).exists() else source
