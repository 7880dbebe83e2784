"""The demo runs through: its table and its pictures."""
# SPDX-License-Identifier: BSD-3-Clause

import re
import sys

import pytest

pytest.importorskip("seglearn")
pytest.importorskip("matplotlib")
pytest.importorskip("aeon")
demo = pytest.importorskip("benchmarks.demo", reason="an installed package comes without benchmarks")


@pytest.mark.slow
def test_demo_prints_a_table_and_writes_pictures(one_block, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(
        sys, "argv", ["demo", "--max-steps", "2", "--reconstruction-steps", "2", "--out", str(tmp_path)]
    )
    demo.main()
    printed = capsys.readouterr().out
    assert re.search(r"21 labelled and \d{3} unlabelled windows", printed)
    names = re.findall(r"^(\S.*?) +0\.\d{3} +\d+$", printed, re.M)
    assert names == ["Rocket", "InfoGAN", "CNN", "GRU", "MiniRocket + Ridge"]
    assert {p.name for p in tmp_path.iterdir()} == {"training.png", "confusion.png", "sequences.png"}
    assert all(p.stat().st_size > 10_000 for p in tmp_path.iterdir())
