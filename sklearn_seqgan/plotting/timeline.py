"""Annotated and predicted labels of long recordings, against time."""
# SPDX-License-Identifier: BSD-3-Clause

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sklearn.pipeline import Pipeline

from sklearn_seqgan.labels import is_labeled
from sklearn_seqgan.plotting._axes import pyplot, single_axes
from sklearn_seqgan.plotting.latent import colours
from sklearn_seqgan.step_labels import as_step_labels, classes_of, room_for
from sklearn_seqgan.typing import ArrayLike, Estimator, Marker, SequencesLike, StepLabelsLike

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["TimelineDisplay"]

BAND = 0.38  # height of annotation and of prediction, of 1 per recording
PALEST = 0.2  # share of the colour at the lowest probability


class TimelineDisplay:
    """One row per recording: annotations above predictions, the surer the darker.

    Make one with `from_estimator` or `from_data`.

    Parameters
    ----------
    predicted : list of n ndarrays of shape (T_i,)
        Label of each step, for each recording.
    annotated : list of n ndarrays of shape (T_i,), or None
        True labels, if they are known.
    probability : list of n ndarrays of shape (T_i,), or None
        Probability of the predicted label.
    names : list of n str
        Names of the recordings.
    rate_hz : float, default=None
        Steps per second; None: time is in steps.
    unlabeled : object, default=-1
        The marker, which is not drawn.

    Attributes
    ----------
    ax_ : matplotlib Axes
    figure_ : matplotlib Figure
    classes_ : ndarray of shape (K,)
        Labels that are drawn, in the order of the legend.

    See Also
    --------
    sklearn_seqgan.model_selection.WindowedClassifier :
        Classify the time steps of long recordings with a classifier of windows.

    Examples
    --------
    >>> display = TimelineDisplay.from_data([["sit", "sit", "walk"]], [["sit", "?", "?"]], unlabeled="?")
    >>> display.classes_.tolist(), len(display.ax_.images)
    (['sit', 'walk'], 2)
    """

    def __init__(
        self,
        *,
        predicted: Sequence[np.ndarray],
        annotated: Sequence[np.ndarray] | None,
        probability: Sequence[ArrayLike] | None,
        names: Any,
        rate_hz: float | None = None,
        unlabeled: Marker = -1,
    ) -> None:
        self.predicted = predicted
        self.annotated = annotated
        self.probability = probability
        self.names = names
        self.rate_hz = rate_hz
        self.unlabeled = unlabeled

    @classmethod
    def from_estimator(
        cls,
        estimator: Estimator,
        X: SequencesLike,
        y: StepLabelsLike | None = None,
        *,
        names: Any = None,
        rate_hz: float | str | None = "auto",
        ax: Axes | None = None,
    ) -> Self:
        """Draw what a classifier predicts for recordings.

        Parameters
        ----------
        estimator : fitted `WindowedClassifier`, or Pipeline that ends in one
            It is used, not changed.
        X : list of n arrays of shape (T_i, F), or array of shape (n, T, F)
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
        y : list of n array-likes of shape (T_i,), default=None
            Annotation of every time step, drawn above.
        names : array-like of shape (n,), default=None
            Names of the recordings. None: their numbers.
        rate_hz : float or None, default="auto"
            Steps per second; "auto": the parameter of the estimator. None: time is in steps.
        ax : matplotlib Axes, default=None
            Where to draw. None: a new figure.

        Returns
        -------
        TimelineDisplay
        """
        last = estimator[-1] if isinstance(estimator, Pipeline) else estimator
        rate_hz = getattr(last, "rate_hz", None) if isinstance(rate_hz, str) else rate_hz
        probabilities, unlabeled = estimator.predict_proba(X), getattr(last, "unlabeled", -1)
        values = np.array(
            [*estimator.classes_.tolist(), unlabeled], dtype=room_for(unlabeled, estimator.classes_)
        )
        return cls.from_data(
            [values[np.where(np.isnan(p[:, 0]), -1, p.argmax(axis=1))] for p in probabilities],
            y,
            probability=[p.max(axis=1) for p in probabilities],
            names=names,
            rate_hz=rate_hz,  # pyright: ignore[reportArgumentType]
            unlabeled=unlabeled,
            ax=ax,
        )

    @classmethod
    def from_data(
        cls,
        predicted: StepLabelsLike,
        annotated: StepLabelsLike | None = None,
        *,
        probability: Sequence[ArrayLike] | None = None,
        names: Any = None,
        rate_hz: float | None = None,
        unlabeled: Marker = -1,
        ax: Axes | None = None,
    ) -> Self:
        """Draw labels of time steps.

        Parameters
        ----------
        predicted : list of n array-likes of shape (T_i,)
            To show only annotations, pass them here.
        annotated : list of n array-likes of shape (T_i,), default=None
            True labels, if they are known.
        probability : list of n array-likes of shape (T_i,), default=None
            Probability of each prediction. None: all are dark.
        names : array-like of shape (n,), default=None
            Names of classes or recordings in the plot. None: as they are.
        rate_hz : float, default=None
            Steps per second. None: the axis is in steps.
        unlabeled : object, default=-1
            The marker in y for "no label".
        ax : matplotlib Axes, default=None
            Where to draw. None: a new figure.

        Returns
        -------
        TimelineDisplay

        Raises
        ------
        ValueError
            If the arguments have different numbers of recordings or steps.
        """
        predicted = as_step_labels(predicted)
        lengths = [len(labels) for labels in predicted]
        if probability is not None:
            probability = [np.asarray(p, dtype=float) for p in probability]
            if [len(p) for p in probability] != lengths:
                raise ValueError("probability has other recordings or steps than predicted.")
        return cls(
            predicted=predicted,
            annotated=None if annotated is None else as_step_labels(annotated, lengths),
            probability=probability,
            names=[str(name) for name in (range(len(predicted)) if names is None else names)],
            rate_hz=rate_hz,
            unlabeled=unlabeled,
        ).plot(ax)

    def plot(self, ax: Axes | None = None) -> Self:
        """Draw the rows.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw. None: a new figure.

        Returns
        -------
        self
            The display itself.
        """
        n = len(self.predicted)
        self.ax_ = single_axes(ax, (9.0, 1.2 + 0.55 * n))
        self.figure_ = self.ax_.figure
        self.classes_ = classes_of([*self.predicted, *(self.annotated or [])], self.unlabeled)
        for row, labels in enumerate(self.predicted):
            shade = None if self.probability is None else self.probability[row]
            alone = self.annotated is None
            self._draw(labels, shade, row - BAND if alone else row + 0.02, row + BAND)
            if not alone:
                self._draw(self.annotated[row], None, row - BAND, row - 0.02)  # pyright: ignore[reportOptionalSubscript]
        longest = max(map(len, self.predicted)) / (self.rate_hz or 1)
        self.ax_.set(xlim=(0, longest), ylim=(n - 0.5, -0.5))
        self.ax_.set_xlabel("step" if self.rate_hz is None else "seconds")
        self.ax_.set_yticks(range(n), labels=self.names)
        self._explain()
        return self

    def _draw(self, labels, shade, top, bottom):
        """Draw one band: a colour for each step, white for steps without a label."""
        known = is_labeled(labels, self.unlabeled)
        colour = np.asarray(colours(max(1, len(self.classes_))))[:, :3]
        image = np.full((len(labels), 3), 0.94)
        own = colour[np.searchsorted(self.classes_, labels[known].astype(self.classes_.dtype))]
        if shade is not None:
            own = 1 - self._strength(shade[known])[:, None] * (1 - own)
        image[known] = own
        end = len(labels) / (self.rate_hz or 1)
        options = {"aspect": "auto", "interpolation": "nearest", "extent": (0, end, bottom, top)}
        self.ax_.imshow(image[None], **options)

    def _strength(self, probability):
        """Share of the colour: 1 at probability 1, `PALEST` if all classes are equally likely."""
        least = 1 / max(2, len(self.classes_))
        return PALEST + (1 - PALEST) * np.clip((probability - least) / (1 - least), 0, 1)

    def _explain(self):
        """Add a legend of the labels, and explain the bands and shades."""
        plt = pyplot()
        patches = [
            plt.Rectangle((0, 0), 1, 1, color=c, label=str(k))
            for k, c in zip(self.classes_.tolist(), colours(len(self.classes_)))
        ]
        patches.append(plt.Rectangle((0, 0), 1, 1, color="0.94", label="no label"))
        place = {"loc": "lower left", "bbox_to_anchor": (0, 1), "ncols": min(len(patches), 8)}
        self.ax_.legend(handles=patches, fontsize="small", frameon=False, borderaxespad=0.2, **place)
        notes = [] if self.annotated is None else ["above: annotated", "below: predicted"]
        notes += [] if self.probability is None else ["(darker: surer)"]
        if notes:
            where = {"xy": (1, 0), "xycoords": "axes fraction", "xytext": (0, -20)}
            style = {"textcoords": "offset points", "ha": "right", "va": "top"}
            style |= {"fontsize": "small", "color": "0.3"}
            self.ax_.annotate(", ".join(notes).replace(", (", " ("), **where, **style)
