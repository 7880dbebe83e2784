"""X and y as users hand them over, sound and otherwise.

A strategy gives a `Sequences` or `Labels`: a recipe, which `build` follows as often as it is asked, so that
what a call was given can be compared with what it should still be.
"""
# SPDX-License-Identifier: BSD-3-Clause

import random
import warnings
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import scipy.sparse
import torch
import xarray as xr
from hypothesis import strategies as st

LONGEST = 12
NO_SUCH_FORM = (TypeError, ValueError, OverflowError, IndexError, RuntimeError)

# ---- numbers


def small_movements_far_away(x, rng):
    return 1e8 + x


def one_channel_huge(x, rng):
    x = x.copy()
    x[:, :1] *= 1e30
    return x


NUMBERS = {
    "normal": lambda x, rng: x,
    "whole": lambda x, rng: np.round(10 * x),
    "positive": lambda x, rng: np.abs(x) + 1,
    "zeros": lambda x, rng: 0 * x,
    "constant": lambda x, rng: 0 * x + 3.7,
    "one value a sequence": lambda x, rng: np.broadcast_to(x[:1], x.shape).copy(),
    "huge": lambda x, rng: 1e30 * x,
    "near float32's end": lambda x, rng: 1e38 * np.sign(x),
    "near float64's end": lambda x, rng: 1e308 * np.sign(x),
    "tiny": lambda x, rng: 1e-30 * x,
    "subnormal": lambda x, rng: 1e-310 * x,
    "far away": small_movements_far_away,
    "one channel huge": one_channel_huge,
    "many scales": lambda x, rng: x * 10.0 ** rng.integers(-30, 30, x.shape),
}

# ---- what goes wrong in recordings: functions of a list of (T_i, F) arrays, which they may change


def gap(X, rng):
    _put(X, rng, np.nan)


def infinity(X, rng):
    _put(X, rng, np.inf)


def minus_infinity(X, rng):
    _put(X, rng, -np.inf)


def padding(X, rng):
    x = _one(X, rng)
    x[len(x) // 2 :] = np.nan


def lost_steps(X, rng):
    x = _one(X, rng)
    x[len(x) // 3 : len(x) // 2] = np.nan


def first_step_lost(X, rng):
    _one(X, rng)[:1] = np.nan


def lost_channel(X, rng):
    _one(X, rng)[:, :1] = np.nan


def channel_lost_everywhere(X, rng):
    for x in X:
        x[:, :1] = np.nan


def lost_sequence(X, rng):
    _one(X, rng)[:] = np.nan


def all_lost(X, rng):
    for x in X:
        x[:] = np.nan


def zero_steps(X, rng):
    x = _one(X, rng)
    x[: len(x) // 2] = 0


def zero_sequence(X, rng):
    _one(X, rng)[:] = 0


def copies(X, rng):
    for i in range(len(X)):
        X[i] = X[0].copy()


def empty_sequence(X, rng):
    _replace(X, rng, lambda x: x[:0])


def fewer_channels(X, rng):
    _replace(X, rng, lambda x: x[:, :-1])


def more_channels(X, rng):
    _replace(X, rng, lambda x: np.hstack([x, x]))


def flat_sequence(X, rng):
    _replace(X, rng, lambda x: x[:, 0] if x.shape[1:] != (0,) else x)


def deep_sequence(X, rng):
    _replace(X, rng, lambda x: x[:, :, None])


def nothing(X, rng):
    _replace(X, rng, lambda x: None)


def text(X, rng):
    _replace(X, rng, lambda x: "walk")


def scalar(X, rng):
    _replace(X, rng, lambda x: 3.0)


def nested(X, rng):
    _replace(X, rng, lambda x: [x, x])


def dictionary(X, rng):
    _replace(X, rng, lambda x: {"x": x})


def array_of_text(X, rng):
    _replace(X, rng, lambda x: np.full(x.shape, "walk"))


def array_of_none(X, rng):
    _replace(X, rng, lambda x: np.full(x.shape, None))


def one_none_among_numbers(X, rng):
    def spoil(x):
        x = x.astype(object)
        x.ravel()[:1] = None
        return x

    _replace(X, rng, spoil)


def single_precision(X, rng):
    _replace(X, rng, lambda x: x.astype(np.float32))


def _one(X, rng):
    """One of the arrays that are still there."""
    arrays = [x for x in X if isinstance(x, np.ndarray) and x.ndim == 2 and x.dtype.kind == "f"]
    return arrays[rng.integers(len(arrays))] if arrays else np.zeros((0, 1))


def _put(X, rng, value):
    x = _one(X, rng)
    if x.size:
        x[rng.integers(len(x)), rng.integers(x.shape[1])] = value


def _replace(X, rng, function):
    if X:
        i = rng.integers(len(X))
        if isinstance(X[i], np.ndarray) and X[i].ndim == 2 and X[i].dtype.kind == "f":
            X[i] = function(X[i])


SPOILS = [
    *(gap, infinity, minus_infinity, padding, lost_steps, first_step_lost, lost_channel),
    *(channel_lost_everywhere, lost_sequence, all_lost, zero_steps, zero_sequence, copies, empty_sequence),
    *(fewer_channels, more_channels, flat_sequence, deep_sequence, nothing, text, scalar, nested, dictionary),
    *(array_of_text, array_of_none, one_none_among_numbers, single_precision),
]
SPOILS = {function.__name__: function for function in SPOILS}

DTYPES = {
    "sound": ["float64", "float32"],
    "odd": ["float16", "longdouble", ">f8", "<i2", "int64", "uint8", "bool", "object"],
    "wrong": ["complex64", "complex128", "U8", "S8", "M8[s]", "m8[ms]"],
}

# ---- forms: functions of a list of whatever sequences became


def objects(X):
    array = np.empty(len(X), dtype=object)
    for i, x in enumerate(X):
        array[i] = x
    return array


def padded(X):
    """(n, T, F), with NaN after the ends where the dtype has it, 0 otherwise; a list where that cannot be."""
    shapes = {np.shape(x)[1:] for x in X}
    if len(shapes) != 1 or not all(isinstance(x, np.ndarray) and x.ndim == 2 for x in X):
        return list(X)
    dtype = np.result_type(*X) if {x.dtype.kind for x in X} <= {*"fiubc"} else X[0].dtype
    filling = np.nan if dtype.kind in "fcO" else np.zeros((), dtype)
    array = np.full((len(X), max(map(len, X)), *shapes.pop()), filling, dtype=dtype)
    for row, x in zip(array, X):
        row[: len(x)] = x
    return array


def frames(X, make=pd.DataFrame):
    def as_frame(x):
        return make(x) if isinstance(x, np.ndarray) and x.ndim == 2 else x

    return [as_frame(x) for x in X]


def named_frame(x):
    return pd.DataFrame(x, columns=[f"c{k}" for k in range(x.shape[1])])


def polars_frame(x):
    return pl.DataFrame({f"c{k}": list(x[:, k]) for k in range(x.shape[1])}, strict=False)


def arrow_table(x):
    return pa.table({f"c{k}": pa.array(list(x[:, k]), from_pandas=True) for k in range(x.shape[1])})


def nullable_frame(x):
    return pd.DataFrame(x).convert_dtypes()


def tensor(x):
    return torch.from_numpy(np.ascontiguousarray(x)) if x.dtype in TENSORS and x.dtype.isnative else x


TENSORS = {np.dtype(d) for d in ("f8", "f4", "f2", "i8", "i2", "u1", "?", "c8", "c16")}


def masked(x):
    return (
        np.ma.masked_invalid(x)
        if x.dtype.kind == "f"
        else np.ma.array(x, mask=np.arange(x.size).reshape(x.shape) == 1)
    )


def array_or_list(function):
    def build(X):
        array = padded(X)
        return function(array) if isinstance(array, np.ndarray) else array

    return build


def read_only(array):
    array.flags.writeable = False
    return array


def packed(X):
    arrays = [tensor(x) for x in X if isinstance(x, np.ndarray) and x.ndim == 2 and len(x)]
    if not arrays or not all(isinstance(x, torch.Tensor) for x in arrays):
        return list(X)
    if len({(x.shape[1], x.dtype) for x in arrays}) > 1:
        return list(X)
    return torch.nn.utils.rnn.pack_sequence(arrays, enforce_sorted=False)


FORMS = {
    "list": list,
    "tuple": tuple,
    "object array": objects,
    "array": padded,
    "read-only array": array_or_list(read_only),
    "Fortran's order": array_or_list(np.asfortranarray),
    "view": array_or_list(lambda a: np.repeat(a, 2, axis=1)[:, ::2]),
    "one channel": array_or_list(lambda a: a[:, :, 0] if a.shape[2] else a),
    "series": lambda X: pd.Series(objects(X), index=range(7, 7 + len(X)), dtype=object),
    "frames": frames,
    "frames with names": lambda X: frames(X, named_frame),
    "frames with NA": lambda X: frames(X, nullable_frame),
    "polars' frames": lambda X: frames(X, polars_frame),
    "Arrow's tables": lambda X: frames(X, arrow_table),
    "data arrays": lambda X: frames(X, xr.DataArray),
    "one data array": array_or_list(xr.DataArray),
    "tensors": lambda X: frames(X, tensor),
    "one tensor": array_or_list(tensor),
    "masked arrays": lambda X: frames(X, masked),
    "one masked array": array_or_list(masked),
    "one frame": array_or_list(
        lambda a: pd.DataFrame(a[:, :, 0] if a.shape[2] else a[:, :, :0].reshape(len(a), 0))
    ),
    "one frame of polars": array_or_list(lambda a: polars_frame(a[:, :, 0]) if a.shape[2] else a),
    "nested lists": array_or_list(lambda a: a.tolist()),
}
WRONG_FORMS = {
    "generator": lambda X: (x for x in X),
    "dictionary": lambda X: dict(enumerate(X)),
    "set": lambda X: {i for i, _ in enumerate(X)},
    "text": lambda X: "walk",
    "bytes": lambda X: b"walk",
    "None": lambda X: None,
    "number": lambda X: 3.0,
    "array without axes": lambda X: np.array(3.0),
    "class": lambda X: np.ndarray,
    "function": lambda X: len,
    "one sequence": lambda X: X[0] if X else X,
    "one axis": lambda X: np.concatenate([np.ravel(x) for x in X if isinstance(x, np.ndarray)] or [[0.0]]),
    "four axes": array_or_list(lambda a: a[..., None]),
    "no sequence": array_or_list(lambda a: a[:0]),
    "no step": array_or_list(lambda a: a[:, :0]),
    "no channel": array_or_list(lambda a: a[:, :, :0]),
    "ragged lists": lambda X: [x.tolist() if isinstance(x, np.ndarray) else x for x in X],
    "list of lists of sequences": lambda X: [list(X)],
    "list of texts": lambda X: ["walk"] * len(X),
    "list of nothing": lambda X: [None] * len(X),
    "sparse": lambda X: scipy.sparse.csr_matrix(np.eye(max(2, len(X)))),
    "packed": packed,
    "structured": lambda X: np.zeros(len(X), dtype=[("a", "f8"), ("b", "i4")]),
    "file": lambda X: open(__file__).close(),
}
ALL_FORMS = FORMS | WRONG_FORMS


@dataclass(frozen=True)
class Sequences:
    """How to make an X."""

    seed: int
    lengths: tuple
    n_channels: int
    numbers: str = "normal"
    dtype: str = "float64"
    spoils: tuple = ()
    form: str = "list"

    def __len__(self):
        return len(self.lengths)

    def build(self):
        rng = np.random.default_rng(self.seed)
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            X = [NUMBERS[self.numbers](rng.normal(size=(n, self.n_channels)), rng) for n in self.lengths]
            for name in sorted(set(self.spoils), key=list(SPOILS).index):  # values first
                SPOILS[name](X, rng)
            X = [self._cast(x) if isinstance(x, np.ndarray) else x for x in X]
            try:
                return ALL_FORMS[self.form](X)
            except (*NO_SUCH_FORM, pa.ArrowException, pl.exceptions.PolarsError):
                return list(X)  # no such form of what is in it

    def _cast(self, x):
        if x.dtype.kind != "f" or (x.dtype == np.float32 and self.dtype == "float64"):
            return x
        plain = np.nan_to_num(x).clip(-1e6, 1e6) if self.dtype[0] in "<iuMm" and self.dtype != "<f8" else x
        return plain.astype("i8").astype(self.dtype) if self.dtype[0] in "Mm" else plain.astype(self.dtype)


def either(rng, sound, others, share=0.8):
    """One of the first list, by that share, else one of the second."""
    return rng.choice([*sound] if rng.random() < share else [*others])


def any_sequences(rng, n_channels=6, longest=LONGEST):
    """X: four times in five as it should be by each of dtype, numbers and what is lost."""
    n = either(rng, [8, 9], [0, 1, 2, 3, 20], 0.85)
    shortest, longest = either(rng, [(longest // 2, longest)], [(0, 3)], 0.85)
    lengths = [rng.randint(shortest, longest) for _ in range(n)]
    lengths = lengths if rng.random() < 0.5 else lengths[:1] * n
    return Sequences(
        seed=rng.randrange(2**16),
        lengths=tuple(lengths),
        n_channels=either(rng, [n_channels], [0, 1, 3, 5, 9], 0.85),
        numbers=either(rng, ["normal"], NUMBERS),
        dtype=either(rng, ["float64", "float32"], [*DTYPES["odd"], *DTYPES["odd"], *DTYPES["wrong"]]),
        spoils=either(rng, [()], [(a,) for a in SPOILS] + [(a, b) for a in SPOILS for b in SPOILS if a < b]),
        form=either(rng, ["list", "array"], [*FORMS, *FORMS, *WRONG_FORMS], 0.6),
    )


# ---- y: functions of codes 0, 1, ..., -1 being no label


NAMES = np.array(["kick", "sit", "walk", "run", "wave", "jump", "turn", "fall", "lift", "wait"])


def texts(codes, marker):
    labels = NAMES[np.abs(codes) % len(NAMES)].astype(object)
    labels[codes < 0] = marker
    return labels


def each(values):
    """An array of objects, be they of one kind or not."""
    return objects(list(values))


def column(y):
    return np.asarray(y)[:, None]


def masked_labels(codes):
    return np.ma.array(np.abs(codes), mask=codes < 0)


LABELS = {
    "integers": lambda c: c,
    "a list": lambda c: c.tolist(),
    "a tuple": lambda c: tuple(c.tolist()),
    "floats": lambda c: c.astype(float),
    "floats and NaN": lambda c: np.where(c < 0, np.nan, c),
    "text and -1": lambda c: texts(c, -1),
    "text and None": lambda c: texts(c, None),
    "text and NaN": lambda c: texts(c, np.nan),
    "a column": lambda c: c[:, None],
    "a series": lambda c: pd.Series(c, index=range(5, 5 + len(c))),
    "categories": lambda c: pd.Categorical(np.where(c < 0, None, NAMES[np.abs(c) % len(NAMES)])),
    "a series of categories": lambda c: pd.Series(texts(c, None), dtype="category"),
    "nullable integers": lambda c: pd.Series(np.where(c < 0, 0, c), dtype="Int64").mask(c < 0),
    "nullable text": lambda c: pd.Series(texts(c, None), dtype="string"),
    "polars' series": lambda c: pl.Series(c),
    "a tensor": torch.from_numpy,
    "masked": masked_labels,
    "read-only": lambda c: read_only(c.copy()),
    "small integers": lambda c: c.astype("i1"),
    "numbers among objects": lambda c: c.astype(object),
    "a data array": lambda c: xr.DataArray(c),
}
ODD_LABELS = {
    "booleans": lambda c: c > 0,
    "booleans and None": lambda c: np.where(c < 0, None, c > 0),
    "text": lambda c: NAMES[np.abs(c) % len(NAMES)],
    "text and '-1'": lambda c: texts(c, "-1").astype(str),
    "text and '?'": lambda c: texts(c, "?"),
    "text and ''": lambda c: texts(c, "").astype(str),
    "text and 'nan'": lambda c: texts(c, np.nan).astype(str),
    "integers and None": lambda c: np.where(c < 0, None, c),
    "huge integers": lambda c: np.where(c < 0, -1, 2**62 + c),
    "unsigned": lambda c: c.astype("u8"),
    "half precision": lambda c: c.astype("f2"),
    "numbers of several types": lambda c: each(
        [int(v), float(v), np.float32(v), np.int8(v)][i % 4] for i, v in enumerate(c)
    ),
    "marker as float": lambda c: each(-1.0 if v < 0 else int(v) for v in c),
    "minus zero": lambda c: np.where(c == 0, -0.0, c),
    "one class": lambda c: np.zeros(len(c), dtype=int),
    "one class and -1": lambda c: np.minimum(c, 0),
    "no label": lambda c: np.full(len(c), -1),
    "a class each": lambda c: np.arange(len(c)),
    "rare class": lambda c: np.where(np.arange(len(c)) == 0, 7, c),
}
WRONG_LABELS = {
    "None": lambda c: None,
    "text alone": lambda c: "walk",
    "number": lambda c: 1,
    "fewer": lambda c: c[:-1],
    "more": lambda c: np.append(c, 0),
    "empty": lambda c: c[:0],
    "two columns": lambda c: np.column_stack([c, c]),
    "three axes": lambda c: c[:, None, None],
    "fractions": lambda c: c + 0.5,
    "infinity": lambda c: np.where(c == 1, np.inf, c),
    "complex": lambda c: c + 1j,
    "bytes": lambda c: NAMES[np.abs(c) % len(NAMES)].astype("S"),
    "dates": lambda c: np.abs(c).astype("M8[D]"),
    "dates and NaT": lambda c: np.where(c < 0, np.datetime64("NaT"), np.abs(c).astype("M8[D]")),
    "durations": lambda c: pd.Series(np.abs(c).astype("m8[s]")),
    "text and numbers": lambda c: each("walk" if v > 0 else int(v) for v in c),
    "tuples": lambda c: each((int(v), 0) for v in c),
    "lists": lambda c: [[int(v)] * (1 + (v > 0)) for v in c],
    "dictionaries": lambda c: each({"label": int(v)} for v in c),
    "sets": lambda c: each({int(v)} for v in c),
    "arrays": lambda c: each(np.full(3, v) for v in c),
    "types": lambda c: each([int, str][v % 2] for v in c),
    "all None": lambda c: np.full(len(c), None),
    "all NaN": lambda c: np.full(len(c), np.nan),
    "generator": lambda c: (v for v in c),
    "dictionary": lambda c: dict(enumerate(c.tolist())),
    "set": lambda c: set(c.tolist()),
    "a frame": lambda c: pd.DataFrame({"a": c, "b": c}),
    "structured": lambda c: np.zeros(len(c), dtype=[("a", "i4"), ("b", "i4")]),
    "one-hot": lambda c: np.eye(max(3, c.max(initial=0) + 1))[c],
    "sparse": lambda c: scipy.sparse.csr_matrix(np.atleast_2d(c)),
    "function": lambda c: len,
    "masked throughout": lambda c: np.ma.array(np.zeros(len(c), dtype=int), mask=True),
}
ALL_LABELS = LABELS | ODD_LABELS | WRONG_LABELS


@dataclass(frozen=True)
class Labels:
    """How to make a y for n sequences."""

    kind: str = "integers"
    n_classes: int = 2
    share: float = 0.7
    seed: int = 0
    run: int = 1
    """How many entries one after the other are of one class."""

    def codes(self, n):
        rng = np.random.default_rng(self.seed)
        return np.where(rng.random(n) < self.share, np.arange(n) // self.run % self.n_classes, -1)

    def build(self, n):
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            try:
                return ALL_LABELS[self.kind](self.codes(n))
            except NO_SUCH_FORM:
                return self.codes(n)  # no such y of no entries


def any_labels(rng):
    """y: of each kind that is as it should be more often than of others."""
    return Labels(
        kind=rng.choice([*LABELS] * 5 + [*ODD_LABELS, *WRONG_LABELS]),
        n_classes=rng.choice([2, 2, 2, 3, 5]),
        share=rng.choice([1.0, 0.8, 0.8, 0.5]),
        seed=rng.randrange(100),
    )


@dataclass(frozen=True)
class StepLabels:
    """How to make a y for the steps of recordings: one array each, or something else."""

    of_rows: Labels
    spoil: str = "none"

    def build(self, lengths):
        y = []
        for i, n in enumerate(lengths):
            more = {"longer": 1, "shorter": -1}.get(self.spoil, 0) * (i == 1)
            y.append(replace(self.of_rows, seed=i, run=6).build(max(0, n + more)))
        if self.spoil == "of rows":
            return self.of_rows.build(len(lengths))
        if self.spoil == "fewer":
            return y[:-1]
        return objects(y) if self.spoil == "object array" else y


def any_step_labels(rng):
    """y of recordings: four times in five an array for each."""
    spoils = ["object array", "longer", "shorter", "of rows", "fewer"]
    return StepLabels(any_labels(rng), either(rng, ["none"], spoils))


def drawn(*functions):
    """A strategy of what functions draw from one generator.

    One draw of a seed is all that hypothesis does: it repeats choices of an example in those that follow, and
    of 300 examples that were drawn choice by choice, half of the forms of X were in none. What fails prints
    its recipe, which is short.
    """
    return st.integers(0, 2**48).map(lambda seed: follow(functions, random.Random(seed)))


def follow(functions, rng):
    """What each of the functions draws."""
    return [draw(rng) for draw in functions]


def any_recordings(rng):
    """X of longer sequences."""
    return any_sequences(rng, longest=24)


@dataclass(frozen=True)
class Table:
    """How to make a table with one row per step and a column "who"."""

    columns: Sequences
    names: Labels
    library: str

    def __len__(self):
        return len(self.columns)

    def build(self):
        arrays = [x for x in self.columns.build() if isinstance(x, np.ndarray) and x.ndim == 2 and len(x)]
        frames = [named_frame(x) for x in arrays]
        table = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame({"c0": []})
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                table["who"] = self.names.build(len(table))
                return LIBRARIES[self.library](table)
            except (*NO_SUCH_FORM, pa.ArrowException, pl.exceptions.PolarsError):
                return table


LIBRARIES = {
    "pandas": lambda table: table,
    "nullable": lambda table: table.convert_dtypes(),
    "polars": pl.from_pandas,
    "Arrow": lambda table: pa.Table.from_pandas(table, preserve_index=False),
    "categories": lambda table: table.astype({"who": "category"}),
    "an index of names": lambda table: table.set_index("who"),
    "a column twice": lambda table: pd.concat([table, table], axis=1),
    "no table": lambda table: table.to_numpy(),
    "a dictionary": lambda table: table.to_dict("list"),
}


def any_tables(rng):
    return Table(
        replace(any_sequences(rng, 3), form="list"), replace(any_labels(rng), run=5), rng.choice([*LIBRARIES])
    )
