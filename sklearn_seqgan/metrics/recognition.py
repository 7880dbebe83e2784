"""Whether generated sequences are recognised as their class, and can be used to learn it."""
# SPDX-License-Identifier: BSD-3-Clause

from functools import cached_property

import numpy as np

from sklearn_seqgan.metrics._base import PerClass, SequenceMetric
from sklearn_seqgan.metrics.judges import fit_judge, minirocket_ridge
from sklearn_seqgan.typing import Estimator, LabelsLike, Marker, RandomStateLike, SequencesLike

__all__ = ["RecognizedShare", "TrainOnGenerated"]


class RecognizedShare(PerClass, SequenceMetric):
    """Share of the sequences generated for a class that a judge trained on real ones assigns to it.

    Parameters
    ----------
    train, held_out : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
        Real sequences. The judge learns from `train`.
    y_train, y_held_out : array-like of shape (n,)
        Their classes. Rows without a label do not count.
    judge : classifier, default=None
        Unfitted classifier of lists of (T_i, F) arrays. None: MiniRocket and ridge, which needs aeon.
    random_state : int, default=0
        Seed of the default judge.
    unlabeled : object, default=-1
        The marker for "no label"; None if there is none.

    Attributes
    ----------
    floor : float in [0, 1]
        The share for held-out sequences, which is the judge's accuracy; it was trained on the training ones.

    Raises
    ------
    ValueError
        If no training sequence has a label, or the channels differ.

    See Also
    --------
    TrainOnGenerated :
        TSTR / TRTR: how well a judge trained on generated sequences does, over one trained on real ones.
    generation_report :
        Measure the sequences that a fitted generator makes, by every available metric.

    References
    ----------
    Guo et al. (2020), Action2Motion: conditioned generation of 3D human motions, section 5.
    arXiv:2007.15240

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.neighbors import KNeighborsClassifier
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import FunctionTransformer
    >>> X, y = [np.full((3, 1), k) for k in (0.0, 1.0, 0.1, 1.1)], [0, 1, 0, 1]
    >>> judge = make_pipeline(FunctionTransformer(lambda X: [x[0] for x in X]), KNeighborsClassifier(1))
    >>> share = RecognizedShare(X[:2], X[2:], y[:2], y[2:], judge=judge)
    >>> share.floor, share([np.full((5, 1), 0.9), np.full((4, 1), 0.8)], [1, 0])
    (1.0, 0.5)
    """

    needs = ("labels",)
    _unseen = "held_out"

    def __init__(
        self,
        train: SequencesLike,
        held_out: SequencesLike,
        y_train: LabelsLike | None = None,
        y_held_out: LabelsLike | None = None,
        *,
        judge: Estimator = None,
        random_state: RandomStateLike = 0,
        unlabeled: Marker = -1,
    ) -> None:
        super().__init__(train, held_out, y_train, y_held_out, unlabeled=unlabeled)
        judge = minirocket_ridge(random_state) if judge is None else judge
        self.judge_ = fit_judge(judge, *self.train.labeled(unlabeled))

    def _value(self, rows, real):
        sequences, y = rows.labeled(self.unlabeled)
        return np.mean(self.judge_.predict(sequences) == y)

    def _value_of(self, label, rows):
        return float(self._value(rows, None))


class TrainOnGenerated(SequenceMetric):
    """TSTR / TRTR: how well a judge trained on generated sequences does, over one trained on real ones.

    Both are accuracies on the real held-out sequences: trained on synthetic, tested on real; trained on
    real, tested on real.

    Parameters
    ----------
    train, held_out : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
        Real sequences.
    y_train, y_held_out : array-like of shape (n,)
        Their classes. Rows without a label do not count.
    judge : classifier, default=None
        Unfitted classifier of lists of (T_i, F) arrays. None: MiniRocket and ridge, which needs aeon.
    random_state : int, default=0
        Seed of the default judge.
    unlabeled : object, default=-1
        The marker for "no label"; None if there is none.

    Attributes
    ----------
    reference : float in [0, 1]
        TRTR.
    floor : float
        TSTR / TRTR of the training sequences: 1, except for a judge with randomness.

    Raises
    ------
    ValueError
        If no training or no held-out sequence has a label, or the channels differ.

    See Also
    --------
    RecognizedShare :
        Share of the sequences generated for a class that a judge trained on real ones assigns to it.
    generation_report :
        Measure the sequences that a fitted generator makes, by every available metric.

    Notes
    -----
    A judge may learn more from many generated sequences than from few real ones, so compare equal numbers.
    NaN if TRTR is 0.

    References
    ----------
    Esteban, Hyland & Rätsch (2017), Real-valued (medical) time series generation with recurrent
    conditional GANs, section 4. arXiv:1706.02633

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.neighbors import KNeighborsClassifier
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import FunctionTransformer
    >>> X, y = [np.full((3, 1), k) for k in (0.0, 1.0, 0.1, 1.1)], [0, 1, 0, 1]
    >>> judge = make_pipeline(FunctionTransformer(lambda X: [x[0] for x in X]), KNeighborsClassifier(1))
    >>> ratio = TrainOnGenerated(X[:2], X[2:], y[:2], y[2:], judge=judge)
    >>> ratio.reference, ratio([np.full((5, 1), 0.9), np.full((4, 1), 0.2)], [0, 1])
    (1.0, 0.0)
    """

    needs = ("labels",)

    def __init__(
        self,
        train: SequencesLike,
        held_out: SequencesLike,
        y_train: LabelsLike | None = None,
        y_held_out: LabelsLike | None = None,
        *,
        judge: Estimator = None,
        random_state: RandomStateLike = 0,
        unlabeled: Marker = -1,
    ) -> None:
        super().__init__(train, held_out, y_train, y_held_out, unlabeled=unlabeled)
        self.judge = minirocket_ridge(random_state) if judge is None else judge

    @cached_property
    def reference(self):
        """TRTR, the accuracy of a judge trained on the real training sequences."""
        return self._accuracy(self.train, self.held_out)

    def _value(self, rows, real):
        return self._accuracy(rows, real) / self.reference if self.reference else np.nan

    def _accuracy(self, rows, real):
        """Accuracy on real sequences of a judge trained on `rows`."""
        judge = fit_judge(self.judge, *rows.labeled(self.unlabeled))
        sequences, y = real.labeled(self.unlabeled)
        return float(np.mean(judge.predict(sequences) == y))
