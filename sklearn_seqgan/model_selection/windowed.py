"""A classifier of windows that predicts every time step of long recordings."""
# SPDX-License-Identifier: BSD-3-Clause

import numbers
from typing import Any, Self

import numpy as np
from sklearn.pipeline import Pipeline
from sklearn.utils import get_tags
from sklearn.utils.validation import check_is_fitted

from sklearn_seqgan._compat import Interval, _check_method_params, _fit_context
from sklearn_seqgan._validation import SequenceInputMixin
from sklearn_seqgan.labels import labeled_rows, raise_if_no_label
from sklearn_seqgan.model_selection._around import FittedInside
from sklearn_seqgan.model_selection._steps import ScoredSteps
from sklearn_seqgan.model_selection._timeline import average_windows, likeliest_codes, runs
from sklearn_seqgan.sequences import (
    as_recordings,
    cut_windows,
    in_steps,
    is_ragged,
    one_each,
    parts,
    window_starts,
)
from sklearn_seqgan.step_labels import as_step_labels, room_for
from sklearn_seqgan.typing import ArrayLike, Estimator, Marker, SequencesLike, StepLabelsLike

__all__ = ["WindowedClassifier"]

MOST_TRIED = 1000
"""Maximum number of time steps of the recording of zeros with which an opened classifier is tested."""


class WindowedClassifier(SequenceInputMixin, FittedInside):
    """Classify the time steps of long recordings with a classifier of windows.

    In `fit`, recordings are cut into windows (`sequences.cut_windows`), each with the label that covers it.
    Windows without annotation are unlabelled rows, from which a semi-supervised classifier learns as well. In
    prediction, a step gets the mean probabilities of all windows that contain it.

    Parameters
    ----------
    estimator : classifier
        Classifier of windows, a list of arrays (length, F). It must know the marker; wrap others in
        `LabeledOnly`, and a classifier of tables in a Pipeline. Without `predict_proba`, each window has one
        vote.
    length : int, or float in seconds with `rate_hz`
        Length of a window.
    stride : int, or float in seconds with `rate_hz`
        Distance from the start of one window to that of the next. In prediction, the last window of a
        recording ends with the recording.
    rate_hz : float, default=None
        Steps per second. None: all times are in steps.
    min_share : float in (0, 1], default=0.5
        Minimum share of a window's steps that must have its label.
    unlabeled : object, default=-1
        The marker in y for "no label". `predict` also gives it for steps that are in no window: within a hole
        (a run of steps that are NaN in every channel), or between two holes less than `length` apart.

    Attributes
    ----------
    estimator_ : fitted classifier
    classes_ : ndarray of shape (K,)
    n_windows_ : int
        Number of training windows.
    n_labeled_windows_ : int
        Number of training windows with a label.
    n_features_in_ : int
        Number of channels.
    feature_names_in_ : ndarray of shape (`n_features_in_`,) of str objects
        Names of the channels in `fit`; only if recordings were frames whose column names are strings.
    n_channels_ : int
    input_form_ : {"2d", "3d", "list", "object"}
        Form of X in `fit`.

    See Also
    --------
    sklearn_seqgan.sequences.cut_windows : Cut recordings into windows of equal length.
    sklearn_seqgan.sequences.labels_from_intervals :
        Give every time step the label of the interval that contains it.
    sklearn_seqgan.plotting.TimelineDisplay :
        One row per recording: annotations above predictions, the surer the darker.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_seqgan import SemiSupervisedRocketClassifier
    >>> time = np.arange(600)
    >>> y = np.where(time // 100 % 2, "fast", "slow").astype(object)
    >>> recording = np.sin(np.cumsum(np.where(y == "fast", 0.6, 0.2)))
    >>> y[240:] = -1  # the first 40 % are annotated
    >>> clf = WindowedClassifier(SemiSupervisedRocketClassifier(random_state=0), length=40, stride=10)
    >>> table = clf.fit([recording], [y]).predict_intervals([recording], min_duration=50)
    >>> table["label"]
    array(['slow', 'fast', 'slow', 'fast', 'slow', 'fast'], dtype=object)
    """

    _parameter_constraints: dict = {
        "estimator": "no_validation",
        "length": [Interval(numbers.Real, 0, None, closed="neither")],
        "stride": [Interval(numbers.Real, 0, None, closed="neither")],
        "rate_hz": [Interval(numbers.Real, 0, None, closed="neither"), None],
        "min_share": [Interval(numbers.Real, 0, 1, closed="right")],
        "unlabeled": "no_validation",
    }

    def __init__(
        self,
        estimator: Estimator,
        length: float,
        stride: float,
        *,
        rate_hz: float | None = None,
        min_share: float = 0.5,
        unlabeled: Marker = -1,
    ) -> None:
        self.estimator = estimator
        self.length = length
        self.stride = stride
        self.rate_hz = rate_hz
        self.min_share = min_share
        self.unlabeled = unlabeled

    @_fit_context(prefer_skip_nested_validation=False)
    def fit(self, X: SequencesLike, y: StepLabelsLike, **fit_params: Any) -> Self:
        """Cut windows, and fit the classifier.

        Parameters
        ----------
        X : list of n arrays of shape (T_i, F), or array of shape (n, T, F)
            Recordings.
        y : list of n array-likes of shape (T_i,), or array-like of shape (n, T)
            Label of every time step.
        **fit_params
            Passed on to the classifier; arguments with one entry per recording, such as groups, are repeated
            for each of its windows.

        Returns
        -------
        self
            The estimator itself.

        Raises
        ------
        ValueError
            If no window has a label, a recording is NaN or infinite within a window, or the classifier took
            the marker for a class. The message names the recording.
        """
        recordings = self._recordings(X, reset=True)
        y = as_step_labels(y, [len(x) for x in recordings], type(self).__name__)
        windows = cut_windows(
            recordings,
            self.length,
            self.stride,
            labels=y,
            rate_hz=self.rate_hz,
            min_share=self.min_share,
            unlabeled=self.unlabeled,
        )
        rows = labeled_rows(windows.y, self.unlabeled)
        raise_if_no_label(rows, "that covers min_share of a window", " Take shorter windows.")
        self._raise_if_not_finite(recordings, windows.recording, windows.start)
        params = _check_method_params(recordings, self._routed(fit_params), windows.recording)
        self._fit_inside(windows.X, windows.y, params)
        self._refuse_the_marker_as_a_class(windows.y)
        self.n_windows_, self.n_labeled_windows_ = len(windows.X), len(rows)
        return self

    def predict_proba(self, X: SequencesLike) -> list[np.ndarray]:
        """Probabilities of the classes at every time step, the mean over the windows that cover it.

        Parameters
        ----------
        X : list of n arrays of shape (T_i, F), or array of shape (n, T, F)
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.

        Returns
        -------
        list of n ndarrays of shape (T_i, K)
            NaN at steps in no window.
        """
        check_is_fitted(self)
        recordings = self._recordings(X, reset=False)
        length, stride = in_steps(self.length, self.stride, self.rate_hz)
        places = [window_starts(x, length, stride, to_the_end=True) for x in recordings]
        recording = np.repeat(np.arange(len(places)), [len(starts) for starts in places])
        self._raise_if_not_finite(recordings, recording, np.concatenate(places))
        windows = [x[s : s + length] for x, starts in zip(recordings, places) for s in starts.tolist()]
        found = self._of_windows(windows) if windows else np.empty((0, len(self.classes_)))
        found = np.split(found, np.cumsum([len(starts) for starts in places])[:-1])
        return [average_windows(p, starts, length, len(x)) for p, starts, x in zip(found, places, recordings)]

    def predict(self, X: SequencesLike) -> list[np.ndarray]:
        """The likeliest class of every time step.

        Parameters
        ----------
        X : list of n arrays of shape (T_i, F), or array of shape (n, T, F)
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.

        Returns
        -------
        list of n ndarrays of shape (T_i,)
            `unlabeled` at steps in no window; object arrays if the dtype of the classes cannot hold it.
        """
        probabilities = self.predict_proba(X)
        dtype = room_for(self.unlabeled, self.classes_)
        predicted = []
        for p in probabilities:
            known = ~np.isnan(p[:, 0])
            labels = np.full(len(p), self.unlabeled, dtype=dtype)
            labels[known] = self.classes_[p[known].argmax(axis=1)]
            predicted.append(labels)
        return predicted

    def predict_intervals(
        self, X: SequencesLike, ids: ArrayLike | None = None, *, min_duration: float | None = None
    ) -> dict[str, np.ndarray]:
        """The runs of steps of one class.

        Parameters
        ----------
        X : list of n arrays of shape (T_i, F), or array of shape (n, T, F)
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
        ids : array-like of shape (n,), default=None
            Names of the recordings. None: their numbers.
        min_duration : int, or float in seconds with `rate_hz`, default=None
            Duration of the shortest interval. The classes of a recording are then those that maximise the sum
            of log probabilities over its steps, with no interval shorter than this. Steps between two holes
            less than this apart are left out. None: intervals may be one step long.

        Returns
        -------
        dict of str -> ndarray of shape (n_intervals,)
            "recording"; "start" and "stop", in steps, or in seconds with `rate_hz` (the step at stop is not
            included); "label"; and "probability", the mean probability of that label over the steps. Ready
            for ``pandas.DataFrame`` and for `sequences.labels_from_intervals`.
        """
        shortest = 1 if min_duration is None else in_steps(min_duration, 1, self.rate_hz)[0]
        probabilities = self.predict_proba(X)
        names = np.arange(len(probabilities)) if ids is None else one_each(ids, len(probabilities), "ids")
        rows = [(i, *row) for i, p in enumerate(probabilities) for row in _intervals(p, shortest)]
        recording, start, stop, code, probability = zip(*rows) if rows else ((),) * 5
        unit = self.rate_hz or 1
        return {
            "recording": names[np.array(recording, dtype=np.int64)],
            "start": np.array(start, dtype=np.int64) / unit if self.rate_hz else np.array(start, np.int64),
            "stop": np.array(stop, dtype=np.int64) / unit if self.rate_hz else np.array(stop, np.int64),
            "label": self.classes_[np.array(code, dtype=np.int64)],
            "probability": np.array(probability, dtype=float),
        }

    def score(self, X: SequencesLike, y: StepLabelsLike) -> float:
        """Accuracy over the time steps that have a label.

        Parameters
        ----------
        X : list of n arrays of shape (T_i, F), or array of shape (n, T, F)
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
        y : list of n array-likes of shape (T_i,), or array-like of shape (n, T)
            Label of every time step.

        Returns
        -------
        float
            Share of labelled steps that are predicted correctly.

        Raises
        ------
        ValueError
            If no step has a label, or no labelled step is in a window.

        Warns
        -----
        UserWarning
            If labelled steps are in no window; they are left out.
        """
        check_is_fitted(self)
        y = as_step_labels(y, [len(x) for x in as_recordings(X)], type(self).__name__)
        steps = ScoredSteps(self, X, y, self.unlabeled)
        return float(np.mean(steps.predict() == steps.y))

    def _recordings(self, X, reset):
        """Recordings as arrays, with the channels of `fit`."""
        recordings = as_recordings(X)
        form = "list" if isinstance(X, (list, tuple)) else "object" if is_ragged(X) else f"{np.ndim(X)}d"
        if form != "2d":
            self._check_names(X, form, reset)
        self._check_channels(X, recordings[0].shape[1], form, reset)
        if reset:
            self.n_features_in_ = self.n_channels_
        return recordings

    def _example(self):
        """A recording of zeros, long enough for two windows if memory allows."""
        length, _ = in_steps(self.length, self.stride, self.rate_hz)
        return [np.zeros((min(2 * length, MOST_TRIED), self.n_channels_))]

    def _raise_if_not_finite(self, recordings, recording, starts):
        """Raise with the place where a window is not finite; the classifier inside sees only windows."""
        allowed = _takes_gaps(self.estimator)
        length, _ = in_steps(self.length, self.stride, self.rate_hz)
        for i in np.unique(recording):
            x = recordings[i]
            for part in parts(x) if x.dtype.kind == "f" else []:
                own = starts[(recording == i) & (starts >= part.start) & (starts < part.stop)]
                bad = _first_bad(x, own, length, allowed)
                if bad is not None:
                    what = "NaN" if np.isnan(x[bad]) else "infinity (inf)"
                    raise ValueError(
                        f"Recording {i} has {what} at step {bad[0]}, channel {bad[1]}. Fill gaps before "
                        "(preprocessing.GapFiller), or set these steps to NaN in every channel: no window "
                        "reaches over them then."
                    )

    def _of_windows(self, windows):
        """Probabilities of windows (n_windows, K); votes if the classifier gives no probabilities."""
        if hasattr(self.estimator_, "predict_proba"):
            return np.asarray(self.estimator_.predict_proba(windows), dtype=float)
        return (np.asarray(self.estimator_.predict(windows))[:, None] == self.classes_).astype(float)


def _takes_gaps(estimator):
    """Whether the classifier (the first step of a Pipeline) accepts NaN."""
    while isinstance(estimator, Pipeline):
        estimator = estimator.steps[0][1]
    tags = get_tags(estimator)
    return tags.input_tags.allow_nan or tags.no_validation


def _first_bad(x, starts, length, nan_allowed):
    """Step and channel of the first non-finite value within windows, or None."""
    if not len(starts):
        return None
    first, last, size = starts.min(), starts.max() + length, 2**18
    for start in range(first, last, size):
        piece = x[start : min(start + size, last)]
        bad = np.isinf(piece) if nan_allowed else ~np.isfinite(piece)
        if bad.any():
            step, channel = np.argwhere(bad)[0]
            return start + int(step), int(channel)
    return None


def _intervals(probabilities, shortest):
    """Start, stop, number of the class and mean probability of each interval of one recording."""
    known = ~np.isnan(probabilities[:, 0])
    for first, last, _ in zip(*runs(np.where(known, 0, -1))):
        part = probabilities[first:last]
        for start, stop, code in zip(*runs(likeliest_codes(part, shortest))):
            yield first + start, first + stop, code, part[start:stop, code].mean()
