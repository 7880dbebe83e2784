"""What more labels are likely to bring: accuracy against labels, and its extrapolation."""
# SPDX-License-Identifier: BSD-3-Clause

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
from sklearn.utils import Bunch

from sklearn_seqgan.plotting._axes import single_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["LabelWorthDisplay"]

N_POINTS = 50


class LabelWorthDisplay:
    """Accuracy so far, and how it is likely to grow with more labels.

    Parameters
    ----------
    worth : Bunch
        The result of `annotation.worth_of_labels`.

    Attributes
    ----------
    ax_ : matplotlib Axes
    figure_ : matplotlib Figure
    line_ : matplotlib Line2D
        The curve beyond the labels so far.

    See Also
    --------
    sklearn_seqgan.annotation.worth_of_labels :
        Estimate how well the labels so far predict each other, and what more labels are likely to bring.
    LabelEfficiencyDisplay :
        Score against number of labels, one line per classifier, with intervals over label draws.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_seqgan.annotation import worth_of_labels
    >>> from sklearn_seqgan.datasets import make_rhythms
    >>> X, y = make_rhythms(n_per_class=20, random_state=0)
    >>> y_partial = np.where(np.arange(len(y)) % 5 == 0, y, -1)
    >>> worth = worth_of_labels(X, y_partial, n_draws=1, random_state=0)
    >>> LabelWorthDisplay.from_worth(worth).ax_.get_ylabel()
    'accuracy'
    """

    def __init__(self, worth: Bunch) -> None:
        self.worth = worth

    @classmethod
    def from_worth(cls, worth: Bunch, *, ax: Axes | None = None) -> Self:
        """Draw the result of `annotation.worth_of_labels`.

        Parameters
        ----------
        worth : Bunch
            The result of `worth_of_labels`.
        ax : matplotlib Axes, default=None
            Where to draw. None: a new figure.

        Returns
        -------
        LabelWorthDisplay
        """
        return cls(worth).plot(ax)

    def plot(self, ax: Axes | None = None, color: str = "C0") -> Self:
        """Draw the points, the interval of the last one, and the curve with its shaded interval.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw. None: a new figure.
        color : str, default="C0"
            A matplotlib colour, for all lines.

        Returns
        -------
        self
            The display itself.
        """
        self.ax_ = single_axes(ax, None)
        self.figure_ = self.ax_.figure
        worth = self.worth
        self.ax_.plot(worth.n_labels, worth.accuracies, "o-", color=color, label="labels so far")
        bars = np.abs(np.array(worth.interval) - worth.accuracy)[:, None]
        self.ax_.errorbar(worth.n_labels[-1:], [worth.accuracy], bars, color=color, capsize=3)
        n_labels = np.linspace(worth.n_labels[-1], worth.n_labels[-1] + worth.n_more, N_POINTS)
        error = (1 - worth.accuracy) * (n_labels / n_labels[0]) ** -worth.exponent
        (self.line_,) = self.ax_.plot(n_labels, 1 - error, "--", color=color, label=f"{worth.n_more} more")
        low, high = worth.accuracy + np.array(worth.gain_interval)
        ends = n_labels[[0, -1]]
        self.ax_.fill_between(
            ends, [worth.accuracy, low], [worth.accuracy, high], color=color, alpha=0.2, linewidth=0
        )
        self.ax_.set(xlabel="labelled sequences", ylabel="accuracy")
        self.ax_.grid(alpha=0.3)
        self.ax_.legend(fontsize="small", loc="lower right")
        return self
