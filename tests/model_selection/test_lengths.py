"""X, y and groups of different lengths are refused by every tool."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from sklearn_seqgan.model_selection import (
    LabeledOnly,
    LabeledScorer,
    LabelMasker,
    SemiSupervisedSplit,
    cross_val_predict_labeled,
    label_efficiency_curve,
)

X, Y = [np.zeros((3, 2))] * 12, [0, 1, -1] * 3
CALLS = {
    "LabeledOnly": lambda: LabeledOnly(LogisticRegression()).fit(X, Y),
    "LabelMasker": lambda: LabelMasker(LogisticRegression(), fraction=0.5).fit(X, Y),
    "LabeledScorer": lambda: LabeledScorer("accuracy")(LogisticRegression(), X, Y),
    "cross_val_predict_labeled": lambda: cross_val_predict_labeled(LogisticRegression(), X, Y, cv=2),
    "label_efficiency_curve": lambda: label_efficiency_curve(LogisticRegression(), X, Y),
    "SemiSupervisedSplit": lambda: next(SemiSupervisedSplit(GroupKFold(2)).split(X, Y, np.arange(12))),
}


@pytest.mark.parametrize("name", CALLS)
def test_inconsistent_lengths(name):
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        CALLS[name]()
