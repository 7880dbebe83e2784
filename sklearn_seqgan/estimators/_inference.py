"""Fitted networks applied to sequences: one path for all classifiers."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import torch

from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.ranks import local_gpu

__all__ = ["apply_in_chunks", "center_logits", "resolve_device"]

_SEQUENCES, _NUMBERS = 128, 2**19
"""In a network at one time, at most: with more, arrays of random convolutions outgrow 32 MiB, and then the C
library takes each from the system and gives it back."""


def resolve_device(device):
    """The torch.device of a ``device`` parameter; "auto" is a CUDA GPU if there is one, else the CPU.

    With several ranks on one machine, each has its own GPU; "cuda" means that one, too.

    Raises
    ------
    ValueError
        If torch does not know the name, or CUDA is requested but not available.
    """
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    if device == "cuda" and torch.cuda.is_available() and (number := local_gpu()) is not None:
        return torch.device("cuda", number % torch.cuda.device_count())
    try:
        resolved = torch.device(device)
    except (RuntimeError, TypeError) as error:
        raise ValueError(f"device={device!r} is no device; use 'auto', 'cpu' or 'cuda'. {error}") from error
    if resolved.type == "cuda" and not torch.cuda.is_available():
        raise ValueError(f"device={device!r}, but torch finds no CUDA device; use 'auto' or 'cpu'.")
    return resolved


@torch.no_grad()
def apply_in_chunks(network, function, sequences, device):
    """Apply a function of a `Batch` to all sequences, some at a time.

    In float64, so that the result for a sequence does not depend (beyond 1e-14 or so) on the other sequences
    in its batch, as it would with float32 convolutions.

    Parameters
    ----------
    network : Module
        It is moved, and set to evaluation mode and float64: pass a copy if you still need it.
    function : callable from a `Batch` to a Tensor of shape (chunk, ...)
        For example, a method of the network.
    sequences : Sequences or StoredSequences
        Scaled.
    device : torch.device

    Returns
    -------
    ndarray of shape (n, ...), float64
    """
    network.to(device).double().eval()
    n, n_time_steps, n_channels = sequences.shape
    size = max(1, min(_SEQUENCES, _NUMBERS // (n_time_steps * n_channels)))
    result = None
    for start in range(0, n, size):
        part = sequences.take(slice(start, start + size))
        values = torch.tensor(part.values, dtype=torch.float64, device=device)
        found = function(Batch(values, torch.tensor(part.lengths, device=device))).cpu().numpy()
        if result is None:  # allocated once, with the first chunk, to avoid fragmenting the heap
            result = np.empty((n, *found.shape[1:]))
        result[start : start + size] = found
    return result


@torch.no_grad()
def center_logits(network, logits, groups):
    """Logits of sequences of known persons, centred if the fit was.

    Parameters
    ----------
    network : Module
        It is moved to the CPU: pass a copy if you still need it.
    logits : ndarray of shape (n, n_codes), float64
    groups : ndarray of shape (n,), int64

    Returns
    -------
    ndarray of shape (n, n_codes), float64
    """
    return network.cpu().double().center(torch.from_numpy(logits), torch.from_numpy(groups)).numpy()
