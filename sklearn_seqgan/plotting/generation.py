"""Metrics of a generator beside those of real sequences."""
# SPDX-License-Identifier: BSD-3-Clause

from collections.abc import Sequence
from typing import Any, Self

import numpy as np

from sklearn_seqgan.plotting._axes import axes_grid

__all__ = ["GenerationDisplay"]

_PLACES = {"generated": ("value", "std"), "real": ("floor", "floor_std")}


class GenerationDisplay:
    """A small plot per metric: its value for generated sequences, and for real ones in their place.

    Make one with `from_reports`.

    Parameters
    ----------
    metrics : list of str
        One panel each.
    values, deviations : dict of str -> ndarray of shape (n_metrics,)
        Mean and standard deviation over seeds, by generator; "real" is the last. NaN is not drawn.

    Attributes
    ----------
    axes_ : ndarray of matplotlib Axes, shape (n_rows, n_columns)
    figure_ : matplotlib Figure

    See Also
    --------
    sklearn_seqgan.metrics.generation_report :
        Measure the sequences that a fitted generator makes, by every available metric.
    SequenceDisplay : Every channel against time: one row per kind of sequences, on common axes.

    Examples
    --------
    >>> rows = [{"metric": "diversity", "value": 0.7, "std": 0.1, "floor": 1.0, "floor_std": 0.0}]
    >>> display = GenerationDisplay.from_reports(rows)
    >>> {name: value.tolist() for name, value in display.values.items()}
    {'generated': [0.7], 'real': [1.0]}
    """

    def __init__(self, *, metrics: Sequence[str], values: Any, deviations: Any) -> None:
        self.metrics = metrics
        self.values = values
        self.deviations = deviations

    @classmethod
    def from_reports(cls, reports: Any, *, n_columns: int = 4, axes: Any = None) -> Self:
        """Draw the result of `metrics.generation_report`, for one generator or several.

        Parameters
        ----------
        reports : GenerationReport, list of dict, or dict of str -> one of these
            Reports by the name of the generator; a single one is called "generated". With several, the real
            values and the metrics are those of the first.
        n_columns : int, default=4
            Number of panels per row.
        axes : array-like of matplotlib Axes, default=None
            One per metric; None: a new figure.

        Returns
        -------
        GenerationDisplay
        """
        named = reports if isinstance(reports, dict) else {"generated": reports}
        tables = {name: {row["metric"]: row for row in _rows(report)} for name, report in named.items()}
        first = next(iter(tables.values()))
        sources = {name: (table, _PLACES["generated"]) for name, table in tables.items()}
        sources["real"] = first, _PLACES["real"]
        columns = {
            name: np.array([[table[m][key] if m in table else np.nan for key in keys] for m in first])
            for name, (table, keys) in sources.items()
        }
        display = cls(
            metrics=list(first),
            values={name: column[:, 0] for name, column in columns.items()},
            deviations={name: column[:, 1] for name, column in columns.items()},
        )
        return display.plot(n_columns=n_columns, axes=axes)

    def plot(self, *, n_columns: int = 4, axes: Any = None) -> Self:
        """Draw the panels.

        Parameters
        ----------
        n_columns : int, default=4
            Number of panels per row.
        axes : array-like of matplotlib Axes, default=None
            One per metric; None: a new figure.

        Returns
        -------
        self
            The display itself.
        """
        n_columns = min(n_columns, len(self.metrics)) if axes is None else len(self.metrics)
        n_rows = -(-len(self.metrics) // n_columns)
        self.axes_ = axes_grid(axes, n_rows, n_columns, (2.6, 1.0 + 0.25 * len(self.values)))
        self.figure_ = self.axes_.flat[0].figure
        for i, (name, ax) in enumerate(zip(self.metrics, self.axes_.flat)):
            self._draw(i, name, ax)
        for ax in self.axes_.flat[len(self.metrics) :]:
            ax.set_axis_off()
        return self

    def _draw(self, i, name, ax):
        """Draw one metric: a point per generator with its deviation, and a line at the real value."""
        names = list(self.values)
        for place, source in enumerate(names):
            value, deviation = self.values[source][i], self.deviations[source][i]
            colour = "0.4" if source == "real" else "C0"
            ax.errorbar(value, place, xerr=np.nan_to_num(deviation), fmt="o", color=colour, capsize=2)
        if np.isfinite(self.values["real"][i]):
            ax.axvline(self.values["real"][i], color="0.4", linewidth=0.8, linestyle=":")
        ax.set_yticks(range(len(names)), labels=names)
        ax.set_ylim(len(names) - 0.5, -0.5)
        ax.set_title(name.replace("_", " "), fontsize="small")


def _rows(report):
    return getattr(report, "rows", report)
