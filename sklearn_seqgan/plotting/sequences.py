"""Sequences of many channels, real ones beside generated ones."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np

from sklearn_seqgan.plotting._axes import axes_grid
from sklearn_seqgan.plotting._samples import as_steps, list_of_sequences, real_beside_generated
from sklearn_seqgan.typing import Estimator, LabelsLike, SequencesLike

__all__ = ["SequenceDisplay"]


class SequenceDisplay:
    """Every channel against time: one row per kind of sequences, on common axes.

    Make one with `from_estimator` or `from_data`.

    Parameters
    ----------
    groups : dict of str -> list of arrays of shape (T_i, F)
        Sequences by the title of the row.
    feature_names : list of F str, default=None
        Names of the channels. None: their numbers.
    rate_hz : float, default=None
        Steps per second; None: time is in steps.

    Attributes
    ----------
    axes_ : ndarray of matplotlib Axes, shape (n_groups, n_columns)
    figure_ : matplotlib Figure

    See Also
    --------
    SkeletonDisplay :
        One row per sequence: its skeleton at equally spaced times, from left to right.
    GenerationDisplay :
        A small plot per metric: its value for generated sequences, and for real ones in their place.

    Examples
    --------
    >>> import numpy as np
    >>> real, made = [np.zeros((9, 2))] * 3, [np.ones((7, 2))] * 3
    >>> SequenceDisplay.from_data({"real": real, "made": made}, rate_hz=50).axes_.shape
    (2, 3)
    """

    def __init__(
        self,
        *,
        groups: Mapping[str, Any],
        feature_names: Sequence[str] | None = None,
        rate_hz: float | None = None,
    ) -> None:
        self.groups = groups
        self.feature_names = feature_names
        self.rate_hz = rate_hz

    @classmethod
    def from_estimator(
        cls,
        estimator: Estimator,
        X: SequencesLike,
        y: LabelsLike | None = None,
        *,
        target: object = None,
        n: int = 3,
        feature_names: Sequence[str] | None = None,
        rate_hz: float | None = None,
        axes: Any = None,
    ) -> Self:
        """Draw n of the sequences in the upper row, and n samples of the estimator in the lower.

        Parameters
        ----------
        estimator : fitted classifier with ``sample``
            It is used, not changed.
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
        y : array-like of shape (n,), default=None
            Required with `target`.
        target : label, default=None
            Class of both rows; None: any class.
        n : int, default=3
            Number of real and of generated sequences.
        feature_names : list of F str, default=None
            Names of the channels. None: their numbers.
        rate_hz : float, default=None
            Steps per second. None: the axis is in steps.
        axes : array-like of 2 n matplotlib Axes, default=None
            Where to draw. None: a new figure.

        Returns
        -------
        SequenceDisplay
        """
        groups = real_beside_generated(estimator, X, y, target, n)
        return cls.from_data(groups, feature_names=feature_names, rate_hz=rate_hz, axes=axes)

    @classmethod
    def from_data(
        cls,
        groups: Mapping[str, Any],
        *,
        feature_names: Sequence[str] | None = None,
        rate_hz: float | None = None,
        axes: Any = None,
    ) -> Self:
        """Draw the sequences of each group in a row.

        Parameters
        ----------
        groups : dict of str -> sequences
            (n, T) or (n, T, F) padded with NaN, or a list of (T_i, F) arrays.
        feature_names : list of F str, default=None
            Names of the channels. None: their numbers.
        rate_hz : float, default=None
            Steps per second. None: the axis is in steps.
        axes : array-like of matplotlib Axes, default=None
            As many as there are groups times the number of sequences in the largest group.

        Returns
        -------
        SequenceDisplay
        """
        groups = {title: [as_steps(x) for x in list_of_sequences(X)] for title, X in groups.items()}
        return cls(groups=groups, feature_names=feature_names, rate_hz=rate_hz).plot(axes)

    def plot(self, axes: Any = None, **line_kwargs: Any) -> Self:
        """Draw the rows.

        Parameters
        ----------
        axes : array-like of matplotlib Axes, default=None
            Where to draw. None: a new figure.
        **line_kwargs
            Passed to `matplotlib.axes.Axes.plot`, for every line.

        Returns
        -------
        self
            The display itself.
        """
        n_columns = max(map(len, self.groups.values()))
        shared = {"sharex": True, "sharey": True}
        self.axes_ = axes_grid(axes, len(self.groups), n_columns, (3.6, 2.6), **shared)
        self.figure_ = self.axes_[0, 0].figure
        lines = []
        for row, (title, sequences) in zip(self.axes_, self.groups.items()):
            for ax, x in zip(row, sequences):
                lines = self._draw(ax, x, title, {"linewidth": 1} | line_kwargs)
            for ax in row[len(sequences) :]:
                ax.set_axis_off()
        for ax in self.axes_[-1]:
            ax.set_xlabel("step" if self.rate_hz is None else "seconds")
        if self.feature_names is not None:
            self.figure_.legend(lines, self.feature_names, loc="outside right center")
        return self

    def _draw(self, ax, x, title, style):
        lines = ax.plot(np.arange(len(x)) / (self.rate_hz or 1), x, **style)
        ax.set_title(f"{title}, {len(x)} steps", fontsize=9)
        ax.grid(alpha=0.3)
        return lines
