"""Folds for few labels, when some classes have fewer labels than there are folds."""
# SPDX-License-Identifier: BSD-3-Clause

import warnings

import numpy as np
from sklearn.model_selection import StratifiedKFold

__all__ = ["N_FOLDS", "split_quietly", "stratified"]

N_FOLDS = 5


def stratified(labels, random_state):
    """A splitter of `N_FOLDS` folds, or as many as the most frequent class has labels."""
    most = np.unique(labels, return_counts=True)[1].max()
    return StratifiedKFold(min(N_FOLDS, most), shuffle=True, random_state=random_state)


def split_quietly(cv, *arguments):
    """All splits of a splitter, without the warning that a class has fewer labels than there are folds."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The least populated class")
        return list(cv.split(*arguments))
