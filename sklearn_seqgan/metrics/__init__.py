"""Figures of merit: of a classifier's predictions, and of generated sequences.

Estimators and networks are unknown here: a metric gets labels, probabilities and sequences. To add
one, write it in a file of its own and name it in `registry`, which says what each kind looks like.
"""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn_seqgan.metrics.calibration import calibration_error, expected_calibration_error
from sklearn_seqgan.metrics.classification import accuracy, balanced_accuracy, macro_f1
from sklearn_seqgan.metrics.registry import PREDICTION_METRICS, SEQUENCE_METRICS, evaluate_predictions
from sklearn_seqgan.metrics.two_sample import TwoSampleDistance, squared_mmd

__all__ = [
    "PREDICTION_METRICS",
    "SEQUENCE_METRICS",
    "TwoSampleDistance",
    "accuracy",
    "balanced_accuracy",
    "calibration_error",
    "evaluate_predictions",
    "expected_calibration_error",
    "macro_f1",
    "squared_mmd",
]
