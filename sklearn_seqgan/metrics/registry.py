"""The metrics by name. There are two kinds.

A metric of predictions is a function of (y_true, y_predicted, probabilities, classes, unlabeled=...)
that returns a float. Rows without a label never count. NaN means that the metric is not defined, for example
because it needs probabilities and there are none.

A metric of generated sequences is a factory. It takes real sequences and their labels, (train, held_out,
y_train=None, y_held_out=None), and returns a callable that maps generated sequences and their labels,
(sequences, y=None), to a float, NaN if it is not defined. The factory names its requirements in ``needs``:
"labels"; "train", if ``train`` must be the sequences that the generator was trained with; or "bones". If one
is missing, the metric is left out. Metrics that need labels leave out rows without one.

The callable's ``floor`` is the value of real sequences in place of the generated ones: the training half or,
for a metric that learns from this half, the held-out half. No generator can be expected to beat it. If values
are meaningful for a single class, ``by_class(sequences, y)`` gives a dictionary of them.

Everything else is a keyword, with the same name in all metrics: ``judge``, a classifier of classes;
``discriminator``, a classifier of real against generated; ``features``, a transformer; ``random_state``,
``unlabeled``, ``bones``. Judges are passed unfitted and are cloned. A default judge that needs torch or an
extra is imported inside the function that makes it (``judges``); tests/test_floors.py lists those imports.
"""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

from sklearn_seqgan.metrics.bones import BoneLengthVariation
from sklearn_seqgan.metrics.calibration import calibration_error
from sklearn_seqgan.metrics.classification import accuracy, balanced_accuracy, macro_f1
from sklearn_seqgan.metrics.discriminative import DiscriminativeScore, RocketDiscriminativeScore
from sklearn_seqgan.metrics.frechet import FrechetDistance
from sklearn_seqgan.metrics.lengths import LengthDistance
from sklearn_seqgan.metrics.movement import JerkRatio, SpeedRatio
from sklearn_seqgan.metrics.neighbors import Copies, Diversity
from sklearn_seqgan.metrics.recognition import RecognizedShare, TrainOnGenerated
from sklearn_seqgan.metrics.two_sample import TwoSampleDistance
from sklearn_seqgan.typing import ArrayLike, LabelsLike, Marker

__all__ = ["PREDICTION_METRICS", "SEQUENCE_METRICS", "evaluate_predictions"]

PREDICTION_METRICS = {
    "accuracy": accuracy,
    "balanced_accuracy": balanced_accuracy,
    "macro_f1": macro_f1,
    "calibration_error": calibration_error,
}
"""Name -> function of labels and predictions."""

SEQUENCE_METRICS = {
    "recognized_share": RecognizedShare,
    "tstr_over_trtr": TrainOnGenerated,
    "discriminative_score": DiscriminativeScore,
    "rocket_discriminative_score": RocketDiscriminativeScore,
    "squared_mmd": TwoSampleDistance,
    "frechet_distance": FrechetDistance,
    "length_distance": LengthDistance,
    "diversity": Diversity,
    "copies": Copies,
    "speed_ratio": SpeedRatio,
    "jerk_ratio": JerkRatio,
    "bone_length_variation": BoneLengthVariation,
}
"""Name -> factory of (train, held_out, y_train, y_held_out)."""


def evaluate_predictions(
    y_true: LabelsLike,
    y_predicted: LabelsLike,
    probabilities: ArrayLike | None = None,
    classes: ArrayLike | None = None,
    *,
    unlabeled: Marker = -1,
) -> dict[str, float]:
    """Every metric that is defined for these predictions.

    Parameters
    ----------
    y_true, y_predicted : array-like of shape (n,)
        Rows of `y_true` that hold the marker do not count.
    probabilities : array-like of shape (n, K), default=None
        Probability of each class, for metrics that use them.
    classes : array-like of shape (K,), default=None
        Classes of the columns of `probabilities`.
    unlabeled : object, default=-1
        The marker for "no label"; None if there is none.

    Returns
    -------
    dict of str -> float
        Values by the names in `PREDICTION_METRICS`, without those that are NaN.

    Raises
    ------
    ValueError
        If no row has a label, or the lengths differ.

    See Also
    --------
    accuracy : Share of the labelled rows whose class is predicted.
    calibration_error : Expected calibration error of the predicted classes, over the labelled rows.

    Examples
    --------
    >>> evaluate_predictions([0, 0, 1, -1], [0, 1, 1, 1])["balanced_accuracy"]
    0.75
    """
    arguments = y_true, y_predicted, probabilities, classes
    values = {name: metric(*arguments, unlabeled=unlabeled) for name, metric in PREDICTION_METRICS.items()}
    return {name: value for name, value in values.items() if not np.isnan(value)}
