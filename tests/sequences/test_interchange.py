"""Other packages' forms become ours and come back; what is ambiguous is refused."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pandas as pd
import pytest

from sklearn_seqgan.sequences import from_aeon, from_dataframe, from_tslearn, to_aeon, to_tslearn

NAN = np.nan


def test_aeon_axes_there_and_back():
    X = np.arange(24.0).reshape(2, 3, 4)
    np.testing.assert_array_equal(from_aeon(X)[1, :, 2], X[1, 2, :])
    np.testing.assert_array_equal(to_aeon(from_aeon(X)), X)
    uneven = [np.ones((3, 5)), np.ones((3, 2))]
    assert [x.shape for x in from_aeon(uneven)] == [(5, 3), (2, 3)]


def test_one_channel_gets_an_axis_for_aeon():
    assert to_aeon(np.ones((2, 3))).shape == (2, 1, 3)
    assert [x.shape for x in to_aeon([np.ones(3), np.ones((2, 1))])] == [(1, 3), (1, 2)]
    with pytest.raises(ValueError, match=r"4 dimensions; expected \(n, T\)"):
        to_aeon(np.ones((1, 2, 3, 4)))
    with pytest.raises(ValueError, match="Sample 0 of X has 3 dimensions"):
        to_aeon([np.ones((1, 2, 3))])


def test_aeon_axes_are_not_guessed():
    with pytest.raises(ValueError, match=r"2 dimensions"):
        from_aeon(np.ones((2, 3)))
    with pytest.raises(ValueError, match=r"Sample 1 .* 1 dimension"):
        from_aeon([np.ones((3, 5)), np.ones(3)])


def test_tslearn_pads_with_nan_as_we_do():
    X = [np.arange(6.0).reshape(3, 2), np.arange(2.0).reshape(1, 2)]
    expected = np.array([[[0, 1], [2, 3], [4, 5]], [[0, 1], [NAN, NAN], [NAN, NAN]]])
    np.testing.assert_array_equal(to_tslearn(X), expected)
    np.testing.assert_array_equal(
        to_tslearn(np.pad(expected, ((0, 0), (0, 2), (0, 0)), constant_values=NAN)), expected
    )
    np.testing.assert_array_equal(to_tslearn(np.array([[1, 2], [3, 4]]))[:, :, 0], [[1, 2], [3, 4]])
    np.testing.assert_array_equal(from_tslearn(expected), expected)
    with pytest.raises(ValueError, match="2 dimensions"):
        from_tslearn(np.ones((2, 3)))


FRAME = pd.DataFrame(
    {
        "who": ["b", "a", "b", "a", "b"],
        "t": [3, 0, 1, 5, 2],
        "x": [1.0, 2.0, 3.0, 4.0, NAN],
        "y": [10, 20, 30, 40, 50],
    }
)


def test_a_long_frame_becomes_a_list_in_order_of_time():
    before = FRAME.copy()
    X, ids = from_dataframe(FRAME, id="who", time="t")
    assert ids.tolist() == ["b", "a"]
    np.testing.assert_array_equal(X[0], [[3, 30], [NAN, 50], [1, 10]])
    np.testing.assert_array_equal(X[1], [[2, 20], [4, 40]])
    pd.testing.assert_frame_equal(FRAME, before)


def test_many_rows_at_once_stay_in_order():
    """More than a sort keeps in order by chance."""
    frame = pd.DataFrame({"who": np.arange(300) % 2, "x": np.arange(300.0)})
    X, _ = from_dataframe(frame, id="who", channels="x")
    assert [x.shape for x in X] == [(150, 1)] * 2
    np.testing.assert_array_equal(X[1][:, 0], np.arange(1, 300, 2))


def test_categories_that_do_not_occur_are_no_sequences():
    who = pd.Categorical(FRAME["who"], categories=["z", "a", "b"])
    X, ids = from_dataframe(FRAME.assign(who=who), id="who", time="t", channels=FRAME.columns[2:])
    assert ids.tolist() == ["b", "a"] and [len(x) for x in X] == [3, 2]


def test_without_times_rows_stand_in_order():
    X, _ = from_dataframe(FRAME, id="who", channels=["y"])
    assert [x[:, 0].tolist() for x in X] == [[10, 30, 50], [20, 40]]


BAD_FRAMES = {
    "no id": (FRAME, {"id": "which"}, "no column 'which'"),
    "no time": (FRAME, {"time": "when"}, "no column 'when'"),
    "no channel": (FRAME[["who", "t"]], {}, "there are no channels"),
    "no row": (FRAME[:0], {}, "has no rows"),
    "text": (FRAME.assign(x="a"), {}, "Column 'x' is of .* no numbers"),
    "twice": (FRAME.assign(t=1), {}, "Sequence 'b' has two rows at time 1"),
    "times as text": (FRAME.assign(t=list("31052")), {}, "Column 't' is of .* is before"),
    "no id in a row": (FRAME.assign(who=["b", None, "b", "a", "b"]), {}, "Column 'who' is empty in row 1"),
}


@pytest.mark.parametrize(("frame", "changed", "message"), BAD_FRAMES.values(), ids=BAD_FRAMES)
def test_what_is_wrong_with_a_frame_is_named(frame, changed, message):
    with pytest.raises(ValueError, match=message):
        from_dataframe(frame, **{"id": "who", "time": "t"} | changed)
