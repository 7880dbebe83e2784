"""What a label is worth: score against number of labels."""
# SPDX-License-Identifier: BSD-3-Clause

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from sklearn_seqgan.model_selection import label_efficiency_curve, mean_interval
from sklearn_seqgan.plotting._axes import single_axes
from sklearn_seqgan.sequences import as_numbers
from sklearn_seqgan.typing import LabelsLike, SequencesLike

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["LabelEfficiencyDisplay"]

_APART = 1.01
"""Ratio by which neighbouring lines are shifted on the axis of labels, so that no bar hides another."""


class LabelEfficiencyDisplay:
    """Score against number of labels, one line per classifier, with intervals over label draws.

    Make one with `from_estimators` or `from_results`.

    Parameters
    ----------
    n_labels : dict of str -> ndarray of shape (n_levels,)
        Mean number of labelled training rows at each level, by classifier, in ascending order.
    scores : dict of str -> ndarray of shape (n_levels, n_seeds)
        NaN if a draw is missing.
    score_name : str, default="score"
        Label of the axis.

    Attributes
    ----------
    ax_ : matplotlib Axes
    figure_ : matplotlib Figure
    lines_ : dict of str -> matplotlib ErrorbarContainer

    See Also
    --------
    sklearn_seqgan.model_selection.label_efficiency_curve :
        Fit classifiers with fewer and fewer labels and score each on whole test folds.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.semi_supervised import LabelSpreading
    >>> X, y = load_iris(return_X_y=True)
    >>> display = LabelEfficiencyDisplay.from_estimators(
    ...     {"spreading": LabelSpreading()}, X, y, levels=[0.05, 0.2], seeds=3, cv=3)
    >>> display.scores["spreading"].shape
    (2, 3)
    """

    def __init__(self, *, n_labels: Any, scores: Any, score_name: str = "score") -> None:
        self.n_labels = n_labels
        self.scores = scores
        self.score_name = score_name

    @classmethod
    def from_estimators(
        cls,
        estimators: Any,
        X: SequencesLike,
        y: LabelsLike,
        *,
        score_name: str | None = None,
        ax: Axes | None = None,
        **kwargs: Any,
    ) -> Self:
        """Compute the curve and draw it.

        Parameters
        ----------
        estimators, X, y : as in `label_efficiency_curve`
            Classifiers by name, and the data to fit.
        score_name : str, default=None
            Label of the axis; None: the name of the scorer.
        ax : matplotlib Axes, default=None
            Where to draw. None: a new figure.
        **kwargs : of `label_efficiency_curve`
            Only one scorer is allowed.

        Returns
        -------
        LabelEfficiencyDisplay
        """
        if score_name is None:
            scoring = kwargs.get("scoring", "accuracy")
            score_name = scoring.replace("_", " ") if isinstance(scoring, str) else "score"
        results = label_efficiency_curve(estimators, X, y, **kwargs)
        return cls.from_results(results, score_name=score_name, ax=ax)

    @classmethod
    def from_results(
        cls, results: Any, *, score: str = "test_score", score_name: str = "score", ax: Axes | None = None
    ) -> Self:
        """Draw the result of `label_efficiency_curve`.

        Parameters
        ----------
        results : dict of str -> array-like, or DataFrame
            Columns "estimator", "level", "seed", "n_labeled" and `score`.
        score : str, default="test_score"
            Key of the scores to draw.
        score_name : str, default="score"
            Label of the axis.
        ax : matplotlib Axes, default=None
            Where to draw. None: a new figure.

        Returns
        -------
        LabelEfficiencyDisplay

        Raises
        ------
        ValueError
            If a column is missing.
        """
        columns = {}
        for name in ("estimator", "level", "seed", "n_labeled", score):
            if name not in results:
                raise ValueError(f"results have no column {name!r}; they have {list(results)}.")
            columns[name] = as_numbers(results[name]) if name == score else np.asarray(results[name])
        names = dict.fromkeys(columns["estimator"].tolist())
        tables = {name: _table(columns, columns["estimator"] == name, score) for name in names}
        display = cls(
            n_labels={name: n_labels for name, (n_labels, _) in tables.items()},
            scores={name: scores for name, (_, scores) in tables.items()},
            score_name=score_name,
        )
        return display.plot(ax)

    def plot(self, ax: Axes | None = None, **line_kwargs: Any) -> Self:
        """Draw the lines.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw. None: a new figure.
        **line_kwargs
            Passed to `matplotlib.axes.Axes.errorbar`, for every line.

        Returns
        -------
        self
            The display itself.
        """
        self.ax_ = single_axes(ax, None)
        self.figure_ = self.ax_.figure
        self.lines_ = {}
        style = {"marker": "o", "markersize": 4, "capsize": 2, "linewidth": 1.4} | line_kwargs
        shifts = _APART ** (np.arange(len(self.scores)) - (len(self.scores) - 1) / 2)
        for shift, (name, scores) in zip(shifts, self.scores.items()):
            middle, half = mean_interval(scores)
            n_labels = shift * np.asarray(self.n_labels[name])
            self.lines_[name] = self.ax_.errorbar(n_labels, middle, half, label=name, **style)
        self._label_axes()
        return self

    def _label_axes(self):
        ticks = sorted({round(n) for counts in self.n_labels.values() for n in counts})
        self.ax_.set_xscale("log")
        self.ax_.set_xticks(ticks, labels=[str(n) for n in ticks])
        self.ax_.minorticks_off()
        self.ax_.set(xlabel="labelled training sequences", ylabel=self.score_name)
        self.ax_.grid(alpha=0.3)
        self.ax_.legend(fontsize="small")


def _table(columns, rows, score):
    """For one classifier: numbers of labels per level, and scores (n_levels, n_seeds), means over splits."""
    level, seed, n_labeled, values = (columns[k][rows] for k in ("level", "seed", "n_labeled", score))
    kinds = [(isinstance(k, Integral), k) for k in level.tolist()]  # 1 per class differs from all labels, 1.0
    of_level = {kind: np.array([k == kind for k in kinds]) for kind in dict.fromkeys(kinds)}
    levels = sorted(of_level, key=lambda k: n_labeled[of_level[k]].mean())
    cells = [[values[of_level[k] & (seed == s)].astype(float) for s in np.unique(seed)] for k in levels]
    scores = np.array([[cell.mean() if len(cell) else np.nan for cell in row] for row in cells])
    return np.array([n_labeled[of_level[k]].mean() for k in levels]), scores
