"""Files of fitted models: arrays and plain values, intact or refused. Knows nothing of what a model is."""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn_seqgan.model_file.container import read, write
from sklearn_seqgan.model_file.tree import Kinds, from_tree, to_tree

__all__ = ["Kinds", "from_tree", "read", "to_tree", "write"]
