"""Splitting, masking and scoring when most rows have no label."""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn_seqgan.model_selection.curve import label_efficiency_curve
from sklearn_seqgan.model_selection.intervals import mean_interval
from sklearn_seqgan.model_selection.masking import mask_labels
from sklearn_seqgan.model_selection.meta import LabeledOnly, LabelMasker
from sklearn_seqgan.model_selection.novelty import NoveltyThresholdClassifier
from sklearn_seqgan.model_selection.scoring import LabeledScorer
from sklearn_seqgan.model_selection.self_training import ClassBalancedSelfTraining
from sklearn_seqgan.model_selection.split import SemiSupervisedSplit, cross_val_predict_labeled
from sklearn_seqgan.model_selection.windowed import WindowedClassifier

__all__ = [
    "ClassBalancedSelfTraining",
    "LabelMasker",
    "LabeledOnly",
    "LabeledScorer",
    "NoveltyThresholdClassifier",
    "SemiSupervisedSplit",
    "WindowedClassifier",
    "cross_val_predict_labeled",
    "label_efficiency_curve",
    "mask_labels",
    "mean_interval",
]
