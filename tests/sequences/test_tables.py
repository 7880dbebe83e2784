"""Long tables of every package become the same sequences; errors name the place of what is ambiguous."""
# SPDX-License-Identifier: BSD-3-Clause

import warnings
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from sklearn_seqgan.preprocessing import JointCenterer
from sklearn_seqgan.sequences import from_dataframe
from sklearn_seqgan.sequences.columns import Table

NAN = np.nan

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
    "unknown channel": (FRAME, {"channels": ["which"]}, "no column 'which'"),
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


FORMS = {
    "pandas": lambda frame: frame,
    "pandas, nullable": lambda frame: frame.convert_dtypes(),
    "pandas, of Arrow": lambda frame: frame.convert_dtypes(dtype_backend="pyarrow"),
    "polars": pl.from_pandas,
    "Arrow": lambda frame: pa.Table.from_pandas(frame, preserve_index=False),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_package_gives_the_same(form):
    more = {"flag": [True, False, True, False, True], "move": ["up", None] * 2 + ["up"], "p": [2, 1, 2, 1, 2]}
    found = from_dataframe(form(FRAME.assign(**more)), id="who", time="t", label="move", groups="p")
    X, ids, y, groups = found
    assert ids.tolist() == ["b", "a"] and y.tolist() == ["up", None] and groups.tolist() == [2, 1]
    np.testing.assert_array_equal(X[0], [[3, 30, 1], [NAN, 50, 1], [1, 10, 1]])
    np.testing.assert_array_equal(X[1], [[2, 20, 0], [4, 40, 0]])
    *_, steps = from_dataframe(form(FRAME), id="who", time="t", label="y", by_step=True)
    assert [s.tolist() for s in steps] == [[30, 50, 10], [20, 40]]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_flags_with_empty_cells_are_numbers(form):
    frame = pd.DataFrame({"who": list("aab"), "flag": pd.array([True, None, False], dtype="boolean")})
    X, _ = from_dataframe(form(frame), id="who")
    assert [x.tolist() for x in X] == [[[1], [pytest.approx(NAN, nan_ok=True)]], [[0]]]


@pytest.mark.parametrize("form", ["polars", "Arrow"])
def test_decimals_with_empty_cells_are_numbers(form):
    frame = pd.DataFrame({"who": list("aab"), "price": [Decimal("1.5"), None, Decimal("-2")]})
    X, _ = from_dataframe(FORMS[form](frame), id="who")
    assert [x.tolist() for x in X] == [[[1.5], [pytest.approx(NAN, nan_ok=True)]], [[-2]]]


def test_a_sequence_is_named_by_several_columns_or_levels_of_the_index():
    frame = pd.DataFrame({"who": ["ann", "ann", "ann", "bob"], "trial": [1, 1, 2, 1], "x": np.arange(4.0)})
    expected = [[[0.0], [1.0]], [[2.0]], [[3.0]]]
    for form in (frame, frame.set_index(["who", "trial"]), frame.set_index("trial"), pl.from_pandas(frame)):
        X, ids = from_dataframe(form, id=["who", "trial"])
        assert [x.tolist() for x in X] == expected
        assert ids.tolist() == [("ann", 1), ("ann", 2), ("bob", 1)] and ids.shape == (3,)
    X, ids = from_dataframe(frame.set_index("who"), id="who", channels="x")
    assert [len(x) for x in X] == [3, 1] and ids.tolist() == ["ann", "bob"]
    X, ids = from_dataframe(frame, id=None, channels="x")
    assert X[0].shape == (4, 1) and ids.tolist() == [0]


def deeplabcut():
    """Three header rows, as its files have them."""
    names = pd.MultiIndex.from_product(
        [["net"], ["nose", "paw"], ["x", "y", "likelihood"]], names=["scorer", "bodyparts", "coords"]
    )
    return pd.DataFrame(np.arange(24.0).reshape(4, 6), columns=names)


def test_three_header_rows():
    frame = deeplabcut()
    frame["clip"] = [7, 7, 8, 8]
    frame[("seconds", "", "")] = [1, 0, 0, 1]
    X, ids = from_dataframe(frame, id="clip", time="seconds")
    assert ids.tolist() == [7, 8]
    np.testing.assert_array_equal(X[0], frame.to_numpy()[[1, 0], :6])
    for channels in (("net", "paw"), [("net", "paw", c) for c in ("x", "y", "likelihood")]):
        X, _ = from_dataframe(frame, id=("clip",), channels=channels)
        np.testing.assert_array_equal(X[1], frame.to_numpy()[2:, 3:6])
    X, _ = from_dataframe(deeplabcut(), id=None)
    assert X[0].shape == (4, 6)


def test_names_that_are_numbers():
    frame = pd.DataFrame([[0.00, 0.9, -0.3], [0.01, 0.8, -0.4], [0.02, 0.9, -0.4]])
    frame["walk"] = 1
    assert from_dataframe(frame, id="walk", time=0, channels=1)[0][0].tolist() == [[0.9], [0.8], [0.9]]
    assert from_dataframe(frame, id="walk", time=0)[0][0].shape == (3, 2)
    assert from_dataframe(frame, id="walk", channels=(2, 1))[0][0][0].tolist() == [-0.3, 0.9]


def test_a_column_that_is_there_twice_is_named_if_it_is_needed():
    frame = pd.DataFrame([[1, 0, 0.1, 0.2], [1, 1, 0.3, 0.4]], columns=["trial", "t", "x", "x"])
    for options in ({}, {"channels": "x"}):
        with pytest.raises(ValueError, match="has 2 columns that are called 'x'; rename"):
            from_dataframe(frame, id="trial", time="t", **options)
    assert from_dataframe(frame, id="trial", channels="t")[0][0].tolist() == [[0], [1]]


def test_a_label_that_changes_within_a_sequence_is_refused_by_rows():
    frame = FRAME.assign(move=["up", "up", "up", "down", "up"])
    with pytest.raises(ValueError, match=r"Column 'move' is not the same .* 'up' in row 1, 'down' in row 3"):
        from_dataframe(frame, id="who", time="t", label="move")
    partly = frame.assign(move=["up", "x", None, "x", "up"])
    with pytest.raises(ValueError, match=r"Column 'move' is not the same .* 'up' in row 0, .* in row 2"):
        from_dataframe(partly, id="who", groups="move", channels="x")


def test_dates_and_durations_put_steps_in_order_and_their_holes_are_warned_of():
    late = [2, 0, 1, 5, 4]
    for times in (
        pd.Timestamp("2024-05-01 10:00", tz="Europe/Berlin") + pd.to_timedelta(late, unit="s"),
        pd.to_timedelta(late, unit="s"),
        np.array(late, dtype=float),
    ):
        for form in FORMS.values():
            frame = form(pd.DataFrame({"t": times, "x": np.arange(5.0)}))
            with pytest.warns(UserWarning, match="largest hole is in the frame: 2, from 2 to 4 after its"):
                X, _ = from_dataframe(frame, id=None, time="t")
            assert X[0][:, 0].tolist() == [1, 2, 0, 4, 3]
            grid, *_ = from_dataframe(frame, id=None, time="t", rate_hz=2)
            assert grid[0][:, 0].tolist() == [1, 1.5, 2, 1, 0, 1, 2, 3, 4, 3.5, 3]


def test_sequences_of_different_rates_are_warned_of():
    frame = pd.DataFrame({"who": list("aaabbb"), "t": [0, 0.1, 0.2, 0, 0.05, 0.1], "x": 0.0})
    with pytest.warns(UserWarning, match=r"different length: 0\.1 in sequence 'a', 0\.05 in sequence 'b'"):
        from_dataframe(frame, id="who", time="t")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        X, _ = from_dataframe(frame, id="who", time="t", rate_hz=20)
        from_dataframe(frame[:3], id="who", time="t")
    assert [len(x) for x in X] == [5, 3]


def holed():
    times = [0.0, 1.0, 2.0, 60.0, 61.0, 0.0, 1.0]
    more = {"move": ["a", "a", "b", "b", "b", "c", "c"], "p": list("1111122")}
    return pd.DataFrame({"who": list("aaaaabb"), "t": times, "x": np.arange(7.0)} | more)


def test_holes_split_a_sequence_or_are_left_or_refused():
    options = {"id": "who", "time": "t", "label": "move", "groups": "p", "by_step": True}
    for rate in (1, None):
        X, ids, y, groups = from_dataframe(holed(), **options, rate_hz=rate, longest_gap=5)
        assert [x[:, 0].tolist() for x in X] == [[0, 1, 2], [3, 4], [5, 6]]
        assert ids.tolist() == ["a", "a", "b"] and groups.tolist() == ["1", "1", "2"]
        assert [s.tolist() for s in y] == [["a", "a", "b"], ["b", "b"], ["c", "c"]]
        with pytest.raises(ValueError, match="a hole of 58 in sequence 'a', from 2 to 60"):
            from_dataframe(holed(), **options, rate_hz=rate, longest_gap=5, holes="raise")
    X, ids, y, _ = from_dataframe(holed(), **options, rate_hz=1, holes="nan")
    assert ids.tolist() == ["a", "b"] and [len(x) for x in X] == [62, 2]
    assert np.isnan(X[0][3:60]).all() and X[0][60:, 0].tolist() == [3, 4]
    assert y[0][:4].tolist() == ["a", "a", "b", None] and y[0][59:].tolist() == [None, "b", "b"]
    long = from_dataframe(holed(), **options, rate_hz=1, longest_gap=100)
    assert len(long[0]) == 2 and long[0][0].shape == (62, 1)


def test_options_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="holes='nan' needs rate_hz"):
        from_dataframe(FRAME, id="who", time="t", holes="nan")
    with pytest.raises(ValueError, match="rate_hz and longest_gap need time"):
        from_dataframe(FRAME, id="who", rate_hz=10)
    with pytest.raises(ValueError, match="Column 't' is empty in row 2"):
        from_dataframe(FRAME.assign(t=[0, 1, NAN, 3, 4]), id="who", time="t")


def test_joints_that_were_not_reshaped_are_refused_with_the_words_to_do_it():
    with pytest.raises(ValueError, match=r"Sample 0 of X has 3 dimensions.*x\.reshape\(len\(x\), -1\)"):
        JointCenterer().fit([np.zeros((4, 5, 3))])
    with pytest.raises(ValueError, match=r"X has 4 dimensions.*X\.reshape\(\*X\.shape\[:2\], -1\)"):
        JointCenterer().fit(np.zeros((2, 4, 5, 3)))


def test_names_that_cannot_be_told_from_others_are_refused_by_their_row():
    frame = pd.DataFrame({"who": [1, {2}], "x": [0.0, 1.0]})
    with pytest.raises(TypeError, match=r"Row 1 of id is \{2\}, which cannot be grouped"):
        from_dataframe(frame, id="who")


def test_a_column_of_a_dictionary_without_one_value_a_row_is_named():
    with pytest.raises(ValueError, match="Column 'x' does not hold one value per row"):
        from_dataframe({"who": [1, 1], "x": [[0.0], [1.0, 2.0]]}, id="who")


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, lambda d: pa.table(pd.DataFrame(d))])
@pytest.mark.parametrize("zone", [None, "UTC", "Asia/Kolkata"])
def test_times_are_read_in_utc_without_a_zone(make, zone):
    times = pd.date_range("2024-05-01 10:00", periods=3, freq="h", tz=zone)
    read = Table(make({"t": times})).read(0)
    assert read.dtype.kind == "M"
    ahead = pd.Timedelta(hours=5.5 if zone == "Asia/Kolkata" else 0)
    expected = pd.date_range("2024-05-01 10:00", periods=3, freq="h") - ahead
    np.testing.assert_array_equal(read.astype("M8[ns]"), expected)
