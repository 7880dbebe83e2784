"""Each command that the README names starts."""
# SPDX-License-Identifier: BSD-3-Clause

import re
import runpy
import sys
from pathlib import Path

import pytest

import benchmarks

README = Path(benchmarks.__file__).with_name("README.md")
COMMANDS = re.findall(r"^\| `(benchmarks\.\w+)` \|", README.read_text(encoding="utf-8"), re.M)


def test_the_readme_names_them():
    folder = README.parent
    there = {path.parent.name for path in folder.glob("*/__main__.py")}
    there |= {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert {name.removeprefix("benchmarks.") for name in COMMANDS} == there


@pytest.mark.filterwarnings("ignore:.*found in sys.modules:RuntimeWarning")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_how_it_is_used(name, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", [name, "--help"])
    with pytest.raises(SystemExit) as end:
        runpy.run_module(name, run_name="__main__")
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: python -m {name} ")
