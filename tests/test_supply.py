"""What is installed, to the hash, and under which licence."""
# SPDX-License-Identifier: BSD-3-Clause

import re
import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).parents[1]
PROJECT = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]

pytestmark = pytest.mark.skipif(
    not (HERE / "requirements.lock").exists(), reason="an installed package comes without its locks"
)


def name_of(requirement):
    return re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-").replace(".", "-")


def dependencies(*left_out):
    extras = [found for extra, found in PROJECT["optional-dependencies"].items() if extra not in left_out]
    return {name_of(requirement) for part in (PROJECT["dependencies"], *extras) for requirement in part}


def pins(path):
    lines = (HERE / path).read_text(encoding="utf-8").splitlines()
    found = [re.match(r"([\w.-]+)==([^\s;]+)", line) for line in lines]
    return {name_of(match[1]): match[2] for match in found if match}


LOCKS = {
    "requirements.lock": ("constraints.txt", {"dev"}),
    "requirements-oldest.lock": ("constraints-oldest.txt", {"dev", "docs"}),
}
"""Lock -> its constraints, and the extras that it leaves out."""


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_what_the_constraints_say_and_all_that_is_needed(lock):
    constraints, left_out = LOCKS[lock]
    locked, constrained = pins(lock), pins(constraints)
    differ = {name: version for name, version in constrained.items() if locked.get(name, version) != version}
    assert differ == {}
    assert dependencies(*left_out) - locked.keys() == {"torch"}


@pytest.mark.parametrize("lock", LOCKS)
def test_each_file_of_a_lock_has_its_hash(lock):
    entries = re.split(r"\n(?=\S)", (HERE / lock).read_text(encoding="utf-8").strip())
    assert len(entries) > 50
    assert [entry for entry in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}", entry)] == []


def test_each_dependency_has_its_licence():
    table = (HERE / "docs" / "licences.md").read_text(encoding="utf-8")
    listed = {
        name.strip() for row in re.findall(r"^\|[^|]*\|([^|]+)\|", table, re.M) for name in row.split(",")
    }
    named = {name_of(name) for name in listed if re.fullmatch(r"[\w.-]+", name)}
    assert dependencies() <= named
