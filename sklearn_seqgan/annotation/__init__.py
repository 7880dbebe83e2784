"""Which recordings to label next, what codes mean, and how many labels are enough."""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn_seqgan.annotation.found import name_codes
from sklearn_seqgan.annotation.labels_file import read_labels
from sklearn_seqgan.annotation.page import open_page
from sklearn_seqgan.annotation.strategies import STRATEGIES
from sklearn_seqgan.annotation.suggestion import suggest
from sklearn_seqgan.annotation.worth import worth_of_labels
from sklearn_seqgan.estimators.label_rounds import LabelRounds

__all__ = [
    "STRATEGIES",
    "LabelRounds",
    "name_codes",
    "open_page",
    "read_labels",
    "suggest",
    "worth_of_labels",
]
