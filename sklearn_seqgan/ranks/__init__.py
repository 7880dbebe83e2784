"""One fit on several GPUs or machines: the ranks that torchrun starts, and what they exchange.

torch.distributed is the engine, with NCCL between GPUs and gloo between CPUs. If a fit is alone, `ALONE`
takes its place, and nothing is imported. This package knows nothing about sequences, networks and labels.
"""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn_seqgan.ranks.alone import ALONE as ALONE
from sklearn_seqgan.ranks.alone import Alone as Alone
from sklearn_seqgan.ranks.parts import Part as Part
from sklearn_seqgan.ranks.starting import alone
from sklearn_seqgan.ranks.starting import find_ranks as find_ranks
from sklearn_seqgan.ranks.starting import local_gpu as local_gpu

# Names imported "as" themselves are for other subpackages, and not public.
__all__ = ["alone"]
