"""One fit on several GPUs or machines: the ranks that torchrun starts, and what they have to tell each other.

torch.distributed is the engine, NCCL between GPUs and gloo between CPUs. Where a fit is alone, `ALONE` stands
in its place, and nothing is imported. Sequences, networks and labels are unknown here.
"""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn_seqgan.ranks.alone import ALONE, Alone
from sklearn_seqgan.ranks.parts import Part
from sklearn_seqgan.ranks.starting import alone, find_ranks, local_gpu

__all__ = ["ALONE", "Alone", "Part", "alone", "find_ranks", "local_gpu"]
