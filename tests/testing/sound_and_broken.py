"""A classifier and a transformer that keep every promise, and what becomes of them when one is broken."""
# SPDX-License-Identifier: BSD-3-Clause

import os
import random

import numpy as np
import torch
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from sklearn_seqgan._validation import SequenceInputMixin
from sklearn_seqgan.labels import as_labels, encode_labels, find_classes, is_labeled, raise_if_no_label
from sklearn_seqgan.preprocessing import SequenceScaler
from sklearn_seqgan.sequences import as_plain, is_ragged


class Levels(SequenceInputMixin, ClassifierMixin, BaseEstimator):
    """The class whose mean level is nearest."""

    def __init__(self, unlabeled=-1, random_state=None):
        self.unlabeled = unlabeled
        self.random_state = random_state

    def fit(self, X, y):
        levels = self._levels(X, reset=True)
        y = as_labels(y, n_samples=len(levels))
        self.classes_ = self._find_classes(y)
        codes = encode_labels(y, self.classes_, self.unlabeled)
        self.centers_ = np.stack([levels[codes == k].mean(axis=0) for k in range(len(self.classes_))])
        return self

    def predict_proba(self, X):
        return softmax(self._scores(X), axis=1)

    def _scores(self, X):
        check_is_fitted(self)
        levels = self._levels(X, reset=False)
        return -((levels[:, None] - self.centers_) ** 2).sum(axis=2)

    def predict(self, X):
        p = self.predict_proba(X)
        return self.classes_[p.argmax(axis=1)]

    def score(self, X, y):
        y = as_labels(y)
        rows = is_labeled(y, self.unlabeled)
        return np.mean(self.predict(X)[rows] == y[rows])

    def _levels(self, X, reset):
        sequences, _ = self._validate_sequences(X, reset, np.float64)
        return np.stack([x.values[0, : x.lengths[0]].mean(axis=0) for x in one_by_one(sequences)])

    def _find_classes(self, y):
        classes = find_classes(y, self.unlabeled)
        raise_if_no_label(classes)
        return classes


def one_by_one(sequences):
    return (sequences.take(slice(i, i + 1)) for i in range(len(sequences.lengths)))


class ReturnsNothing(Levels):
    def fit(self, X, y):
        super().fit(X, y)


class ReplacesAParameter(Levels):
    def fit(self, X, y):
        self.random_state = np.random.RandomState(0)
        return super().fit(X, y)


class ChangesX(Levels):
    def fit(self, X, y):
        super().fit(X, y)
        if X[0].flags.writeable:
            X[0][0] += 1
        return self


class ChangesXInPrediction(Levels):
    def predict(self, X):
        predicted = super().predict(X)
        X[0][0] += 1
        return predicted


class ChangesY(Levels):
    def fit(self, X, y):
        super().fit(X, y)
        if isinstance(y, np.ndarray) and y.dtype.kind != "O":
            y.sort()
        return self


class DrawsGlobally(Levels):
    def fit(self, X, y):
        np.random.rand()  # noqa: NPY002
        return super().fit(X, y)


class DrawsGloballyInPrediction(Levels):
    def predict_proba(self, X):
        random.random()
        return super().predict_proba(X)


class SetsTheEnvironment(Levels):
    def fit(self, X, y):
        os.environ["LEVELS"] = str(int(os.environ.get("LEVELS", 0)) + 1)
        return super().fit(X, y)


class TurnsGradientsOff(Levels):
    def fit(self, X, y):
        torch.set_grad_enabled(not torch.is_grad_enabled())
        return super().fit(X, y)


class Prints(Levels):
    def fit(self, X, y):
        print("step 1")
        return super().fit(X, y)


class PredictsUnfitted(Levels):
    def predict(self, X):
        return super().predict(X) if hasattr(self, "classes_") else np.zeros(len(X))


class FailsUnfitted(Levels):
    def predict(self, X):
        vars(self)["classes_"]
        return super().predict(X)


class TakesNoTuples(Levels):
    def predict_proba(self, X):
        if isinstance(X, tuple):
            raise AttributeError("'tuple' object has no attribute 'append'")
        return super().predict_proba(X)


class FitsNoObjectArrays(Levels):
    def fit(self, X, y):
        if getattr(X, "dtype", None) is np.dtype(object):
            raise AttributeError("it has no attribute 'append'")
        return super().fit(X, y)


class FitsTuplesOtherwise(Levels):
    def fit(self, X, y):
        super().fit(X, y)
        self.centers_ = self.centers_ + 0.1 * isinstance(X, tuple)
        return self


class MeansOverPadding(Levels):
    """What is padded counts as 0."""

    def _levels(self, X, reset):
        levels = super()._levels(X, reset)
        return np.nan_to_num(X).mean(axis=1) if np.ndim(X) == 3 else levels


class FailsOnLongerOnes(Levels):
    def _levels(self, X, reset):
        sequences, _ = self._validate_sequences(X, reset, np.float64)
        if reset:
            self.longest_ = sequences.shape[1]
        elif sequences.shape[1] > self.longest_:
            raise IndexError("index is out of bounds")
        return super()._levels(X, reset)


class RefusesIntegers(Levels):
    def predict_proba(self, X):
        if getattr(X, "dtype", None) == np.int64:
            raise RuntimeError("expected scalar type Float but found Long")
        return super().predict_proba(X)


class RoundsFloat64(Levels):
    def predict_proba(self, X):
        return super().predict_proba(np.floor(X / 16) if getattr(X, "dtype", None) == np.float64 else X)


class ReadsMemoryAsItLies(Levels):
    def predict_proba(self, X):
        is_turned = getattr(X, "ndim", 0) == 3 and X.flags.f_contiguous and not X.flags.c_contiguous
        return super().predict_proba(X.ravel(order="K").reshape(X.shape) if is_turned else X)


class WritesAndWritesBack(Levels):
    def fit(self, X, y):
        super().fit(X, y)
        X[0][0] *= 2
        X[0][0] /= 2
        return self


class LooksAtCompany(Levels):
    def predict_proba(self, X):
        return softmax(self._scores(X) / len(X), axis=1)


class LooksAtItsPlace(Levels):
    """Surer of every row but the first."""

    def predict_proba(self, X):
        log_p = self._scores(X)
        log_p[1:] *= 1 + (len(X) == 15 and np.array_equal(X[0], self.last_, equal_nan=True))
        return softmax(log_p, axis=1)

    def fit(self, X, y):
        super().fit(X, y)
        self.last_ = np.array(X[-1])
        return self


class IgnoresItsSeed(Levels):
    def fit(self, X, y):
        super().fit(X, y)
        self.centers_ = self.centers_ + 1e-3 * np.random.default_rng().normal(size=self.centers_.shape)
        return self


class GoesOnFromTheLastFit(Levels):
    def fit(self, X, y):
        before = getattr(self, "centers_", None)
        super().fit(X, y)
        if before is not None:
            self.centers_ = (self.centers_ + before) / 2
        return self


class DoesNotPickle(Levels):
    def fit(self, X, y):
        super().fit(X, y)
        self.function_ = Local()
        return self


class Local:
    def __reduce__(self):
        raise AttributeError("can't pickle local object")

    def __deepcopy__(self, memo):
        return self


class ForgetsInAPickle(Levels):
    def __getstate__(self):
        state = super().__getstate__()
        return state | {"centers_": np.round(state["centers_"], 1)} if "centers_" in state else state


class TakesInfinity(Levels):
    def _levels(self, X, reset):
        return super()._levels(without(X, lambda x: np.isinf(x)), reset)


class TakesGaps(Levels):
    def _levels(self, X, reset):
        return super()._levels(without(X, is_gap), reset)


def is_gap(x):
    """NaN in a step that is not NaN in all channels."""
    return np.isnan(x) & ~np.isnan(x).all(axis=-1, keepdims=True)


def without(X, is_odd):
    """0 in place of what is odd."""
    if not len(X) or not (is_ragged(X) or np.ndim(X) == 3) or as_plain(X[0]).dtype.kind != "f":
        return X
    found = [np.where(is_odd(x), 0, x) for x in X]
    return found if is_ragged(X) else np.array(found)


class FailsByAnIndex(Levels):
    """On what has no sequence."""

    def _levels(self, X, reset):
        X[0]
        return super()._levels(X, reset)


class TakesEmptySequences(Levels):
    def _levels(self, X, reset):
        if is_ragged(X):
            X = [x if len(x) else np.zeros((1, x.shape[1])) for x in X] or X
        return super()._levels(X, reset)


class IgnoresNewChannels(Levels):
    def predict_proba(self, X):
        check_is_fitted(self)
        if is_ragged(X):
            X = [x[:, : self.n_channels_] for x in X]
        return super().predict_proba(X)


class FillsUpChannels(Levels):
    def fit(self, X, y):
        if is_ragged(X) and len({np.shape(x)[1:] for x in X if np.ndim(x) == 2}) > 1:
            X = [x[:, :1] for x in X]
        return super().fit(X, y)


class FlattensMoreDimensions(Levels):
    def fit(self, X, y):
        return super().fit(X[..., 0] if getattr(X, "ndim", 0) == 4 else X, y)


class ReadsTextAsZero(Levels):
    def fit(self, X, y):
        return super().fit(np.zeros(X.shape) if getattr(X, "dtype", None) == "<U3" else X, y)


class SortsClassesBackwards(Levels):
    def fit(self, X, y):
        super().fit(X, y)
        self.classes_, self.centers_ = self.classes_[::-1], self.centers_[::-1]
        return self

    def predict_proba(self, X):
        return super().predict_proba(X)[:, ::-1]

    def predict(self, X):
        p = self.predict_proba(X)
        return self.classes_[p.argmax(axis=1)]


class HasScoresForProbabilities(Levels):
    def predict_proba(self, X):
        return 2 * super().predict_proba(X)


class CutsText(Levels):
    def predict(self, X):
        predicted = super().predict(X)
        return predicted.astype("U2") if predicted.dtype.kind == "U" else predicted


class PredictsAnother(Levels):
    def predict(self, X):
        p = self.predict_proba(X)
        return np.roll(self.classes_, 1)[p.argmax(axis=1)]


class ReadsTextLessWell(Levels):
    def predict_proba(self, X):
        p = super().predict_proba(X)
        return softmax(self._scores(X) / 2, axis=1) if self.was_text_ else p

    def fit(self, X, y):
        self.was_text_ = as_labels(y).dtype.kind == "U" and "?" not in y
        return super().fit(X, y)


class RefusesLists(Levels):
    def fit(self, X, y):
        y.dtype  # noqa: B018
        return super().fit(X, y)


class TakesTheMarkerForAClass(Levels):
    """Where numbers are the labels."""

    def fit(self, X, y):
        super().fit(X, y)
        y = as_labels(y)
        if (
            self.unlabeled == -1
            and y.dtype != object
            and not is_labeled(y, -1).all()
            and len(self.classes_) > 2
        ):
            self.classes_ = np.append(-1, self.classes_)
        return self

    def predict_proba(self, X):
        p = super().predict_proba(X)
        return np.column_stack([0 * p[:, 0], p]) if len(self.classes_) > p.shape[1] else p


class PredictsTheMarker(Levels):
    def fit(self, X, y):
        super().fit(X, y)
        self.was_partial_ = not is_labeled(as_labels(y), self.unlabeled).all()
        return self

    def predict(self, X):
        predicted = super().predict(X)
        predicted[-1] = self.unlabeled if self.was_partial_ else predicted[-1]
        return predicted


class KnowsOneMarker(Levels):
    def fit(self, X, y):
        super().fit(X, y)
        self.centers_ = self.centers_ + 0.1 * (self.unlabeled == -99)
        return self


class HasAMarkerAlways(Levels):
    def fit(self, X, y):
        marker = self.unlabeled
        self.unlabeled = -1 if marker is None else marker
        super().fit(X, y)
        self.unlabeled = marker
        return self


class ScoresAllRows(Levels):
    def score(self, X, y):
        return np.mean(self.predict(X) == as_labels(y))


class FitsWithoutLabels(Levels):
    def fit(self, X, y):
        y = as_labels(y)
        if self.unlabeled is not None and not is_labeled(y, self.unlabeled).any():
            y = np.arange(len(y)) % 2
        return super().fit(X, y)


class CutsToTheShorter(Levels):
    def fit(self, X, y):
        n = min(len(X), len(y))
        return super().fit(X[:n] if n else X, y[:n] if n else y)


class NeedsManyRows(Levels):
    """More than a part of the 15, as cross-validation gives."""

    def fit(self, X, y):
        if 0 < len(X) < 13:
            raise ValueError("too few sequences")
        return super().fit(X, y)


OF_ARRAYS = {"MeansOverPadding"}
"""Those that are asked without lists, of which they make something else."""


class Scaler(SequenceScaler):
    """A sound transformer; those below break one promise."""


class GivesNaN(Scaler):
    def _transform_sequences(self, sequences):
        found = super()._transform_sequences(sequences)
        found.values[:, 0] = np.nan
        return found


class GivesLists(Scaler):
    def transform(self, X):
        return list(super().transform(X))

    def fit_transform(self, X, y=None):
        return self.fit(X).transform(X)


class FitsTwice(Scaler):
    def fit_transform(self, X, y=None):
        return self.fit(X).transform(super().fit_transform(X))


class GivesFloat64(Scaler):
    def transform(self, X):
        found = super().transform(X)
        return found.astype(np.float64) if isinstance(found, np.ndarray) and found.dtype != object else found


class Averages(TransformerMixin, SequenceInputMixin, BaseEstimator):
    """A sound transformer that gives features, (n, F)."""

    def fit(self, X, y=None):
        self._validate_sequences(X, True)
        return self

    def transform(self, X):
        check_is_fitted(self)
        sequences, _ = self._validate_sequences(X, False, np.float64)
        return np.stack([x.values[0, : x.lengths[0]].mean(axis=0) for x in one_by_one(sequences)])
