"""The tests that judge a mutant: what cosmic-ray runs in the clone in which it has changed one file.

Where all tests pass, the mutant survives; where one fails, it is killed. Where the module or a file of tests
cannot be imported it is incompetent; the last line says so, since cosmic-ray knows the exit status alone.
"""
# SPDX-License-Identifier: BSD-3-Clause

import importlib
import os
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import Phase, settings

PACKAGE, TESTS = Path("sklearn_seqgan"), Path("tests")
ROOMS = ("objectives", "priors", "labels", "sequences", "model_selection", "closed_form")
WIDER = {
    "objectives": ["training", "systems/test_infogan.py"],
    "priors": ["training", "systems/test_infogan.py"],
    "labels": ["model_selection"],
    "sequences": ["preprocessing"],
    "model_selection": ["annotation/test_worth.py"],
    "closed_form": ["systems/test_rocket.py"],
}
"""Folders and files of tests that use a room, tried where its own pass."""
FLAGS = ["-x", "-q", "--no-header", "--tb=no", "-m", "not slow", "--timeout=30", "-p", "no:cacheprovider"]
NOT_SHRUNK = "--hypothesis-profile=not_shrunk"
INCOMPETENT = "incompetent: "


def main():
    settings.register_profile(
        "not_shrunk",
        deadline=None,
        max_examples=25,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
    )
    changed = mutated()
    reason = why_not_imported(changed)
    if not reason:
        status = run(stages(changed))
        reason = (
            ""
            if status in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
            else "tests cannot be collected"
        )
    if reason:
        print(INCOMPETENT + reason)
    return 1 if reason else status


def mutated():
    """The files of the package that differ from the commit: one, or none when tests are tried beforehand."""
    command = ["git", "diff", "--name-only", "--", str(PACKAGE)]
    listed = subprocess.run(command, capture_output=True, text=True, check=True)
    return [Path(name) for name in listed.stdout.split()]


def why_not_imported(paths):
    for path in paths:
        try:
            importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
        except Exception as error:
            return f"{type(error).__name__}: {error}"
    return ""


def run(lists):
    """The status of the first list of tests that does not pass, or of the last."""
    for tests in lists:
        status = pytest.main([*FLAGS, NOT_SHRUNK, *map(str, tests)])
        if status != pytest.ExitCode.OK:
            break
    return status


def stages(changed):
    """Two lists of files: examples and tests of the room, the file's own first; tests that use the room."""
    if not changed:
        return [
            unique(chain.from_iterable(map(of_room, ROOMS))),
            unique(chain.from_iterable(map(wider, ROOMS))),
        ]
    (path,) = changed
    room = room_of(path)
    return [unique([path, *own_tests(path), *of_room(room)]), wider(room)]


def room_of(path):
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def own_tests(path):
    beside = (TESTS / path.relative_to(PACKAGE)).with_name(f"test_{path.stem.lstrip('_')}.py")
    return [beside] if beside.exists() else []


def of_room(room):
    return [*files(TESTS / room), *files(TESTS / f"test_{room}.py"), *files(PACKAGE / room, "*.py")]


def wider(room):
    return list(chain.from_iterable(files(TESTS / name) for name in WIDER[room]))


def files(path, pattern="test_*.py"):
    """A file itself, a folder's files in the order of their size, or nothing."""
    if path.is_dir():
        return sorted(path.rglob(pattern), key=lambda file: file.stat().st_size)
    return [path] if path.exists() else []


def unique(paths):
    return list(dict.fromkeys(paths))


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)  # torch takes a second to leave
