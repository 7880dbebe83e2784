"""Small synthetic sequences for examples and tests."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from sklearn.utils import check_random_state

from sklearn_seqgan.typing import RandomStateLike

__all__ = ["make_postures", "make_rhythms"]


def make_rhythms(
    n_per_class: int = 50,
    n_classes: int = 3,
    n_channels: int = 3,
    shortest: int = 20,
    longest: int = 40,
    noise: float = 0.3,
    random_state: RandomStateLike = None,
) -> tuple[list[np.ndarray], np.ndarray]:
    """Make noisy oscillations whose class is their frequency.

    Phase, amplitude and length vary from sequence to sequence and are independent of the class. Neighbouring
    classes differ in frequency by a factor of two.

    Parameters
    ----------
    n_per_class, n_classes, n_channels : int, default=50, 3, 3
        Numbers of sequences, of classes and of channels.
    shortest, longest : int, default=20 and 40
        Range of lengths, both included.
    noise : float, default=0.3
        Standard deviation of the white noise; amplitudes are about 1.
    random_state : int, RandomState instance or None, default=None
        A seed gives the same result each time.

    Returns
    -------
    X : list of arrays of shape (T_i, n_channels), float32
        The sequences.
    y : ndarray of shape (n_per_class * n_classes,), 0..n_classes-1, in turn
        Their classes.

    See Also
    --------
    make_postures :
        Make sequences held around a posture, whose class is the cluster that the posture is from.
    make_skeleton_actions :
        Make skeletons that wave, kick, sit down and so on: 30 actions seen by a depth camera at 30 Hz.

    Examples
    --------
    >>> X, y = make_rhythms(n_per_class=2, random_state=0)
    >>> len(X), X[0].shape[1], y
    (6, 3, array([0, 1, 2, 0, 1, 2]))
    """
    rng = check_random_state(random_state)
    y = np.tile(np.arange(n_classes), n_per_class)
    return [_rhythm(k, n_channels, rng.randint(shortest, longest + 1), noise, rng) for k in y], y


def _rhythm(k, n_channels, length, noise, rng):
    steps_per_cycle = 20.0 / 2**k
    time = np.arange(length)[:, None]
    phase = rng.uniform(0, 2 * np.pi, n_channels)
    amplitude = rng.uniform(0.7, 1.3, n_channels)
    clean = amplitude * np.sin(2 * np.pi * time / steps_per_cycle + phase)
    return (clean + rng.normal(scale=noise, size=clean.shape)).astype(np.float32)


def make_postures(
    n_per_class: int = 100,
    n_classes: int = 3,
    n_channels: int = 32,
    separation: float = 5.0,
    shortest: int = 6,
    longest: int = 12,
    random_state: RandomStateLike = None,
) -> tuple[list[np.ndarray], np.ndarray]:
    """Make sequences held around a posture, whose class is the cluster that the posture is from.

    A posture is drawn from a unit Gaussian around the centre of its class, in all channels; steps scatter
    around it with standard deviation 0.3. So a single labelled sequence is a poor guide to its class, while
    the unlabelled ones show the clusters.

    Parameters
    ----------
    n_per_class, n_classes, n_channels : int, default=100, 3, 32
        There must be at least as many channels as classes.
    separation : float, default=5.0
        Distance of any two class centres, in standard deviations of the clusters.
    shortest, longest : int, default=6 and 12
        Range of lengths, both included.
    random_state : int, RandomState instance or None, default=None
        A seed gives the same result each time.

    Returns
    -------
    X : list of arrays of shape (T_i, n_channels), float32
        The sequences.
    y : ndarray of shape (n_per_class * n_classes,), 0..n_classes-1, in turn
        Their classes.

    See Also
    --------
    make_rhythms : Make noisy oscillations whose class is their frequency.
    make_skeleton_actions :
        Make skeletons that wave, kick, sit down and so on: 30 actions seen by a depth camera at 30 Hz.

    Examples
    --------
    >>> from sklearn_seqgan.datasets import make_postures
    >>> X, y = make_postures(n_per_class=2, n_channels=6, random_state=0)
    >>> len(X), X[0].shape[1], y
    (6, 6, array([0, 1, 2, 0, 1, 2]))
    """
    rng = check_random_state(random_state)
    directions = np.linalg.qr(rng.normal(size=(n_channels, n_classes)))[0].T
    centres = directions * separation / np.sqrt(2)
    y = np.tile(np.arange(n_classes), n_per_class)
    return [_posture(centres[k], rng.randint(shortest, longest + 1), rng) for k in y], y


def _posture(centre, length, rng):
    posture = centre + rng.normal(size=len(centre))
    return (posture + rng.normal(scale=0.3, size=(length, len(centre)))).astype(np.float32)
