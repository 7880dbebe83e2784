"""What all sequence classifiers here share: input, labels, device, inference, score.

Which network is behind an estimator, and how it was trained, is unknown here.
"""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import torch
from sklearn.utils.validation import assert_all_finite, column_or_1d

from sklearn_seqgan._validation import SequenceInputMixin, float_dtype
from sklearn_seqgan.labels import is_labeled

__all__ = ["DEFAULT_MAX_STEPS", "SequenceClassifierMixin", "apply_in_chunks", "float_dtype", "resolve_device"]

DEFAULT_MAX_STEPS = 600
"""Of every classifier here, so that a comparison at the defaults is one at equal steps."""

_SEQUENCES, _NUMBERS = 256, 2**19  # that are in a network at one time, at most


class SequenceClassifierMixin(SequenceInputMixin):
    """Input in any form of `sequences`, y with a marker for "no label".

    An estimator that mixes this in has a parameter ``unlabeled`` and gives
    ``predict_proba``. Fitting sets ``n_channels_``, ``input_form_``,
    ``n_features_in_`` and ``classes_``.
    """

    def predict(self, X):
        """Predict the class of each sequence.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays

        Returns
        -------
        ndarray of shape (n,)
            Entries of ``classes_``, never the marker.
        """
        probabilities = self.predict_proba(X)
        return self.classes_[probabilities.argmax(axis=1)]

    def score(self, X, y, sample_weight=None):
        """Accuracy over the rows that have a label.

        Parameters
        ----------
        X : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
        y : array-like of shape (n,)
            A row with the marker counts neither as right nor as wrong.
        sample_weight : array-like of shape (n,), default=None

        Returns
        -------
        float

        Raises
        ------
        ValueError
            If no row has a label.
        """
        predicted = self.predict(X)
        y = self._validate_labels(y, len(predicted))
        labeled = is_labeled(y, self.unlabeled)
        if not labeled.any():
            raise ValueError("y holds no label to score against: every row is marked as unlabelled.")
        right = (predicted == y)[labeled]
        return float(
            np.average(right, weights=None if sample_weight is None else np.asarray(sample_weight)[labeled])
        )

    def _scaled(self, X):
        """Scaled sequences of X to look at once: scaled as they are read, so memory does not grow with X."""
        return self.scale_.apply(self._validate_sequences(X, reset=False, largest_copy=0))

    def _validate_labels(self, y, n_samples):
        """y as a one-dimensional array; text and numbers in a list stay what they are."""
        if isinstance(y, (list, tuple)) and 0 < sum(isinstance(v, str) for v in y) < len(y):
            y = np.array(y, dtype=object)
        y = column_or_1d(y, warn=True)
        if y.dtype.kind == "S":
            raise ValueError("y holds bytes; decode them to text, with numpy.char.decode(y), say.")
        if y.dtype.kind == "f":
            assert_all_finite(y, allow_nan=True, input_name="y")
        if len(y) != n_samples:
            raise ValueError(
                f"X has {n_samples} samples, but y has {len(y)}: "
                "Found input variables with inconsistent numbers of samples."
            )
        return y


def resolve_device(device):
    """The torch.device of a ``device`` parameter; "auto" is a GPU if CUDA has one, else the CPU.

    Raises
    ------
    ValueError
        If the name means nothing to torch, or CUDA is asked for and not there.
    """
    if device == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        resolved = torch.device(device)
    except (RuntimeError, TypeError) as error:
        raise ValueError(f"device={device!r} is no device; use 'auto', 'cpu' or 'cuda'. {error}") from error
    if resolved.type == "cuda" and not torch.cuda.is_available():
        raise ValueError(f"device={device!r}, but torch finds no CUDA device; use 'auto' or 'cpu'.")
    return resolved


@torch.no_grad()
def apply_in_chunks(network, function, sequences, device):
    """Apply a function of (values, lengths) to all sequences, some at a time.

    In float64, so that what a sequence gets does not depend (beyond 1e-14 or so)
    on the company it comes in, as float32 convolutions do.

    Parameters
    ----------
    network : Module
        It is moved, and set to evaluation and to float64.
    function : callable (network, values, lengths) -> Tensor of shape (chunk, ...)
    sequences : Sequences
        Scaled.
    device : torch.device

    Returns
    -------
    ndarray of shape (n, ...), float64
    """
    network = network.to(device).double().eval()
    n, n_steps, n_channels = sequences.shape
    size = max(1, min(_SEQUENCES, _NUMBERS // (n_steps * n_channels)))
    result = None
    for start in range(0, n, size):
        part = sequences.take(slice(start, start + size))
        values = torch.tensor(part.values, dtype=torch.float64, device=device)
        found = function(network, values, torch.tensor(part.lengths, device=device)).cpu().numpy()
        if result is None:  # all of it at once: arrays that stay between those that go leave holes
            result = np.empty((n, *found.shape[1:]))
        result[start : start + size] = found
    return result
