"""How well aeon's, tslearn's and our classifiers keep the contract: ``python -m benchmarks.contract``.

Each runs the checks of `sklearn_seqgan.testing`; aeon's and tslearn's run after our converters. They are
tested only with the forms of X that they claim to accept. Sequences of unequal lengths are a list for aeon,
and padded with NaN for tslearn. `--classifiers` selects; `--again` repeats measurements that already have a
row.
"""
# SPDX-License-Identifier: BSD-3-Clause

import argparse
import importlib
import warnings
from pathlib import Path
from time import perf_counter

from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from benchmarks.machine.versions import package_versions
from benchmarks.output.markdown import markdown
from benchmarks.rows.store import append, key, read
from sklearn_seqgan.sequences import to_aeon, to_tslearn
from sklearn_seqgan.testing import check_sequence_classifier

ROWS = Path(__file__).parent / "results" / "contract" / "rows.jsonl"

FEW = {"reconstruction_steps": 2, "max_steps": 2, "generator_units": 8}
CONVERTERS = {"aeon": to_aeon, "tslearn": to_tslearn}
PACKAGES = "aeon", "tslearn", "scikit-learn", "numpy"
UNEQUAL = {"aeon": "ragged", "tslearn": "padded"}
"""The form in which a package wants sequences of unequal lengths."""

CLASSIFIERS = {
    "InfoGAN": ("sklearn_seqgan.SemiSupervisedInfoGANClassifier", FEW),
    "Rocket": ("sklearn_seqgan.SemiSupervisedRocketClassifier", {"n_rounds": 1}),
    "BiGAN": ("sklearn_seqgan.SemiSupervisedBiGANClassifier", FEW),
    "CNN": ("sklearn_seqgan.CNNClassifier", {"max_steps": 2}),
    "GRU": ("sklearn_seqgan.GRUClassifier", {"max_steps": 2}),
    "PA-LSTM": ("sklearn_seqgan.PartAwareLSTMClassifier", {"max_steps": 2}),
    "aeon: MiniRocket": ("aeon.classification.convolution_based.MiniRocketClassifier", {"n_kernels": 168}),
    "aeon: MultiRocket": ("aeon.classification.convolution_based.MultiRocketClassifier", {"n_kernels": 168}),
    "aeon: Hydra": ("aeon.classification.convolution_based.HydraClassifier", {"n_groups": 4}),
    "aeon: QUANT": ("aeon.classification.interval_based.QUANTClassifier", {}),
    "aeon: TimeSeriesForest": (
        "aeon.classification.interval_based.TimeSeriesForestClassifier",
        {"n_estimators": 5},
    ),
    "aeon: DrCIF": (
        "aeon.classification.interval_based.DrCIFClassifier",
        {"n_estimators": 2, "n_intervals": 2},
    ),
    "aeon: Catch22": ("aeon.classification.feature_based.Catch22Classifier", {}),
    "aeon: nearest neighbour": (
        "aeon.classification.distance_based.KNeighborsTimeSeriesClassifier",
        {},
    ),
    "aeon: ProximityTree": ("aeon.classification.distance_based.ProximityTree", {}),
    "tslearn: nearest neighbour": (
        "tslearn.neighbors.KNeighborsTimeSeriesClassifier",
        {"n_neighbors": 1},
    ),
    "tslearn: SVC": ("tslearn.svm.TimeSeriesSVC", {"probability": True}),
    "tslearn: MLP": ("tslearn.neural_network.TimeSeriesMLPClassifier", {"max_iter": 20}),
}
TAKES_UNEQUAL = {"tslearn: nearest neighbour", "tslearn: SVC"}
"""Classifiers of tslearn that accept unequal lengths; tslearn has no tag for it."""


def classifier(name):
    """A classifier after the converter of its package, and the options of its checks."""
    path, parameters = CLASSIFIERS[name]
    module, kind = path.rsplit(".", 1)
    found, package = getattr(importlib.import_module(module), kind)(**parameters), path.split(".")[0]
    if package == "sklearn_seqgan":
        return found, {}
    takes = name in TAKES_UNEQUAL if package == "tslearn" else found.get_tag("capability:unequal_length")
    asked = {form: takes and form == UNEQUAL[package] for form in ("ragged", "padded")}
    return make_pipeline(FunctionTransformer(CONVERTERS[package]), found), asked


def measure(name):
    """A row: the status of each check, and the messages of failures."""
    estimator, asked = classifier(name)
    start = perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = check_sequence_classifier(estimator, **asked, rtol=1e-6, on_fail=None, on_skip=None)
    return {
        "key": key(classifier=name),
        "classifier": name,
        "asked": asked,
        "statuses": {r["check_name"]: r["status"] for r in results},
        "said": {r["check_name"]: str(r["exception"])[:300] for r in results if r["status"] == "failed"},
        "seconds": round(perf_counter() - start, 1),
        **package_versions(PACKAGES),
    }


def line(row):
    """A row of the table."""
    statuses = row["statuses"]
    failed = [name.removeprefix("check_") for name, status in statuses.items() if status == "failed"]
    passed = sum(status == "passed" for status in statuses.values())
    forms = [form for form, is_asked in row["asked"].items() if is_asked] or ["of equal lengths"]
    forms = ["ragged", "padded", "partial labels"] if not row["asked"] else forms
    return [row["classifier"], ", ".join(forms), f"{passed} of {len(statuses)}", ", ".join(failed) or "–"]


def main(arguments=None):
    """Measure what has no row yet, and print the table."""
    parser = argparse.ArgumentParser("python -m benchmarks.contract", description=__doc__.splitlines()[0])
    parser.add_argument("--classifiers", nargs="+", choices=CLASSIFIERS, default=list(CLASSIFIERS))
    parser.add_argument("--again", action="store_true", help="measure again what has a row")
    parser.add_argument("--rows", type=Path, default=ROWS, help="file of the rows")
    chosen = parser.parse_args(arguments)
    rows = read(chosen.rows)
    for name in chosen.classifiers:
        if chosen.again or key(classifier=name) not in rows:
            append(chosen.rows, measure(name))
    rows = read(chosen.rows)
    lines = [line(rows[key(classifier=name)]) for name in chosen.classifiers]
    print(markdown(["classifier", "asked with", "passed", "failed"], lines))


if __name__ == "__main__":
    main()
