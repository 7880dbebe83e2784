"""The course of training."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np

from sklearn_seqgan.plotting._axes import axes_grid
from sklearn_seqgan.typing import Estimator

__all__ = ["TrainingHistoryDisplay"]

PANELS = {
    "reconstruction loss": ["reconstruction_loss"],
    "critic gap": ["critic_gap"],
    "information about the code, nats": ["code_information", "real_information"],
    "supervised loss, nats": ["supervised_loss"],
    "training loss": ["train_loss", "valid_loss"],
}
"""Title -> the quantities that are drawn together, if the history has them."""


class TrainingHistoryDisplay:
    """Losses and information terms against steps, one panel per unit.

    Make one with `from_estimator` or `from_data`.

    Parameters
    ----------
    steps : ndarray of shape (n_rows,)
        Steps, counted over all stages.
    curves : dict of str -> ndarray of shape (n_rows,)
        Curves by quantity; NaN if a row has no value.
    panels : dict of str -> list of str
        Quantities of each panel, by title.
    unit : str, default="step"
        Unit of `steps`.
    ends : dict of str -> int, default=None
        Step at which each stage ends, except the last one. None: there is only one stage.

    Attributes
    ----------
    axes_ : ndarray of matplotlib Axes, shape (n_panels,)
    figure_ : matplotlib Figure
    lines_ : dict of str -> matplotlib Line2D

    See Also
    --------
    sklearn_seqgan.SemiSupervisedInfoGANClassifier :
        Sequence classifier that learns from labelled and unlabelled sequences alike, and generates new ones.

    Examples
    --------
    >>> history = [{"step": 10, "critic_gap": 0.5}, {"step": 20, "critic_gap": 0.4}]
    >>> TrainingHistoryDisplay.from_data(history).curves["critic_gap"].tolist()
    [0.5, 0.4]
    """

    def __init__(
        self,
        *,
        steps: Any,
        curves: Any,
        panels: Mapping[str, Sequence[str]],
        unit: str = "step",
        ends: Any = None,
    ) -> None:
        self.steps = steps
        self.curves = curves
        self.panels = panels
        self.unit = unit
        self.ends = ends

    @classmethod
    def from_estimator(
        cls, estimator: Estimator, *, panels: Mapping[str, Sequence[str]] | None = None, axes: Any = None
    ) -> Self:
        """Draw the history of a fitted classifier.

        Parameters
        ----------
        estimator : fitted classifier
            With ``history_``, which all classifiers of this package that train networks have.
        panels : dict of str -> list of str, default=None
            As in `from_data`.
        axes : array-like of matplotlib Axes, default=None
            Where to draw. None: a new figure.

        Returns
        -------
        TrainingHistoryDisplay
        """
        return cls.from_data(estimator.history_, panels=panels, axes=axes)

    @classmethod
    def from_data(
        cls,
        history: Sequence[Mapping[str, Any]],
        *,
        panels: Mapping[str, Sequence[str]] | None = None,
        axes: Any = None,
    ) -> Self:
        """Draw rows of a history.

        Parameters
        ----------
        history : list of dict
            Each with "step" (or "epoch") and numbers by name.
        panels : dict of str -> list of str, default=None
            Names of the quantities that each panel shows, by title. None: those of the critic gap, the
            information terms and the losses that exist.
        axes : array-like of matplotlib Axes, default=None
            One per panel; None: a new figure.

        Returns
        -------
        TrainingHistoryDisplay

        Raises
        ------
        ValueError
            If there are no rows, or nothing to draw in them.
        """
        rows = [dict(row) for row in history]
        if not rows:
            raise ValueError(
                "The history is empty: no step was taken (max_steps=0?), so there is nothing to draw."
            )
        known = dict.fromkeys(name for row in rows for name in row)
        panels = _present(PANELS, known) if panels is None else panels
        absent = [name for names in panels.values() for name in names if name not in known]
        if absent or not panels:
            raise ValueError(f"The history has no {absent or 'known quantity'}; it has {list(known)}.")
        unit = "step" if "step" in known else "epoch"
        if unit not in known:
            raise ValueError(f"The rows of the history have neither 'step' nor 'epoch', but {list(known)}.")
        curves = {
            name: np.array([row.get(name, np.nan) for row in rows], dtype=float)
            for names in panels.values()
            for name in names
        }
        steps, ends = _over_stages(rows, unit)
        return cls(steps=steps, curves=curves, panels=panels, unit=unit, ends=ends).plot(axes)

    def plot(self, axes: Any = None, **line_kwargs: Any) -> Self:
        """Draw the panels.

        Parameters
        ----------
        axes : array-like of matplotlib Axes, default=None
            One per panel; None: a new figure.
        **line_kwargs
            Passed to `matplotlib.axes.Axes.plot`, for every line.

        Returns
        -------
        self
            The display itself.
        """
        self.axes_ = axes_grid(axes, 1, len(self.panels), (4.3, 3.6))[0]
        self.figure_ = self.axes_[0].figure
        self.lines_ = {}
        for ax, (title, names) in zip(self.axes_, self.panels.items()):
            for name in names:
                style = {"label": name.replace("_", " ")} | line_kwargs
                known = ~np.isnan(self.curves[name])
                (self.lines_[name],) = ax.plot(self.steps[known], self.curves[name][known], **style)
            self._mark_stages(ax)
            ax.set(title=title, xlabel=self.unit)
            ax.grid(alpha=0.3)
            if len(names) > 1:
                ax.legend(fontsize="small")
        return self

    def _mark_stages(self, ax):
        """Mark where the stages end that have curves in the panel."""
        first = min((x.min() for x in (line.get_xdata() for line in ax.lines) if len(x)), default=np.inf)
        for stage, end in (self.ends or {}).items():
            if first <= end:
                ax.axvline(end, color="0.4", linestyle=":")
                place = {"xycoords": ax.get_xaxis_transform(), "ha": "right", "va": "top"}
                ax.annotate(f"{stage} ", (end, 0.98), color="0.4", **place)


def _over_stages(rows, unit):
    """Steps counted over all stages, from steps counted within each; and where all but the last stage end."""
    steps, ends, before = [], {}, 0
    for row, last in zip(rows, [rows[0], *rows]):
        if row.get("stage") != last.get("stage"):
            before = ends[last["stage"]] = steps[-1]
        steps.append(before + row[unit])
    return np.array(steps), ends


def _present(panels, known):
    found = {title: [name for name in names if name in known] for title, names in panels.items()}
    return {title: names for title, names in found.items() if names}
