"""Which processes are ranks, and what each takes of its machine."""
# SPDX-License-Identifier: BSD-3-Clause

import os
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch

from sklearn_seqgan import CNNClassifier
from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.estimators._inference import resolve_device
from sklearn_seqgan.ranks import ALONE, alone, find_ranks, local_gpu, starting

AS_TORCHRUN = {"RANK": "1", "WORLD_SIZE": "4", "LOCAL_RANK": "2", "MASTER_ADDR": "127.0.0.1"}


@pytest.fixture
def started(monkeypatch):
    """As a rank; that it would join the others is told by a name."""
    for name, value in AS_TORCHRUN.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(starting, "_join", lambda has_group: "together")


def test_a_process_that_torchrun_started_is_a_rank(started):
    assert find_ranks() == "together"


def test_what_a_rank_starts_is_none(started, monkeypatch):
    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(find_ranks).result() is ALONE
    with alone():
        assert find_ranks() is ALONE
    monkeypatch.setenv(starting._MARK, str(os.getpid() + 1))  # its parent is the rank
    assert find_ranks() is ALONE and local_gpu() is None


@pytest.mark.parametrize("missing", ["RANK", "WORLD_SIZE", "MASTER_ADDR"])
def test_a_process_that_was_not_is_alone(started, monkeypatch, missing):
    monkeypatch.delenv(missing)
    assert find_ranks() is ALONE


def test_each_rank_has_a_gpu_of_its_own(started, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 4)
    assert resolve_device("auto") == resolve_device("cuda") == torch.device("cuda", 2)
    assert resolve_device("cuda:1") == torch.device("cuda", 1) and resolve_device("cpu").type == "cpu"
    monkeypatch.delenv("RANK")
    assert resolve_device("auto") == torch.device("cuda")


def test_a_fit_that_is_alone_begins_nothing_of_the_engine(monkeypatch):
    monkeypatch.delitem(sys.modules, "sklearn_seqgan.ranks.several", raising=False)
    CNNClassifier(max_steps=1).fit(*make_rhythms(n_per_class=2))
    assert "sklearn_seqgan.ranks.several" not in sys.modules
    assert not torch.distributed.is_initialized()
