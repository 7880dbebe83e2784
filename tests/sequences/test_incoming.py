"""Whatever holds numbers is read; a missing value is NaN; the rest is refused in one sentence."""
# SPDX-License-Identifier: BSD-3-Clause

from collections import deque
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.sparse import csr_array
from torch.nn.utils.rnn import pack_sequence
from torch.utils.data import TensorDataset

from sklearn_seqgan.sequences import (
    as_numbers,
    from_aeon,
    from_tslearn,
    is_ragged,
    store,
    to_aeon,
    to_tslearn,
)
from sklearn_seqgan.sequences.incoming import raise_if_no_numbers

NAN = np.nan
X = np.array([[1.0, 4.0], [NAN, 5.0], [3.0, 6.0]])


def masked(dtype=float):
    """X with −9999 under the mask."""
    return np.ma.masked_array(np.nan_to_num(X, nan=-9999).astype(dtype), mask=np.isnan(X))


def objects(missing):
    return np.where(np.isnan(X), np.array(missing, dtype=object), X)


READABLE = {
    "masked": masked(),
    "masked whole numbers": masked(int),
    "masked objects": masked(object),
    "rows that are masked": list(masked()),
    "None": objects(None),
    "pandas.NA": objects(pd.NA),
    "a list with pandas.NA": objects(pd.NA).tolist(),
    "masked in a list": [[1.0, 4.0], np.ma.masked_array([0.0, 5.0], [True, False]), [3.0, 6.0]],
    "nullable frame": pd.DataFrame(X).convert_dtypes(),
    "frame with a nullable column": pd.DataFrame(X).astype({0: "Float64"}),
    "sparse frame": pd.DataFrame(X).astype(pd.SparseDtype("float64")),
    "tensor": torch.tensor(X),
    "tensor with a gradient": torch.tensor(X, requires_grad=True),
    "bfloat16": torch.tensor(X, dtype=torch.bfloat16),
    "half": torch.tensor(X, dtype=torch.half),
    "text": X.astype(str),
}


@pytest.mark.parametrize("x", READABLE.values(), ids=READABLE)
def test_what_is_missing_is_nan(x):
    np.testing.assert_array_equal(as_numbers(x), X)
    np.testing.assert_array_equal(store([x], allow_gaps=True).load().values[0], X)


def test_a_tensor_of_another_device_is_fetched():
    """As CUDA's, which numpy cannot read before."""

    class Elsewhere:
        ndim, shape, fetched = 2, X.shape, False

        def detach(self):
            return self

        def cpu(self):
            return torch.tensor(X)

        def __array__(self, dtype=None, copy=None):
            raise TypeError("can't convert cuda:0 device type tensor to numpy")

    np.testing.assert_array_equal(store([Elsewhere()], allow_gaps=True).load().values[0], X)


def test_what_is_an_array_of_numbers_is_not_copied():
    for dtype in (np.float32, np.float64, np.float16, np.int64, np.uint8, bool):
        x = np.ones((3, 2), dtype)
        assert as_numbers(x) is x
    unmasked = np.ma.masked_array(X[2:])
    assert np.shares_memory(as_numbers(unmasked), unmasked.data)


@given(arrays(np.int16, (3, 2)), arrays(bool, (3, 2)))
def test_the_mask_and_nothing_else_is_nan_and_the_array_stays(values, mask):
    x = np.ma.masked_array(values.copy(), mask.copy())
    found = as_numbers(x)
    np.testing.assert_array_equal(np.isnan(found), mask)
    np.testing.assert_array_equal(found[~mask], values[~mask])
    np.testing.assert_array_equal(x.data, values)
    np.testing.assert_array_equal(x.mask, mask)


def test_masks_of_float32_stay_float32():
    assert as_numbers(masked(np.float32)).dtype == np.float32


def test_what_is_masked_at_the_end_is_padding():
    x = np.ma.masked_array(np.ones((2, 3, 1)), mask=False)
    x[0, 2] = np.ma.masked
    assert store(x).lengths.tolist() == [2, 3]
    assert store(list(x)).lengths.tolist() == [2, 3]


CONVERTERS = {"to_aeon": to_aeon, "from_aeon": from_aeon}


@pytest.mark.parametrize("convert", CONVERTERS.values(), ids=CONVERTERS)
def test_converters_keep_gaps(convert):
    for x in (masked(), objects(pd.NA), torch.tensor(X, requires_grad=True)):
        np.testing.assert_array_equal(convert([x])[0], X.T)
    np.testing.assert_array_equal(convert(np.ma.masked_array([masked(), masked()])), np.stack([X.T, X.T]))


def test_tslearns_form_may_be_masked():
    x = np.ma.masked_array(np.ones((2, 3, 1)), mask=False)
    x[0, 2] = np.ma.masked
    np.testing.assert_array_equal(from_tslearn(x)[:, :, 0], [[1, 1, NAN], [1, 1, 1]])
    np.testing.assert_array_equal(to_tslearn(list(x)), from_tslearn(x))


class Table:
    """A frame of another package: it has names, and numpy can read it."""

    shape = (3, 2)

    def __init__(self, **names):
        vars(self).update(names)

    def __array__(self, dtype=None, copy=None):
        return np.ones((3, 2))


FRAMES = {
    "pandas": lambda names: pd.DataFrame(np.ones((3, 2)), columns=names),
    "polars": lambda names: Table(columns=names),
    "Arrow": lambda names: Table(columns=[np.ones(3), np.ones(3)], column_names=names),
}


@pytest.mark.parametrize("take", [store, to_aeon, to_tslearn], ids=["store", "to_aeon", "to_tslearn"])
@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_frames_of_one_list_have_the_same_columns(take, frame):
    message = r"names of sample 2 of X are \['y', 'x'\]\..* should match those of sample 0.*\['x', 'y'\]"
    with pytest.raises(ValueError, match=message):
        take([frame(["x", "y"]), frame(["x", "y"]), frame(["y", "x"])])
    take([frame(["x", "y"]), np.ones((3, 2)), pd.DataFrame(np.ones((3, 2))), frame(["x", "y"])])


SECOND = np.timedelta64(1, "s")
TIMES = {
    "durations": np.arange(6).reshape(3, 2) * SECOND,
    "NaT": np.array([[SECOND, np.timedelta64("NaT")]]),
    "dates": np.datetime64("2020-01-01") + np.arange(6).reshape(3, 2) * SECOND,
    "objects of numpy": np.array([[SECOND, 1.0]], dtype=object),
    "datetime": np.array([[datetime(2020, 1, 1), 1.0]], dtype=object),
    "timedelta": np.array([[timedelta(1), 1.0]], dtype=object),
    "pandas.NaT": np.array([[pd.NaT, 1.0]], dtype=object),
    "frame": pd.DataFrame({"when": pd.to_datetime(["2020-01-01"]), "x": [1.0]}),
    "frame of durations": pd.DataFrame({"for": pd.to_timedelta(["1s"]), "x": [1.0]}),
    "periods": pd.DataFrame({"month": pd.period_range("2020-01", periods=1, freq="M"), "x": [1.0]}),
    "list": [[datetime(2020, 1, 1), 1.0]],
}


@pytest.mark.parametrize("x", TIMES.values(), ids=TIMES)
def test_dates_and_durations_are_refused_by_place_with_the_conversion(x):
    with pytest.raises(ValueError, match=r"^X holds dates or durations .* at sample 0, step 0.*timedelta64"):
        store(x)
    sentence = r"^Sample 1 of X holds dates or durations .* at step 0, channel 0.*timedelta64\(1, 's'\)"
    with pytest.raises(ValueError, match=sentence):
        store([np.ones((3, 2)), np.asarray(x)])


def test_the_place_of_a_date_among_numbers():
    x = objects(None)
    x[2, 1] = pd.Timestamp("2020-01-01")
    with pytest.raises(ValueError, match=r"Sample 0 of X holds .*\(Timestamp\) at step 2, channel 1"):
        store([x], allow_gaps=True)


def nested():
    cells = [[pd.Series([1.0, 2.0]), pd.Series([3.0, 4.0])]]
    return pd.DataFrame({"x": cells[0][:1], "y": cells[0][1:]})


walks = {"a": X, "b": X}
UNREADABLE = {
    "dictionary": (walks, r"^X is a dict, .* pass a list: list\(X.values\(\)\)"),
    "its values": (walks.values(), r"^X is a dict_values, .* pass a list: list\(X\)"),
    "generator": ((x for x in [X]), r"^X is a generator, .* pass a list: list\(X\)"),
    "map": (map(np.ones, [2, 3]), r"^X is a map, .* pass a list: list\(X\)"),
    "set": ({1.0, 2.0}, r"^X is a set, .* pass a list"),
    "list of dictionaries": ([walks], r"^Sample 0 of X is a dict; each sequence must be an array"),
    "generator in a list": ([X, (v for v in X)], "^Sample 1 of X is a generator; each sequence must be"),
    "packed": (pack_sequence([torch.ones(3, 2)]), r"^X is a PackedSequence; .*unpack_sequence\(X\)"),
    "packed in a list": ([pack_sequence([torch.ones(3, 2)])], "^Sample 0 of X is a PackedSequence; each"),
    "sparse": (csr_array(np.eye(3)), r"^X is a sparse csr_array.*toarray\(\)"),
    "sparse in a list": ([X, csr_array(np.eye(3))], r"^Sample 1 of X is a sparse .*toarray\(\)"),
    "nested frame": (nested(), "^X is a DataFrame that holds a Series at sample 0, step 0.*list of"),
    "nested frame in a list": ([nested()], "^Sample 0 of X is a DataFrame that holds a Series at step 0"),
    "data set": (TensorDataset(torch.ones(2, 3), torch.ones(2)), "^X is a TensorDataset that cannot"),
    "ragged tensor": (torch.nested.nested_tensor([torch.ones(2), torch.ones(3)]), "^X is a Tensor that"),
    "nested list": ([[[1.0], [2.0]], [[1.0]]], r"Pass a list of arrays: \[numpy.asarray\(x\) for x in X\]"),
    "uneven and masked": (
        [[np.ma.ones(2), np.ma.ones(2)], [np.ma.ones(2)]],
        r"Pass a list of arrays: \[numpy.asarray\(x\) for x in X\]",
    ),
    "uneven rows": ([X, np.array([[1.0], [2.0, 3.0]], dtype=object)], "^Sample 1 of X is a ndarray that"),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:The PyTorch API of nested tensors")
@pytest.mark.parametrize(("x", "message"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_container_that_holds_no_sequences_is_refused_in_one_sentence(x, message):
    with pytest.raises((TypeError, ValueError), match=message):
        store(x)


def test_other_containers_are_read_as_before():
    assert store(deque([X[[0, 2]], X[[0, 2]]])).shape == (2, 2, 2)
    assert store(pd.Series([X[[0, 2]], X[:1]])).shape == (2, 2, 2)
    assert not is_ragged(pack_sequence([torch.ones(3, 2)]))


@given(st.lists(st.lists(st.floats(-1, 1), min_size=2, max_size=2), min_size=1, max_size=4))
def test_lists_of_numbers_are_one_array(numbers):
    assert not is_ragged(numbers)
    np.testing.assert_array_equal(store(numbers, np.float64).load().values[:, :, 0], numbers)


@pytest.mark.parametrize(("dtype", "kind"), [("U3", "text"), ("i4,f8", "records of several fields")])
def test_what_holds_no_numbers_is_named(dtype, kind):
    with pytest.raises(ValueError, match=f"^Sample 1 of X holds {kind};"):
        raise_if_no_numbers(np.zeros(3, dtype), sample=1)


def test_an_empty_list_beside_a_masked_array_is_one_of_no_steps():
    with pytest.raises(ValueError, match="Sample 0 of X is an empty sequence"):
        store([[], np.ma.masked_equal([1.0, 2.0], 2.0)])
