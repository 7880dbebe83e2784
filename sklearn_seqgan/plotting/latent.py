"""The latent space, projected to the plane."""
# SPDX-License-Identifier: BSD-3-Clause

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sklearn.base import clone
from sklearn.manifold import TSNE

from sklearn_seqgan.labels import as_labels, is_labeled, marker_of, sorted_classes
from sklearn_seqgan.metrics import class_overlap, confused_pairs
from sklearn_seqgan.plotting._axes import pyplot, single_axes
from sklearn_seqgan.sequences import as_numbers
from sklearn_seqgan.typing import ArrayLike, Estimator, LabelsLike, Marker, SequencesLike

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["LatentDisplay"]

GREY = "0.75"
LEGEND_ROWS = 18
SMALLEST_MARK = 0.25
LINES = ("-", "--", ":")


class LatentDisplay:
    """Sequences as points, coloured by class; those without a label are grey, beneath the others.

    Make one with `from_estimator` or `from_data`.

    Parameters
    ----------
    points : ndarray of shape (n, 2)
        One point per sequence.
    y : ndarray of shape (n,) or None
        Labels, or `unlabeled`.
    unlabeled : default=-1
        The marker in y for "no label"; None: every entry of y is a class.
    names : dict, default=None
        Name of each label in the legend.
    overlap : ndarray of shape (K, K), default=None
        Shares of each class among the nearest neighbours of each class (in the order of the sorted labels),
        from `metrics.class_overlap`. The most overlapping pairs are marked.

    Attributes
    ----------
    ax_ : matplotlib Axes
    figure_ : matplotlib Figure
    points_ : dict of label -> matplotlib PathCollection
        The key `unlabeled` is for the grey ones.
    marks_ : dict of (label, label) -> matplotlib Line2D
        For each pair of overlapping classes, a line between the medians of their points.

    See Also
    --------
    sklearn_seqgan.metrics.class_overlap :
        Shares of each class among the nearest neighbours of each class.

    Examples
    --------
    >>> import numpy as np
    >>> latent = np.random.default_rng(0).normal(size=(6, 4))
    >>> LatentDisplay.from_data(latent, y=[0, 0, 1, 1, -1, -1]).points.shape
    (6, 2)
    """

    def __init__(
        self,
        *,
        points: ArrayLike,
        y: LabelsLike | None = None,
        unlabeled: Marker = -1,
        names: Any = None,
        overlap: Any = None,
    ) -> None:
        self.points = points
        self.y = y
        self.unlabeled = unlabeled
        self.names = names
        self.overlap = overlap

    @classmethod
    def from_estimator(
        cls,
        estimator: Estimator,
        X: SequencesLike,
        y: LabelsLike | None = None,
        *,
        unlabeled: Marker = "auto",
        projection: Estimator = None,
        names: Any = None,
        ax: Axes | None = None,
    ) -> Self:
        """Draw ``estimator.transform(X)``.

        Parameters
        ----------
        estimator : fitted transformer
            It is used, not changed.
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
        y : array-like of shape (n,), default=None
            Label of each sequence.
        unlabeled : default="auto"
            The marker in y for "no label". "auto": the parameter of the estimator, or of the last step of a
            Pipeline, and -1 if it has none.
        projection : transformer, default=None
            With ``fit_transform`` from (n, d) to (n, 2); a copy is fitted. None: t-SNE, which keeps
            neighbours together; distances between clusters mean little.
        names : dict, default=None
            Names of classes or recordings in the plot. None: as they are.
        ax : matplotlib Axes, default=None
            Where to draw. None: a new figure.

        Returns
        -------
        LatentDisplay
        """
        if isinstance(unlabeled, str) and unlabeled == "auto":
            unlabeled = marker_of(estimator)
        latent = estimator.transform(X)
        return cls.from_data(latent, y, unlabeled=unlabeled, projection=projection, names=names, ax=ax)

    @classmethod
    def from_data(
        cls,
        latent: ArrayLike,
        y: LabelsLike | None = None,
        *,
        unlabeled: Marker = -1,
        projection: Estimator = None,
        names: Any = None,
        ax: Axes | None = None,
    ) -> Self:
        """Draw points of a latent space.

        Parameters
        ----------
        latent : array-like of shape (n, d)
            With d = 2 and no `projection`, the points are drawn unchanged.
        y : array-like of shape (n,), default=None
            None: all points are grey.
        unlabeled : default=-1
            The marker in y for "no label".
        projection : transformer, default=None
            Projection to the plane. None: principal components, if there are more than two columns.
        names : dict, default=None
            Names of classes or recordings in the plot. None: as they are.
        ax : matplotlib Axes, default=None
            Where to draw. None: a new figure.

        Returns
        -------
        LatentDisplay

        Raises
        ------
        ValueError
            If y has another length, or the projection does not give two columns.
        """
        latent = as_numbers(latent).astype(float, copy=False)
        if y is not None and len(y) != len(latent):
            raise ValueError(f"y has {len(y)} labels, but there are {len(latent)} points.")
        points = _in_the_plane(latent, projection)
        y = None if y is None else as_labels(y)
        known = y is not None and is_labeled(y, unlabeled).any()
        overlap = class_overlap(latent, y, unlabeled=unlabeled)[0] if known else None  # pyright: ignore[reportArgumentType]
        return cls(points=points, y=y, unlabeled=unlabeled, names=names, overlap=overlap).plot(ax)

    def plot(self, ax: Axes | None = None, *, n_marks: int = 3, **scatter_kwargs: Any) -> Self:
        """Draw the points, and mark the classes that overlap in the latent space.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw. None: a new figure.
        n_marks : int, default=3
            Maximum number of pairs of classes to mark; the legend gives the share of neighbours that are of
            the other class, the larger of the two. Shares of less than a quarter are not marked.
        **scatter_kwargs
            Passed to `matplotlib.axes.Axes.scatter`, for all points.

        Returns
        -------
        self
            The display itself.
        """
        self.ax_ = single_axes(ax, (6.4, 4.8))
        self.figure_ = self.ax_.figure
        style = {"s": 14, "linewidths": 0} | scatter_kwargs
        self.points_ = {}
        labeled, classes, code = self._coded()
        if not labeled.all():
            rows = np.flatnonzero(~labeled)
            self.points_[self.unlabeled] = self._scatter(rows, "no label", {"color": GREY} | style)
        for k, (label, colour) in enumerate(zip(classes.tolist(), colours(len(classes)))):
            rows = np.flatnonzero(labeled)[code == k]
            self.points_[label] = self._scatter(rows, self._name(label), {"color": [colour]} | style)
        self._mark_overlaps(classes.tolist(), n_marks)
        self.ax_.set(xlabel="first direction", ylabel="second direction")
        place = {"loc": "center left", "bbox_to_anchor": (1, 0.5), "ncols": 1 + len(classes) // LEGEND_ROWS}
        self.ax_.legend(fontsize="small", markerscale=1.6, **place)
        return self

    def _mark_overlaps(self, classes, n_marks):
        self.marks_ = {}
        if self.overlap is None:
            return
        for true, other, share in confused_pairs(self.overlap, classes, n=len(classes) ** 2):
            if share < SMALLEST_MARK or len(self.marks_) == n_marks:
                break
            if (other, true) not in self.marks_:
                self.marks_[true, other] = self._mark(true, other, share)

    def _mark(self, true, other, share):
        ends = np.array([np.median(np.asarray(self.points_[k].get_offsets()), axis=0) for k in (true, other)])
        text = f"{self._name(true)} – {self._name(other)}: {100 * share:.0f} %"
        style = {"linestyle": LINES[len(self.marks_) % len(LINES)], "linewidth": 1.2, "markersize": 4}
        return self.ax_.plot(*ends.T, color="black", marker="x", label=text, **style)[0]

    def _scatter(self, rows, label, style):
        return self.ax_.scatter(*self.points[rows].T, label=label, **style)

    def _coded(self):
        """Which points have a label, the classes, and the class number of each labelled point."""
        if self.y is None:
            return np.zeros(len(self.points), dtype=bool), np.array([]), np.array([])
        y = as_labels(self.y)
        labeled = is_labeled(y, self.unlabeled)
        return labeled, *sorted_classes(y[labeled])

    def _name(self, label):
        if self.names is None:
            return str(label)
        if label not in self.names:
            raise ValueError(f"names has no {label!r}, which is in y; it has {list(self.names)}.")
        return str(self.names[label])


def colours(n):
    """A colour for each of n classes."""
    plt = pyplot()
    if n <= 10:
        return plt.get_cmap("tab10").colors[:n]
    return plt.get_cmap("turbo")(np.linspace(0.03, 0.97, n))


def _in_the_plane(latent, projection):
    if projection is None and latent.shape[1] == 2:
        return latent
    if projection is None:
        projection = TSNE(2, init="random", perplexity=min(30, (len(latent) - 1) / 3), random_state=0)
    points = np.asarray(clone(projection).fit_transform(latent))
    if points.shape != (len(latent), 2):
        raise ValueError(f"{projection} gave {points.shape}, but two directions are needed.")
    return points
