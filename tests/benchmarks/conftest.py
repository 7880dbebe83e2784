"""A small data set, as a file and prepared, and rows typed by hand."""
# SPDX-License-Identifier: BSD-3-Clause

from importlib.util import find_spec

import numpy as np
import pytest

from sklearn_seqgan.datasets import make_rhythms

NEEDED = ("benchmarks", "aeon", "matplotlib", "threadpoolctl")
collect_ignore_glob = [] if all(map(find_spec, NEEDED)) else ["*"]  # an installed package has no benchmarks


@pytest.fixture
def write_npz(tmp_path):
    """Function that writes sequences, and arrays by their name, to a file in a folder of its own."""

    def write(name, X, **arrays):
        path = tmp_path / "data" / f"{name}.npz"
        path.parent.mkdir(exist_ok=True)
        np.savez(path, values=np.concatenate(X), lengths=[len(x) for x in X], **arrays)
        return path

    return write


@pytest.fixture
def tiny_path(write_npz):
    """36 sequences of three rhythms in two channels, 24 of them to train on, from four subjects."""
    X, y = make_rhythms(n_per_class=12, n_channels=2, random_state=0)
    subject = np.repeat([1, 2, 3, 4], [12, 12, 6, 6])
    split = np.where(subject < 3, "train", "test")
    return write_npz("tiny", X, y=y, class_names=["slow", "middle", "fast"], subject=subject, split=split)


@pytest.fixture
def tiny(tiny_path):
    from benchmarks.catalogue.prepared_data import load

    return load(tiny_path)


@pytest.fixture
def row():
    """Function that makes a row like `supervision.cells.measure`, with 2 subjects of 10 test rows each."""

    def make(method, level, seed, right=(0, 0), **others):
        accuracy = sum(right) / 20
        return {
            "key": f"{method} {level!r} {seed}",
            "method": method,
            "level": level,
            "seed": seed,
            "data": "tiny",
            "fingerprint": "f",
            "code": "c",
            "n_labeled": 3 * level if isinstance(level, int) else round(24 * level),
            "n_unlabeled": 0,
            "error": "",
            "metrics": {"accuracy": accuracy, "balanced_accuracy": accuracy, "macro_f1": accuracy},
            "metric_versions": {"accuracy": "a", "balanced_accuracy": "b", "macro_f1": "m"},
            "subjects": {"3": [right[0], 10], "4": [right[1], 10]},
            "confusion": [[sum(right), 20 - sum(right)], [0, 0]],
            "fit_seconds": 1.0,
            "predict_seconds": 0.5,
            "peak_memory_mib": 300,
            "device": "cpu",
            **others,
        }

    return make
