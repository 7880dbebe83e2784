"""Restriction of a piece of work to one thread."""
# SPDX-License-Identifier: BSD-3-Clause

from contextlib import contextmanager

import torch
from joblib import parallel_config
from threadpoolctl import threadpool_limits

__all__ = ["one_thread"]


@contextmanager
def one_thread():
    """With one thread, fits are bit-identical and their seconds comparable, however many run side by side."""
    threads = torch.get_num_threads()
    try:
        with threadpool_limits(1), parallel_config(backend="sequential"):
            yield
    finally:
        torch.set_num_threads(threads)  # numba, which MiniRocket uses, sets that of OpenMP
