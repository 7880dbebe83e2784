"""What a classifier looks at: as bars, on the skeleton, and against time."""
# SPDX-License-Identifier: BSD-3-Clause

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from sklearn_seqgan.inspection import channel_importance
from sklearn_seqgan.plotting._axes import single_axes
from sklearn_seqgan.plotting._samples import as_steps, list_of_sequences
from sklearn_seqgan.typing import ArrayLike, Estimator, LabelsLike, SequencesLike

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["ChannelImportanceDisplay"]

SMALLEST, LARGEST = 12, 200
"""Areas of a joint without importance and of the most important joint, in square points."""


class ChannelImportanceDisplay:
    """How much a score drops without each group of channels, or part of the time.

    Make one with `from_estimator` or `from_result`; `plot` can draw it again in another form.

    Parameters
    ----------
    importances : ndarray of shape (n, n_repeats) or (n_groups, n_parts, n_repeats)
        Drops of the score, as `channel_importance` gives them.
    names : list of str
        Names along the first axis.
    channels : list of lists of int, default=None
        Channels of each group.
    time_edges : ndarray of shape (n_parts + 1,), default=None
        Edges of the parts, as shares of the time.
    pose : ndarray of shape (J, n_dims), default=None
        Positions of the joints in the plot. A joint gets the importance of its group or, if it is in several,
        the largest.
    bones : array-like of shape (n_bones, 2), default=None
        Pairs of joints that a line joins.
    score_name : str, default="score"
        Label of the axis.

    Attributes
    ----------
    ax_ : matplotlib Axes
    figure_ : matplotlib Figure
    bars_ : matplotlib BarContainer
        With "bars": the most important one is at the top; parts of the time stay in order.
    joints_ : matplotlib PathCollection
        With "skeleton".
    image_ : matplotlib QuadMesh
        With "map".

    See Also
    --------
    sklearn_seqgan.inspection.channel_importance :
        Drop in a score when a part of each sequence is replaced by that of another one.

    Examples
    --------
    >>> import numpy as np
    >>> result = {"importances": np.array([[0.1, 0.2], [0.4, 0.5]]), "names": ["hip", "hand"]}
    >>> display = ChannelImportanceDisplay.from_result(result)
    >>> [text.get_text() for text in display.ax_.get_yticklabels()]
    ['hip', 'hand']
    """

    def __init__(
        self,
        *,
        importances: ArrayLike,
        names: Sequence[str],
        channels: Sequence[Sequence[int]] | None = None,
        time_edges: ArrayLike | None = None,
        pose: ArrayLike | None = None,
        bones: ArrayLike | None = None,
        score_name: str = "score",
    ) -> None:
        self.importances = importances
        self.names = names
        self.channels = channels
        self.time_edges = time_edges
        self.pose = pose
        self.bones = bones
        self.score_name = score_name

    @classmethod
    def from_estimator(
        cls,
        estimator: Estimator,
        X: SequencesLike,
        y: LabelsLike,
        *,
        bones: ArrayLike | None = None,
        pose: ArrayLike | None = None,
        n_dims: int = 3,
        kind: str = "auto",
        score_name: str | None = None,
        ax: Axes | None = None,
        **kwargs: Any,
    ) -> Self:
        """Measure importance, and draw it.

        Parameters
        ----------
        estimator, X, y : as in `channel_importance`
            A fitted classifier, and the data to score.
        bones, pose, n_dims, kind : as in `from_result`
            With `bones`, the default pose is the first frame of sample 0.
        score_name : str, default=None
            None: the name of the scorer.
        ax : matplotlib Axes, default=None
            Where to draw. None: a new figure.
        **kwargs : of `channel_importance`
            With `bones`, the default groups of channels are joints.

        Returns
        -------
        ChannelImportanceDisplay
        """
        if bones is not None and pose is None:
            pose = as_steps(list_of_sequences(X)[0])[0]
        if bones is not None:
            kwargs = {"groups_of_channels": n_dims} | kwargs
        if score_name is None:
            scoring = kwargs.get("scoring")
            score_name = scoring.replace("_", " ") if isinstance(scoring, str) else "score"
        result = channel_importance(estimator, X, y, **kwargs)
        shown = {"bones": bones, "pose": pose, "n_dims": n_dims, "kind": kind}
        return cls.from_result(result, score_name=score_name, ax=ax, **shown)

    @classmethod
    def from_result(
        cls,
        result: Mapping[str, Any],
        *,
        bones: ArrayLike | None = None,
        pose: ArrayLike | None = None,
        n_dims: int = 3,
        kind: str = "auto",
        score_name: str = "score",
        ax: Axes | None = None,
    ) -> Self:
        """Draw the result of `channel_importance`.

        Parameters
        ----------
        result : Bunch or dict
            With "importances" and "names"; also "channels" for a skeleton, and "time_edges" if there are
            parts of the time.
        bones : array-like of shape (n_bones, 2), default=None
            Joints at the two ends of each bone.
        pose : array-like of shape (J * n_dims,) or (J, n_dims), default=None
            A frame in which the joints are drawn.
        n_dims : int, default=3
            Coordinates per joint.
        kind : {"auto", "bars", "skeleton", "map"}, default="auto"
            "auto": a map of groups against time if there are both, a skeleton if there is a pose, otherwise
            bars.
        score_name : str, default="score"
            Label of the axis.
        ax : matplotlib Axes, default=None
            Where to draw. None: a new figure.

        Returns
        -------
        ChannelImportanceDisplay

        Raises
        ------
        ValueError
            If the result cannot be drawn in this form.
        """
        if pose is not None:
            pose = np.asarray(pose, dtype=float).reshape(-1, n_dims)
        display = cls(
            importances=np.asarray(result["importances"]),
            names=list(result["names"]),
            channels=result.get("channels"),
            time_edges=result.get("time_edges"),
            pose=pose,
            bones=bones,
            score_name=score_name,
        )
        return display.plot(ax, kind=kind)

    def plot(self, ax: Axes | None = None, *, kind: str = "auto", axes: tuple[int, int] = (0, 1)) -> Self:
        """Draw the importances.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw. None: a new figure.
        kind : {"auto", "bars", "skeleton", "map"}, default="auto"
        axes : pair of int, default=(0, 1)
            Coordinates of a joint that are drawn to the right and upwards.

        Returns
        -------
        self
            The display itself.
        """
        kind = self._usual_kind() if kind == "auto" else kind
        if kind not in KINDS:
            raise ValueError(f"kind={kind!r} must be 'auto' or one of {sorted(KINDS)}.")
        self._raise_if_unfit(kind)
        size, draw = KINDS[kind]
        layout = "compressed" if kind == "skeleton" else "constrained"
        self.ax_ = single_axes(ax, size(self), layout)
        self.figure_ = self.ax_.figure
        draw(self, axes)
        return self

    def _usual_kind(self):
        if self.importances.ndim == 3:
            return "map"
        return "bars" if self.pose is None or self.time_edges is not None else "skeleton"

    def _raise_if_unfit(self, kind):
        both = self.importances.ndim == 3
        if both != (kind == "map"):
            found = "groups of channels and parts of the time" if both else "one of the two"
            raise ValueError(f"kind={kind!r} does not go with importances of {found}.")
        if kind != "skeleton":
            return
        if self.pose is None or self.bones is None or self.channels is None:
            raise ValueError("kind='skeleton' needs channels, bones, and a pose in which to draw the joints.")
        last = max(channel for channels in self.channels for channel in channels)
        if last >= self.pose.size:
            raise ValueError(f"A group has channel {last}, but the pose has {self.pose.size} channels.")

    @property
    def _of_joints(self):
        """Importance of each joint, shape (J,); NaN if it is in no group."""
        of_joints = np.full(len(self.pose), np.nan)
        for mean, channels in zip(self._means, self.channels):
            joints = np.unique(np.asarray(channels) // self.pose.shape[1])
            of_joints[joints] = np.fmax(of_joints[joints], mean)
        return of_joints

    @property
    def _means(self):
        return self.importances.mean(axis=-1)

    def _draw_bars(self, axes):
        order = np.arange(len(self.names))[::-1] if self.time_edges is not None else self._means.argsort()
        names = [str(self.names[i]) for i in order]
        error = {"xerr": self.importances.std(axis=-1)[order], "capsize": 2, "error_kw": {"elinewidth": 1}}
        self.bars_ = self.ax_.barh(np.arange(len(order)), self._means[order], color="tab:blue", **error)
        self.ax_.set_yticks(np.arange(len(order)), labels=names)
        self.ax_.set(xlabel=self._label, ylabel="" if self.time_edges is None else "time")
        self.ax_.axvline(0, color="0.3", linewidth=0.8)
        self.ax_.grid(axis="x", alpha=0.3)
        self.ax_.set_axisbelow(True)

    def _draw_skeleton(self, axes):
        from matplotlib.collections import LineCollection

        plane = self.pose[:, list(axes)]
        segments = plane[np.asarray(self.bones)]
        self.ax_.add_collection(LineCollection(segments, colors="0.55", linewidths=1.6, zorder=1))
        values, largest = self._of_joints, max(self._means.max(), np.finfo(float).tiny)
        areas = SMALLEST + (LARGEST - SMALLEST) * np.clip(np.nan_to_num(values), 0, None) / largest
        colours = {"c": values, "cmap": "viridis_r", "vmin": min(self._means.min(), 0), "vmax": largest}
        self.joints_ = self.ax_.scatter(*plane.T, s=areas, zorder=2, plotnonfinite=False, **colours)
        self.figure_.colorbar(self.joints_, ax=self.ax_, label=self._label)
        self.ax_.set(xticks=[], yticks=[])
        self.ax_.spines[:].set_visible(False)
        self.ax_.margins(0.12)
        self.ax_.set_aspect("equal")

    def _draw_map(self, axes):
        means, edges = self._means, np.asarray(self.time_edges)
        bound = np.abs(means).max() or 1.0
        self.image_ = self.ax_.pcolormesh(
            100 * edges, np.arange(len(means) + 1) - 0.5, means, cmap="RdBu_r", vmin=-bound, vmax=bound
        )
        self.ax_.set_yticks(np.arange(len(means)), labels=list(map(str, self.names)))
        self.ax_.invert_yaxis()
        self.ax_.set(xlabel="share of the time, %")
        self.figure_.colorbar(self.image_, ax=self.ax_, label=self._label)

    @property
    def _label(self):
        return f"drop in {self.score_name}"

    def _height(self):
        return max(2.2, 1.0 + 0.24 * len(self.names))


KINDS = {
    "bars": (lambda display: (6.0, display._height()), ChannelImportanceDisplay._draw_bars),
    "skeleton": (lambda display: (4.4, 5.0), ChannelImportanceDisplay._draw_skeleton),
    "map": (lambda display: (6.4, display._height()), ChannelImportanceDisplay._draw_map),
}
"""Kind of plot -> function that gives its size in inches, and function that draws it."""
