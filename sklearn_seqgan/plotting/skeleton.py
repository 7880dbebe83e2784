"""Moving skeletons: as poses side by side, and as an animation."""
# SPDX-License-Identifier: BSD-3-Clause

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from sklearn_seqgan.plotting._axes import axes_grid, pyplot, single_axes
from sklearn_seqgan.plotting._samples import as_steps, list_of_sequences, real_beside_generated
from sklearn_seqgan.typing import ArrayLike, Estimator, FilePath, LabelsLike, SequencesLike

if TYPE_CHECKING:
    from matplotlib.animation import FuncAnimation
    from matplotlib.axes import Axes

__all__ = ["SkeletonDisplay"]

GAP = 0.15
"""Gap between neighbouring skeletons, as a multiple of the width of one."""


class SkeletonDisplay:
    """One row per sequence: its skeleton at equally spaced times, from left to right.

    Make one with `from_estimator` or `from_data`; `animate` makes an animation.

    Parameters
    ----------
    skeletons : list of arrays of shape (T_i, J, n_dims)
        One for each row of the plot.
    bones : array-like of shape (n_bones, 2)
        Joints at the two ends of each bone.
    titles : list of str, default=None
        One per row.
    n_frames : int, default=10
        Maximum number of skeletons in a row.
    axes : pair of int, default=(0, 1)
        Coordinates of a joint that are drawn to the right and upwards. In the axes of a Kinect, (0, 1) is the
        mirrored view of its camera, (2, 1) a view from the side.

    Attributes
    ----------
    ax_ : matplotlib Axes
    figure_ : matplotlib Figure
    rows_ : list of matplotlib LineCollection
        One per row, with a segment for each bone of each skeleton.

    See Also
    --------
    SequenceDisplay : Every channel against time: one row per kind of sequences, on common axes.

    References
    ----------
    Figure 4 of Mirchev & Ahmadi (2018). arXiv:1801.08712

    Examples
    --------
    >>> import numpy as np
    >>> X = [np.random.default_rng(0).normal(size=(20, 9))]
    >>> display = SkeletonDisplay.from_data(X, bones=[[0, 1], [1, 2]], n_frames=5)
    >>> len(display.rows_[0].get_segments())
    10
    """

    def __init__(
        self,
        *,
        skeletons: Any,
        bones: ArrayLike,
        titles: Sequence[str] | None = None,
        n_frames: int = 10,
        axes: tuple[int, int] = (0, 1),
    ) -> None:
        self.skeletons = skeletons
        self.bones = bones
        self.titles = titles
        self.n_frames = n_frames
        self.axes = axes

    @classmethod
    def from_estimator(
        cls,
        estimator: Estimator,
        X: SequencesLike,
        y: LabelsLike | None = None,
        *,
        bones: ArrayLike,
        target: object = None,
        n: int = 2,
        ax: Axes | None = None,
        **kwargs: Any,
    ) -> Self:
        """Draw n of the sequences, and below them n samples of the estimator.

        Parameters
        ----------
        estimator : fitted classifier with ``sample``
            It is used, not changed.
        X : array-like of shape (n, T, F), or list of (T_i, F) arrays
            Sequences with one row per step. In an array, shorter ones are padded with NaN at the end.
        y : array-like of shape (n,), default=None
            Required with `target`.
        bones : array-like of shape (n_bones, 2)
            Pairs of joints that a line joins.
        target : label, default=None
            Class of all rows; None: any class.
        n : int, default=2
            Number of real and of generated sequences.
        ax : matplotlib Axes, default=None
            Where to draw. None: a new figure.
        **kwargs
            As in `from_data`.

        Returns
        -------
        SkeletonDisplay
        """
        groups = real_beside_generated(estimator, X, y, target, n)
        titles = [title for title, sequences in groups.items() for _ in sequences]
        sequences = [x for group in groups.values() for x in group]
        return cls.from_data(sequences, bones, titles=titles, ax=ax, **kwargs)

    @classmethod
    def from_data(
        cls,
        X: SequencesLike,
        bones: ArrayLike,
        *,
        n_dims: int = 3,
        titles: Sequence[str] | None = None,
        n_frames: int = 10,
        axes: tuple[int, int] = (0, 1),
        ax: Axes | None = None,
    ) -> Self:
        """Draw sequences of joints.

        Parameters
        ----------
        X : array-like of shape (n, T, J * n_dims), or list of (T_i, J * n_dims) arrays
            Channels joint by joint.
        bones : array-like of shape (n_bones, 2)
            Pairs of joints that a line joins.
        n_dims : int, default=3
            Coordinates per joint.
        titles : list of str, default=None
            Titles of the rows.
        n_frames : int, default=10
            Number of skeletons per row, evenly spread over the sequence.
        axes : pair of int, default=(0, 1)
            Coordinates that are drawn to the right and upwards.
        ax : matplotlib Axes, default=None
            Where to draw. None: a new figure.

        Returns
        -------
        SkeletonDisplay

        Raises
        ------
        ValueError
            If the channels are not joints of `n_dims`, `bones` or `axes` name something that does not exist,
            or the number of titles is not that of the sequences.
        """
        skeletons = [_joints(as_steps(x), i, n_dims) for i, x in enumerate(list_of_sequences(X))]
        _raise_if_unfit(skeletons, bones, n_dims, titles, axes)
        display = cls(skeletons=skeletons, bones=bones, titles=titles, n_frames=n_frames, axes=axes)
        return display.plot(ax)

    def plot(self, ax: Axes | None = None, **line_kwargs: Any) -> Self:
        """Draw the rows; each skeleton is centred from left to right, and later ones are darker.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw. None: a new figure.
        **line_kwargs
            Passed to `matplotlib.collections.LineCollection`, for all bones.

        Returns
        -------
        self
            The display itself.
        """
        shown = [self._centred(x[self._times(len(x))]) for x in self.skeletons]
        width, low, high = _extent(shown)
        n_rows, pitch, height = len(shown), width * (1 + GAP), (high - low) * (1 + GAP)
        size = (1.5 + 0.9 * self.n_frames, 0.4 + 0.9 * n_rows * height / pitch)
        self.ax_ = single_axes(ax, size, layout="compressed")
        self.figure_ = self.ax_.figure
        self.rows_ = []
        for row, plane in enumerate(shown):
            plane[..., 0] += (np.arange(len(plane)) * pitch)[:, None]
            plane[..., 1] -= low + row * height
            self.rows_.append(self._draw(plane, line_kwargs))
        self._label_rows(n_rows, pitch, height)
        return self

    def animate(self, path: FilePath | None = None, *, rate_hz: float = 15) -> FuncAnimation:
        """Animate all skeletons at once, side by side; one whose sequence has ended stands still.

        Parameters
        ----------
        path : str or Path, default=None
            A ``.gif`` or ``.html`` file to write.
        rate_hz : float, default=15
            Frames per second.

        Returns
        -------
        matplotlib.animation.FuncAnimation
            Keep a reference until it has been shown or saved.

        Raises
        ------
        ValueError
            If the file has another suffix.
        """
        plt = pyplot()
        from matplotlib.animation import FuncAnimation

        if path is not None and Path(path).suffix not in WRITERS:
            raise ValueError(f"path={str(path)!r} must end in one of {sorted(WRITERS)}.")
        planes = [x[..., list(self.axes)] for x in self.skeletons]
        axes = axes_grid(None, 1, len(planes), (2.6, 3.2))[0]
        collections = [self._stage(ax, plane, k) for k, (ax, plane) in enumerate(zip(axes, planes))]

        def draw(step):
            for collection, plane in zip(collections, planes):
                collection.set_segments(plane[min(step, len(plane) - 1)][np.asarray(self.bones)])
            return collections

        n_steps = max(map(len, planes))
        animation = FuncAnimation(axes[0].figure, draw, n_steps, interval=1000 / rate_hz, blit=True)
        if path is not None:
            WRITERS[Path(path).suffix](animation, path, rate_hz)
            plt.close(axes[0].figure)
        return animation

    def _times(self, length):
        """Steps of the poses; all steps, if there are fewer."""
        return np.linspace(0, length - 1, min(self.n_frames, length)).round().astype(int)

    def _centred(self, frames):
        """Coordinates along `axes`, with each skeleton centred between its leftmost and rightmost joint."""
        plane = frames[..., list(self.axes)].copy()
        across = plane[..., 0]
        left, right = _ends(across)
        with np.errstate(invalid="ignore"):  # a frame without any joint stays empty
            across -= (left + right)[:, None] / 2
        return plane

    def _draw(self, plane, line_kwargs):
        from matplotlib.collections import LineCollection

        segments = plane[:, np.asarray(self.bones)]
        alpha = np.repeat(np.linspace(0.35, 1, len(plane)), len(self.bones))
        style = {"linewidths": 1.6, "colors": "tab:blue", "capstyle": "round", "alpha": alpha} | line_kwargs
        row = LineCollection(segments.reshape(-1, 2, 2), **style)
        return self.ax_.add_collection(row)

    def _label_rows(self, n_rows, pitch, height):
        middles = [height * (0.5 / (1 + GAP) - row) for row in range(n_rows)]
        titles = self.titles if self.titles is not None else [f"sequence {i}" for i in range(n_rows)]
        self.ax_.set_yticks(middles, labels=[f"{t}\n{len(x)} steps" for t, x in zip(titles, self.skeletons)])
        self.ax_.set(xlim=(-0.6 * pitch, (self.n_frames - 0.4) * pitch), xlabel="time →", xticks=[])
        self.ax_.set_ylim(-(n_rows - 1) * height - GAP * height / 2, height)
        self.ax_.tick_params(left=False)
        self.ax_.spines[:].set_visible(False)
        self.ax_.set_aspect("equal")

    def _stage(self, ax, plane, k):
        """Axes that contain the whole movement, with an empty skeleton."""
        from matplotlib.collections import LineCollection

        (left, low), (right, high) = np.nanmin(plane, axis=(0, 1)), np.nanmax(plane, axis=(0, 1))
        margin = 0.05 * max(right - left, high - low)
        ax.set(xlim=(left - margin, right + margin), ylim=(low - margin, high + margin), xticks=[], yticks=[])
        ax.set_aspect("equal")
        ax.set_title(self.titles[k] if self.titles is not None else f"sequence {k}", fontsize=9)
        return ax.add_collection(LineCollection([], linewidths=2, colors="tab:blue", capstyle="round"))


def _ends(across):
    """Leftmost and rightmost joint of each frame, shape (n,); missing ones do not count."""
    return np.nanmin(across, axis=1, initial=np.inf), np.nanmax(across, axis=1, initial=-np.inf)


def _extent(planes):
    """Width of the widest skeleton (1 if it has no width), and lowest and highest point of all."""
    width = max((right - left).max() for left, right in (_ends(plane[..., 0]) for plane in planes))
    heights = np.concatenate([plane[..., 1].ravel() for plane in planes])
    return (width if width > 0 else 1.0), np.nanmin(heights), np.nanmax(heights)


def _raise_if_unfit(skeletons, bones, n_dims, titles, axes):
    if not skeletons:
        raise ValueError("X is empty: there is no sequence to draw.")
    n_joints = min(x.shape[1] for x in skeletons)
    outside = [j for j in np.ravel(bones) if not 0 <= j < n_joints]
    if outside:
        raise ValueError(f"bones name joint {outside[0]}, but X has {n_joints} joints of n_dims={n_dims}.")
    if titles is not None and len(titles) != len(skeletons):
        raise ValueError(f"There are {len(titles)} titles, but {len(skeletons)} sequences.")
    if not set(axes) <= set(range(n_dims)):
        raise ValueError(f"axes={axes} must be two of 0 to {n_dims - 1}, as n_dims={n_dims}.")


def _joints(x, i, n_dims):
    if x.shape[1] % n_dims:
        raise ValueError(f"Sample {i} of X has {x.shape[1]} channels, no multiple of n_dims={n_dims}.")
    return x.reshape(len(x), -1, n_dims)


def _write_gif(animation, path, rate_hz):
    from matplotlib.animation import PillowWriter

    animation.save(path, writer=PillowWriter(fps=rate_hz))


def _write_html(animation, path, rate_hz):
    from matplotlib import rc_context

    with rc_context({"animation.embed_limit": np.inf}):  # otherwise frames beyond 20 MB are left out
        Path(path).write_text(animation.to_jshtml(fps=rate_hz))


WRITERS = {".gif": _write_gif, ".html": _write_html}
"""Suffix of a file -> function that writes an animation to it."""
