"""Rows of a table of intervals against a rule that looks at each step, and what is wrong with them."""
# SPDX-License-Identifier: BSD-3-Clause

import io
import warnings

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.sequences import labels_from_intervals

TABLE = {"recording": ["b", "a", "b"], "start": [2, 0, 5], "stop": [4, 1, 6], "label": ["walk", "sit", "sit"]}
FORMS = [dict, pd.DataFrame, pl.DataFrame, pa.table]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_table(form):
    found = labels_from_intervals(form(TABLE), [2, 6], ids=["a", "b"])
    assert [y.tolist() for y in found] == [["sit", -1], [-1, -1, "walk", "walk", -1, "sit"]]
    text = labels_from_intervals(form(TABLE), [2, 6], ids=["a", "b"], unlabeled="?")
    assert text[0].tolist() == ["sit", "?"] and text[0].dtype.kind == "U"


@st.composite
def intervals(draw):
    n = draw(st.integers(0, 6))
    starts = draw(st.lists(st.integers(0, 19), min_size=n, max_size=n))
    stops = [s + draw(st.integers(1, 20 - s)) for s in starts]
    labels = draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))
    return {"start": np.array(starts, int), "stop": np.array(stops, int), "label": np.array(labels, int)}


def by_hand(table, rule):
    """The label of each of 20 steps: of the intervals that hold it, what the rule says."""
    rows = list(zip(table["start"].tolist(), table["stop"].tolist(), table["label"].tolist()))
    found = []
    for step in range(20):
        held = [row for row in rows if row[0] <= step < row[1]]
        if not held or (rule == "unlabeled" and len({label for *_, label in held}) > 1):
            found.append(-1)
        elif rule == "first":
            found.append(held[0][2])
        elif rule == "shortest":
            least = min(stop - start for start, stop, _ in held)
            found.append([row for row in held if row[1] - row[0] == least][-1][2])
        else:
            found.append(held[-1][2])
    return found


@pytest.mark.parametrize("rule", ["first", "last", "shortest", "unlabeled"])
@given(table=intervals())
def test_overlaps_by_rule(rule, table):
    found = labels_from_intervals(table, [20], recording=None, overlap=rule)
    assert found[0].tolist() == by_hand(table, rule)


@given(table=intervals())
def test_only_overlaps_of_several_labels_are_refused(table):
    clash = by_hand(table, "unlabeled") != by_hand(table, "last")
    if clash:
        with pytest.raises(ValueError, match=r"rows \d and \d overlap in recording 0, at step"):
            labels_from_intervals(table, [20], recording=None)
    else:
        found = labels_from_intervals(table, [20], recording=None)
        assert found[0].tolist() == by_hand(table, "last")


@given(st.integers(0, 99), st.integers(1, 50), st.sampled_from([7, 10, 25, 29.97, 30, 100, 1000]))
def test_seconds_of_whole_steps_are_those_steps(start, length, rate):
    """Rounding of start and stop to float64 moves no step."""
    table = {"start": [start / rate], "stop": [(start + length) / rate], "label": [1]}
    (found,) = labels_from_intervals(table, [200], recording=None, rate_hz=rate)
    assert np.flatnonzero(found == 1).tolist() == list(range(start, start + length))


def test_a_step_is_inside_from_start_up_to_stop_or_with_it():
    table = {"start": [0.05], "stop": [0.3], "label": [1]}
    for closed, expected in (("left", [1, 2]), ("both", [1, 2, 3])):
        (found,) = labels_from_intervals(table, [6], recording=None, rate_hz=10, closed=closed)
        assert np.flatnonzero(found == 1).tolist() == expected
    point = {"start": [3], "stop": [3], "label": [1]}
    assert labels_from_intervals(point, [5], recording=None, closed="both")[0].tolist() == [-1, -1, -1, 1, -1]


def test_recordings_instead_of_lengths_rates_of_their_own_and_durations():
    X = [np.zeros((4, 2)), np.zeros((8, 2))]
    table = pd.DataFrame({"recording": [0, 1], "start": [0.5] * 2, "stop": [1.0] * 2, "label": [3, 4]})
    expected = [[-1, 3, -1, -1], [-1, -1, 4, 4, -1, -1, -1, -1]]
    found = labels_from_intervals(table, X, rate_hz=[2, 4])
    assert [y.tolist() for y in found] == expected and found[0].dtype.kind == "i"
    for name in ("start", "stop"):
        table[name] = pd.to_timedelta(table[name], unit="s")
    assert [y.tolist() for y in labels_from_intervals(table, X, rate_hz=[2, 4])] == expected


def test_a_recording_is_named_by_two_columns():
    table = pd.DataFrame(
        {"who": ["ann", "ann"], "trial": [1, 2], "from": [0, 1], "to": [1, 2], "what": "sit"}
    )
    names = {"recording": ["who", "trial"], "start": "from", "stop": "to", "label": "what"}
    found = labels_from_intervals(table, [2, 2], ids=[("ann", 2), ("ann", 1)], unlabeled="", **names)
    assert [y.tolist() for y in found] == [["", "sit"], ["sit", ""]]


def changed(**columns):
    return {**{k: list(v) for k, v in TABLE.items()}, **columns}


BAD = {
    "unknown": (changed(recording=["b", "a", "c"]), "Row 2 is of recording 'c', which is none of"),
    "backwards": (changed(stop=[1, 1, 6]), "row 0 ends before it starts: it is from step 2 to 1"),
    "before": (changed(start=[-1, 0, 5]), "row 0 starts before its recording"),
    "beyond": (changed(start=[2, 0, 500], stop=[4, 1, 600]), "row 2 starts after the end .* has 6 steps"),
    "no label": (changed(label=["walk", None, "sit"]), "Row 1 has no 'label'"),
    "no time": (changed(stop=[4, np.nan, 6]), "Row 1 has no 'stop': nan"),
    "text": (changed(start=["2", "0", "5"]), "Column 'start' is of .* where numbers are needed"),
    "no column": ({"recording": ["a"], "start": [0], "label": ["x"]}, "no column 'stop'"),
    "no recording": (changed(recording=["b", None, "b"]), "Column 'recording' is empty in row 1"),
}


@pytest.mark.parametrize(("table", "message"), BAD.values(), ids=BAD)
def test_what_is_wrong_with_a_row_is_named(table, message):
    with pytest.raises(ValueError, match=message):
        labels_from_intervals(table, [2, 6], ids=["a", "b"])


def test_what_is_wrong_beside_the_table_is_named():
    for options, message in (
        ({"overlap": "both"}, "overlap='both' must be one of"),
        ({"closed": "right"}, "closed='right' must be"),
        ({"unlabeled": None}, "unlabeled=None names no marker"),
        ({"rate_hz": 0}, "rate_hz=0 must be a positive number"),
        ({"ids": ["a", "a"]}, "ids must name each of the 2 recordings once"),
        ({"ids": ["a"]}, "There are 2 recordings, but ids has 1"),
        ({"recording": None}, "all intervals are of one recording; there are 2"),
    ):
        with pytest.raises(ValueError, match=message):
            labels_from_intervals(TABLE, [2, 6], **{"ids": ["a", "b"]} | options)
    with pytest.raises(TypeError, match=r"LazyFrame.*pass its collect\(\)"):
        labels_from_intervals(pl.DataFrame(TABLE).lazy(), [2, 6])
    with pytest.raises(TypeError, match="The table is a list; pass a DataFrame"):
        labels_from_intervals([1, 2], [2, 6])


def test_what_is_cut_or_empty_is_warned_of():
    long = {"start": [3], "stop": [7], "label": [1]}
    with pytest.warns(UserWarning, match=r"1 interval\(s\) go on .* row 0 has 'stop' at step 7 of 5"):
        assert labels_from_intervals(long, [5], recording=None)[0].tolist() == [-1, -1, -1, 1, 1]
    short = {"start": [0.51], "stop": [0.55], "label": [1]}
    with pytest.warns(
        UserWarning, match=r"1 interval\(s\) are so short that no time step lies in them, row 0"
    ):
        labels_from_intervals(short, [10], recording=None, rate_hz=10)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        labels_from_intervals({"start": [3], "stop": [5], "label": [1]}, [5], recording=None)


def test_a_table_without_rows_labels_nothing():
    for form in (pd.DataFrame(columns=list(TABLE)), pl.DataFrame({name: [] for name in TABLE})):
        assert labels_from_intervals(form, [2, 1])[0].tolist() == [-1, -1]


def test_a_file_without_header():
    """As Audacity writes it: start, stop and label, between tabulators."""
    file = io.StringIO("0.5\t1.0\tsit\n1.5\t2.0\twalk\n")
    table = pd.read_csv(file, sep="\t", header=None)
    (found,) = labels_from_intervals(table, [4], recording=None, start=0, stop=1, label=2, rate_hz=2)
    assert found.tolist() == [-1, "sit", -1, "walk"]


def test_many_recordings_are_known_by_their_numbers():
    table = {"recording": [299], "start": [0], "stop": [1], "label": [7]}
    found = labels_from_intervals(table, [1] * 300)
    assert len(found) == 300 and found[299].tolist() == [7] and found[0].tolist() == [-1]


def test_an_option_may_be_text_of_numpy():
    table = {"start": [1], "stop": [3], "label": [7]}
    (found,) = labels_from_intervals(table, [5], recording=None, closed=np.array(["left"])[0])
    assert found.tolist() == [-1, 7, 7, -1, -1]
