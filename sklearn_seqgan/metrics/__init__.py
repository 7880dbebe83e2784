"""Metrics of a classifier's predictions, and of generated sequences.

Metrics know nothing about estimators and networks; they get labels, probabilities and sequences. To add one,
write it in a file of its own and name it in `registry`, which describes each kind. `generation_report` gives
those of a generator in one table.
"""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn_seqgan.metrics.bones import BoneLengthVariation
from sklearn_seqgan.metrics.calibration import calibration_error, expected_calibration_error
from sklearn_seqgan.metrics.classification import accuracy, balanced_accuracy, macro_f1
from sklearn_seqgan.metrics.confusion import ConfusedPair, class_overlap, confused_pairs
from sklearn_seqgan.metrics.discriminative import DiscriminativeScore, RocketDiscriminativeScore
from sklearn_seqgan.metrics.frechet import FrechetDistance, frechet_distance
from sklearn_seqgan.metrics.lengths import LengthDistance
from sklearn_seqgan.metrics.movement import JerkRatio, SpeedRatio
from sklearn_seqgan.metrics.neighbors import Copies, Diversity
from sklearn_seqgan.metrics.recognition import RecognizedShare, TrainOnGenerated
from sklearn_seqgan.metrics.registry import PREDICTION_METRICS, SEQUENCE_METRICS, evaluate_predictions
from sklearn_seqgan.metrics.report import GenerationReport, generation_report, random_halves
from sklearn_seqgan.metrics.two_sample import TwoSampleDistance, squared_mmd

__all__ = [
    "BoneLengthVariation",
    "ConfusedPair",
    "Copies",
    "DiscriminativeScore",
    "Diversity",
    "FrechetDistance",
    "GenerationReport",
    "JerkRatio",
    "LengthDistance",
    "PREDICTION_METRICS",
    "RecognizedShare",
    "RocketDiscriminativeScore",
    "SEQUENCE_METRICS",
    "SpeedRatio",
    "TrainOnGenerated",
    "TwoSampleDistance",
    "accuracy",
    "balanced_accuracy",
    "calibration_error",
    "class_overlap",
    "confused_pairs",
    "evaluate_predictions",
    "expected_calibration_error",
    "frechet_distance",
    "generation_report",
    "macro_f1",
    "random_halves",
    "squared_mmd",
]
