"""Sequence data sets, as ``Bunch(X, y, groups, ...)`` or (X, y)."""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn_seqgan.datasets.synthetic import make_postures, make_rhythms
from sklearn_seqgan.datasets.watch import load_watch

__all__ = ["load_watch", "make_postures", "make_rhythms"]
