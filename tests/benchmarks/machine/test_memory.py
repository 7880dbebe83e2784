"""Peak memory includes memory that was released, and nothing from before."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
import torch

from benchmarks.machine import memory
from benchmarks.machine.memory import PeakMemory

needs_a_mark = pytest.mark.skipif(not memory.CLEAR.exists(), reason="no high-water mark that can be reset")


@needs_a_mark
def test_peak_memory_sees_what_is_gone_again_and_not_what_was_before():
    with PeakMemory() as before:
        pass
    with PeakMemory() as with_array:
        np.ones(25 * 2**20).sum()  # 200 MiB
    with PeakMemory() as after:
        pass
    assert before.mib > 10
    assert 190 <= with_array.mib - before.mib <= 260
    assert with_array.mib - after.mib >= 190


def test_without_a_mark_memory_is_not_known(monkeypatch, tmp_path):
    monkeypatch.setattr(memory, "CLEAR", tmp_path / "clear_refs")
    with PeakMemory() as found:
        pass
    assert found.mib is None


def test_on_a_gpu_memory_is_that_of_torch_there(monkeypatch):
    calls = []
    monkeypatch.setattr(torch.cuda, "reset_peak_memory_stats", lambda device: calls.append(device))
    monkeypatch.setattr(torch.cuda, "max_memory_allocated", lambda device: 3 * 2**20 * len(calls))
    with PeakMemory("cuda:1") as found:
        assert calls == ["cuda:1"]
    assert found.mib == 3
