"""Whether this process is one of several ranks: torchrun says so in its environment."""
# SPDX-License-Identifier: BSD-3-Clause

import multiprocessing
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import torch

from sklearn_seqgan.ranks.alone import ALONE, Alone

__all__ = ["alone", "find_ranks", "local_gpu"]

_MARK = "SKLEARN_SEQGAN_RANK_IS_PROCESS"
_WANTS_TO_BE_ALONE = ContextVar("_WANTS_TO_BE_ALONE", default=False)


@contextmanager
def alone() -> Iterator[None]:
    """Context in which this process fits alone, even if torchrun started it.

    Yields
    ------
    None

    See Also
    --------
    sklearn_seqgan.RankError : Another of the ranks has failed, or is gone.

    Examples
    --------
    >>> from sklearn_seqgan import ranks
    >>> with ranks.alone():
    ...     pass  # clf.fit(X, y), on rank 0 only, say
    """
    token = _WANTS_TO_BE_ALONE.set(True)
    try:
        yield
    finally:
        _WANTS_TO_BE_ALONE.reset(token)


def find_ranks() -> Alone:
    """All ranks that fit together: those of torchrun, or of an existing process group; else `ALONE`.

    A process or thread that a rank starts is not a rank: fits in joblib's workers are alone.
    """
    if _WANTS_TO_BE_ALONE.get() or threading.current_thread() is not threading.main_thread():
        return ALONE
    loaded = sys.modules.get("torch.distributed")
    has_group = loaded is not None and loaded.is_available() and loaded.is_initialized()
    if not has_group and not _is_started_as_rank():
        return ALONE
    return _join(has_group)


def local_gpu() -> int | None:
    """Number of this rank's GPU on its machine; None if nothing specifies it."""
    return int(os.environ["LOCAL_RANK"]) if "LOCAL_RANK" in os.environ and _is_started_as_rank() else None


def _is_started_as_rank():
    environment = os.environ
    if int(environment.get("WORLD_SIZE", 1)) < 2 or not {"RANK", "MASTER_ADDR"} <= environment.keys():
        return False
    process = multiprocessing.current_process()
    is_child = environment.get(_MARK, str(os.getpid())) != str(os.getpid())
    return not (is_child or process.daemon or process.name.startswith("Loky"))


def _join(has_group):
    """Join the ranks; torch.distributed is imported only here."""
    from torch import distributed

    from sklearn_seqgan.ranks.several import Several

    if not has_group:
        if torch.cuda.is_available():
            torch.cuda.set_device((local_gpu() or 0) % torch.cuda.device_count())
        _begin(distributed)
    os.environ[_MARK] = str(os.getpid())
    return Several(distributed) if distributed.get_world_size() > 1 else ALONE


def _begin(distributed):
    """Start the engine according to torchrun's environment.

    torchrun keeps one store across restarts, which may still hold addresses of ranks that are gone. If all
    ranks are on one machine, the number of the restart is the same for all, and serves as a prefix to
    separate them.
    """
    backend = "cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo"
    store, rank, size = next(distributed.rendezvous("env://"))
    if int(os.environ.get("LOCAL_WORLD_SIZE", 0)) == size:
        store = distributed.PrefixStore(f"restart {os.environ.get('TORCHELASTIC_RESTART_COUNT', 0)}", store)
    distributed.init_process_group(backend, store=store, rank=rank, world_size=size)
