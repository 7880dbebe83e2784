"""Windows against a loop that is written out, and what they must not do."""
# SPDX-License-Identifier: BSD-3-Clause

from collections import Counter
from functools import partial

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.sequences import cut_windows, one_each, resample_recordings, window_starts

NAN = np.nan


@st.composite
def recordings(draw):
    """Up to three recordings with holes, labels of every step among them the marker, and a person each."""
    X, labels = [], []
    for _ in range(draw(st.integers(1, 3))):
        n = draw(st.integers(1, 25))
        x = draw(st.integers(0, 99)) + np.arange(2.0 * n).reshape(n, 2)
        x[draw(st.lists(st.integers(0, n - 1), max_size=3))] = NAN
        x[draw(st.lists(st.integers(0, n - 1), max_size=3)), 0] = NAN
        X.append(x)
        labels.append(np.array(draw(st.lists(st.sampled_from([-1, 0, 1, 2]), min_size=n, max_size=n))))
    return X, labels


def by_hand(X, labels, length, stride, min_share):
    """Step by step: a window begins every `stride` steps after a hole (or the start), if it is whole."""
    found = []
    for i, (x, y) in enumerate(zip(X, labels)):
        since = 0  # steps since the last hole
        for t in range(len(x) - length + 1):
            if np.isnan(x[t]).all():
                since = 0
                continue
            if since % stride == 0 and not any(np.isnan(x[u]).all() for u in range(t, t + length)):
                found.append((i, t, covering(y[t : t + length].tolist(), min_share * length)))
            since += 1
    return found


def covering(window, least):
    counts = Counter(v for v in window if v != -1).most_common()
    tie = len(counts) > 1 and counts[0][1] == counts[1][1]
    return counts[0][0] if counts and not tie and counts[0][1] >= least - 1e-9 else -1


@pytest.mark.filterwarnings("ignore:.* too short for a window")
@given(
    given=recordings(),
    length=st.integers(1, 8),
    stride=st.integers(1, 9),
    min_share=st.sampled_from([0.2, 1 / 3, 0.5, 0.7, 1.0]),
)
def test_windows_are_those_of_a_loop(given, length, stride, min_share):
    X, labels = given
    expected = by_hand(X, labels, length, stride, min_share)
    if not expected:
        with pytest.raises(ValueError, match="No window of"):
            cut_windows(X, length, stride, labels=labels, min_share=min_share)
        return
    people = [f"p{i % 2}" for i in range(len(X))]
    found = cut_windows(X, length, stride, labels=labels, groups=people, min_share=min_share)
    assert list(zip(found.recording, found.start, found.y)) == expected
    assert found.groups.tolist() == [people[i] for i, _, _ in expected]
    for window, (i, start, _) in zip(found.X, expected, strict=True):
        np.testing.assert_array_equal(window, X[i][start : start + length])
        assert np.shares_memory(window, X[i])


@given(given=recordings(), length=st.integers(1, 8), stride=st.integers(1, 9))
def test_windows_to_the_end_cover_every_step_of_a_part_that_is_long_enough(given, length, stride):
    for x in given[0]:
        covered = np.zeros(len(x), dtype=bool)
        for start in window_starts(x, length, stride, to_the_end=True):
            covered[start : start + length] = True
        hole = np.isnan(x).all(axis=1)
        edges = np.flatnonzero(np.diff(~hole, prepend=False, append=False))
        for first, last in zip(edges[::2], edges[1::2]):
            assert covered[first:last].all() == (last - first >= length) if stride <= length else True
        assert not covered[hole].any()


def test_every_form_of_recordings_and_labels():
    x, y = np.arange(12.0).reshape(6, 2), np.array([0, 0, 1, 1, -1, -1])
    padded = np.full((2, 6, 2), NAN)
    padded[0], padded[1, :4] = x, x[:4]
    expected = cut_windows([x, x[:4]], 2, 2, labels=[y, y[:4]])
    assert expected.y.tolist() == [0, 1, -1, 0, 1]
    objects = np.empty(2, dtype=object)
    objects[:] = [x, x[:4]]
    frames = [pd.DataFrame(x, columns=["a", "b"]), pd.DataFrame(x[:4], columns=["a", "b"])]
    for X, labels in (
        (padded, np.array([y, [0, 0, 1, 1, -1, -1]])),
        (objects, [y.tolist(), y[:4].tolist()]),
        (frames, [pd.Series(y), pd.Series(y[:4])]),
        ([torch.tensor(x), torch.tensor(x[:4])], [torch.tensor(y), torch.tensor(y[:4])]),
    ):
        found = cut_windows(X, 2, 2, labels=labels)
        np.testing.assert_array_equal(np.stack(found.X), np.stack(expected.X))
        assert found.y.tolist() == expected.y.tolist()
        assert found.start.tolist() == expected.start.tolist()


@pytest.mark.parametrize(
    ("labels", "unlabeled", "expected"),
    [
        (["sit", "sit", "?", "?"], "?", ["sit", "?"]),
        (np.array(["sit", "sit", -1, -1], dtype=object), -1, ["sit", -1]),
        (np.array(["sit", "sit", None, None], dtype=object), -1, ["sit", -1]),
        (np.ma.masked_equal([7, 7, 0, 0], 0), -1, [7, -1]),
        ([7.0, 7.0, NAN, NAN], -1, [7, -1]),
        (pd.Series(["sit", "sit", pd.NA, pd.NA], dtype="string"), "?", ["sit", "?"]),
    ],
)
def test_every_marker(labels, unlabeled, expected):
    found = cut_windows([np.zeros((4, 1))], 2, 2, labels=[labels], unlabeled=unlabeled)
    assert found.y.tolist() == expected


def test_recordings_of_text_and_of_none_keep_their_kinds():
    labels = [np.array(["sit", "sit"]), np.array([-1, -1])]
    assert cut_windows([np.zeros((2, 1))] * 2, 2, 1, labels=labels).y.tolist() == ["sit", -1]


def test_seconds():
    found = cut_windows([np.arange(100.0)], length=0.7, stride=0.25, rate_hz=10)
    assert len(found.X[0]) == 7 and found.start[:3].tolist() == [0, 2, 4]
    assert found.y is None and found.groups is None


def test_labels_are_counted_alike_in_pieces(monkeypatch):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(500, 1)), rng.integers(-1, 3, 500)
    whole = cut_windows([x], 7, 2, labels=[y], min_share=0.4)
    monkeypatch.setattr("sklearn_seqgan.sequences.windows._PIECE", 16)
    monkeypatch.setattr("sklearn_seqgan.step_labels._PIECE", 16)
    np.testing.assert_array_equal(cut_windows([x], 7, 2, labels=[y], min_share=0.4).y, whole.y)
    assert len(set(whole.y.tolist())) == 4


X = [np.zeros((9, 2)), np.zeros((8, 2))]
BAD = {
    "too long": ({"length": 10}, "No window of 10 steps fits: the longest run without a hole has 9"),
    "fraction": ({"length": 2.5}, "length=2.5 must be a whole number of steps, or of seconds with rate_hz"),
    "no step": ({"length": 0.01, "rate_hz": 10}, r"length=0.01 seconds at 10 Hz is less than one step"),
    "stride": ({"stride": 0}, "stride=0 is less than one step"),
    "truth value": ({"length": True}, "length=True must be a whole number of steps"),
    "infinite": ({"stride": np.inf}, "stride=inf must be a whole number of steps"),
    "rate": ({"rate_hz": -1}, "rate_hz=-1 must be a positive number"),
    "rate of text": ({"rate_hz": "10"}, "rate_hz='10' must be a positive number"),
    "infinite rate": ({"rate_hz": np.inf}, "rate_hz=inf must be a positive number"),
    "share": ({"labels": [[0] * 9, [0] * 8], "min_share": 0}, r"min_share=0 must be in \(0, 1\]"),
    "labels of others": ({"labels": [[0] * 9]}, "There are 2 recordings, but labels of 1"),
    "labels of fewer": ({"labels": [[0] * 9, [0] * 7]}, "Recording 1 has 8 time steps, but 7 labels"),
    "one label": ({"labels": [0, 1]}, "Labels of recording 0 are 0, where an array"),
    "groups": ({"groups": ["ann"]}, "There are 2 recordings, but groups has 1"),
    "no marker": ({"labels": [[0] * 9, [0] * 8], "unlabeled": None}, "unlabeled=None names no marker"),
}


@pytest.mark.parametrize(("changed", "message"), BAD.values(), ids=BAD)
def test_what_is_wrong_is_named(changed, message):
    with pytest.raises(ValueError, match=message):
        cut_windows(X, **{"length": 3, "stride": 1} | changed)


@pytest.mark.parametrize("X", [[], np.empty((0, 5, 2)), np.empty((0, 5))], ids=["list", "3-D", "2-D"])
def test_no_recording_at_all_is_named(X):
    for cut in (partial(cut_windows, length=2, stride=1), partial(resample_recordings, times=[], rate_hz=2)):
        with pytest.raises(ValueError, match="There are no recordings"):
            cut(X)


def test_recordings_that_are_none_are_named():
    with pytest.raises(ValueError, match=r"Recording 1 has shape \(5, 4, 3\).*reshape\(len\(x\), -1\)"):
        cut_windows([np.zeros((5, 12)), np.zeros((5, 4, 3))], 2, 1)
    with pytest.raises(ValueError, match="Recording 1 has 1 channels, but recording 0 has 2"):
        cut_windows([np.zeros((5, 2)), np.zeros(5)], 2, 1)
    with pytest.raises(ValueError, match=r"300 recordings. If it is one recording, put it into a list"):
        cut_windows(np.zeros((300, 6)), 50, 10)
    with pytest.warns(UserWarning, match=r"1 recording\(s\) are too short for a window of 9 steps.*\[1\]"):
        cut_windows(X, 9, 1)


def test_names_of_two_types_stay_what_they_are():
    assert one_each([1, "ann"], 2).tolist() == [1, "ann"] and one_each([1, 2], 2).dtype.kind == "i"
