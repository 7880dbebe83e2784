"""Synthetic sequences: shapes, and a class that is what it claims to be."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

from sklearn_seqgan.datasets import make_postures, make_rhythms


def test_shapes_and_seed():
    X, y = make_rhythms(n_per_class=5, n_classes=2, n_channels=4, shortest=8, longest=9, random_state=3)
    assert len(X) == len(y) == 10 and np.bincount(y).tolist() == [5, 5]
    assert {x.shape for x in X} == {(8, 4), (9, 4)} and X[0].dtype == np.float32
    again, _ = make_rhythms(n_per_class=5, n_classes=2, n_channels=4, shortest=8, longest=9, random_state=3)
    assert all(np.array_equal(a, b) for a, b in zip(X, again, strict=True))


def test_the_class_is_the_frequency():
    X, y = make_rhythms(n_per_class=20, shortest=40, longest=40, noise=0.1, random_state=0)
    spectrum = np.abs(np.fft.rfft(np.stack(X), axis=1)).sum(2)
    peak = spectrum[:, 1:].argmax(1) + 1
    np.testing.assert_array_equal(peak, np.array([2, 4, 8])[y])


def test_postures_lie_around_centres_at_the_distance_asked_for():
    X, y = make_postures(n_per_class=400, separation=6.0, random_state=0)
    postures = np.stack([x.mean(0) for x in X])
    centres = np.stack([postures[y == k].mean(0) for k in range(3)])
    distances = [np.linalg.norm(centres[i] - centres[j]) for i, j in [(0, 1), (0, 2), (1, 2)]]
    np.testing.assert_allclose(distances, 6.0, atol=0.5)
    np.testing.assert_allclose((postures - centres[y]).std(0), 1.0, atol=0.15)
