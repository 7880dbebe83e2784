"""The rows that have a label, of y and of whatever else has an entry per row."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

from sklearn_seqgan._compat import _safe_indexing

__all__ = ["labels_of", "params_of"]


def labels_of(y, rows):
    """Labels of some rows; text or numbers that shared an object array with a marker get their own dtype."""
    labels = y[rows]
    return np.array(labels.tolist()) if labels.dtype == object else labels


def params_of(params, rows, n_samples):
    """Parameters by name; what has one entry per sample is cut to some rows."""
    return {k: _safe_indexing(v, rows) if _is_per_sample(v, n_samples) else v for k, v in params.items()}


def _is_per_sample(value, n_samples):
    return not isinstance(value, (str, dict)) and hasattr(value, "__len__") and len(value) == n_samples
