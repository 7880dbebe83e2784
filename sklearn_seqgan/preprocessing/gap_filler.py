"""Values that are missing inside a sequence."""
# SPDX-License-Identifier: BSD-3-Clause

from numbers import Integral

import numpy as np

from sklearn_seqgan._compat import Interval
from sklearn_seqgan.preprocessing._base import SequenceTransformer
from sklearn_seqgan.sequences import Sequences

__all__ = ["GapFiller"]


class GapFiller(SequenceTransformer):
    """Fill NaN inside sequences by a straight line between the values on both sides of the gap.

    A gap at the first steps of a channel gets the channel's first value, one at its last steps the last;
    but steps that are NaN in every channel up to the end are padding, and stay so. Of this package's
    classes only this takes such input, so it comes first in a pipeline.

    Parameters
    ----------
    longest_gap : int or None, default=10
        Steps that a gap may have; a longer one is refused by its place. None: any.

    Attributes
    ----------
    n_features_in_ : int
        T after a two-dimensional fit, else the number of channels.
    feature_names_in_ : ndarray of shape (n_features_in_,) of str objects
        Names of the columns in `fit`; only where X was a frame, or held frames, with names of text.
    n_channels_ : int
    input_form_ : {"2d", "3d", "list", "object"}
        Form of X in `fit`.

    Examples
    --------
    >>> import numpy as np
    >>> X = [np.array([[1.0, 5.0], [np.nan, 6.0], [3.0, np.nan], [4.0, np.nan]])]
    >>> GapFiller().fit_transform(X)[0].tolist()
    [[1.0, 5.0], [2.0, 6.0], [3.0, 6.0], [4.0, 6.0]]
    """

    _parameter_constraints: dict = {"longest_gap": [Interval(Integral, 1, None, closed="left"), None]}
    _allow_gaps = True

    def __init__(self, longest_gap=10):
        self.longest_gap = longest_gap

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def _fit_sequences(self, sequences):
        for i, f, holes in _channels_with_holes(sequences):
            self._check(holes, i, f)

    def _transform_sequences(self, sequences):
        values, lengths = sequences
        filled = values.copy()
        for i, f, holes in _channels_with_holes(sequences):
            self._check(holes, i, f)
            known = np.flatnonzero(~holes)
            filled[i, : lengths[i], f][holes] = np.interp(np.flatnonzero(holes), known, values[i, known, f])
        return Sequences(filled, lengths)

    def _check(self, holes, i, f):
        if holes.all():
            raise ValueError(
                f"Channel {f} of sample {i} of X is NaN at every step: there is nothing to fill it from. "
                "Remove the sample, together with its label, or the channel."
            )
        first, length = _longest_run(holes)
        if self.longest_gap is not None and length > self.longest_gap:
            raise ValueError(
                f"Sample {i} of X has a gap of {length} steps in channel {f}, from step {first} on, more "
                f"than longest_gap={self.longest_gap}. Cut the sequence there, or allow longer gaps."
            )


def _channels_with_holes(sequences):
    """Sample, channel, and at which of its steps the channel is NaN."""
    missing = np.isnan(sequences.values) & sequences.mask[:, :, None]
    for i, f in np.argwhere(missing.any(axis=1)):
        yield i, f, missing[i, : sequences.lengths[i], f]


def _longest_run(holes):
    """First index and length of the longest run of True."""
    edges = np.flatnonzero(np.diff(np.r_[False, holes, False]))
    starts, lengths = edges[::2], edges[1::2] - edges[::2]
    longest = lengths.argmax()
    return starts[longest], lengths[longest]
