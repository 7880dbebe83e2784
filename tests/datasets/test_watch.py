"""The watch recordings as windows."""
# SPDX-License-Identifier: BSD-3-Clause

import sys

import numpy as np
import pytest

from sklearn_seqgan.datasets import load_watch
from sklearn_seqgan.datasets.watch import _cut

pytest.importorskip("seglearn")


@pytest.fixture(scope="module")
def watch():
    return load_watch()


def test_what_it_holds(watch):
    lengths = np.array([len(x) for x in watch.X])
    assert abs(len(lengths) - 1691) < 50
    assert lengths.min() == 75 and lengths.max() == 200
    assert {x.shape[1] for x in watch.X} == {6} and watch.X[0].dtype == np.float32
    assert len(watch.X) == len(watch.y) == len(watch.groups)
    assert set(watch.y) == set(range(7)) and set(watch.groups) == set(range(1, 11))
    assert len(watch.feature_names) == 6 and len(watch.target_names) == 7


def test_windows_follow_each_other_and_only_the_end_is_dropped():
    recording, rng = np.arange(1000)[:, None], np.random.RandomState(0)
    windows = _cut(recording, 75, 200, rng)
    kept = np.concatenate(windows)
    np.testing.assert_array_equal(kept, recording[: len(kept)])
    assert len(kept) > 1000 - 200 and {len(w) for w in windows} <= set(range(75, 201))


def test_same_seed_same_windows(watch):
    again, other = load_watch(), load_watch(random_state=1)
    assert all(np.array_equal(a, b) for a, b in zip(watch.X, again.X, strict=True))
    assert len(other.X) != len(again.X) or any(len(a) != len(b) for a, b in zip(watch.X, other.X))


def test_bad_lengths_and_missing_package(monkeypatch):
    with pytest.raises(ValueError, match=r"shortest=9 must be .* at most longest=3"):
        load_watch(shortest=9, longest=3)
    monkeypatch.setitem(sys.modules, "seglearn.datasets", None)
    with pytest.raises(ImportError, match=r"pip install seglearn"):
        load_watch()
