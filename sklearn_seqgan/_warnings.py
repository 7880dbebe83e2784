"""Warnings that point at the user's line, however deep in the package they arise."""
# SPDX-License-Identifier: BSD-3-Clause

import sys
import warnings
from pathlib import Path

import sklearn

__all__ = ["warn"]

INSIDE = tuple(str(Path(file).parent) for file in (__file__, sklearn.__file__))


def warn(message, category=UserWarning):
    """Warn at the innermost line that is neither this package's nor scikit-learn's."""
    warnings.warn(message, category, stacklevel=_depth() + 1)


def _depth():
    """Frames from the caller of `warn` up to one outside, at least 1."""
    frame, depth = sys._getframe(1), 0
    while frame.f_back is not None and frame.f_code.co_filename.startswith(INSIDE):
        frame, depth = frame.f_back, depth + 1
    return max(depth, 1)
