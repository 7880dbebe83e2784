"""One fit on several GPUs or machines: the ranks that torchrun starts, and what they have to tell each other.

torch.distributed is the engine, NCCL between GPUs and gloo between CPUs. Where a fit is alone, `ALONE` stands
in its place, and nothing is imported. Sequences, networks and labels are unknown here.
"""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn_seqgan.ranks.alone import ALONE as ALONE
from sklearn_seqgan.ranks.alone import Alone as Alone
from sklearn_seqgan.ranks.parts import Part as Part
from sklearn_seqgan.ranks.starting import alone
from sklearn_seqgan.ranks.starting import find_ranks as find_ranks
from sklearn_seqgan.ranks.starting import local_gpu as local_gpu

# What is imported "as" itself is for other rooms, and not public.
__all__ = ["alone"]
