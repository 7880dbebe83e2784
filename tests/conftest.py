"""One thread per process, and no deadline: the first torch call exceeds hypothesis' default."""
# SPDX-License-Identifier: BSD-3-Clause

import os

import pytest
import torch
from hypothesis import settings

from sklearn_seqgan.networks.trunks import random_convolution

collect_ignore = ["mutation/sample.py"]  # it needs cosmic-ray, in an environment of its own

N_THREADS = int(os.environ.get("OMP_NUM_THREADS", 1))

torch.set_num_threads(N_THREADS)
settings.register_profile("sklearn_seqgan", deadline=None, max_examples=25, derandomize=True)
settings.load_profile("sklearn_seqgan")


@pytest.fixture(autouse=True)
def as_many_threads():
    """Numba, which MiniRocket uses, sets the threads of the whole process; more would slow later tests."""
    torch.set_num_threads(N_THREADS)


@pytest.fixture
def one_block(few_kernels, monkeypatch):
    """A tenth of the default trunk's features."""
    monkeypatch.setattr(random_convolution, "BLOCKS", random_convolution.BLOCKS[:1])
