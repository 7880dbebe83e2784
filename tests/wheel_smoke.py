"""What an installed wheel can do without extras: run by `make test-wheel`, in an environment of its own."""
# SPDX-License-Identifier: BSD-3-Clause

import importlib
import importlib.metadata
import re
import tempfile
from pathlib import Path

import numpy as np

import sklearn_seqgan
from sklearn_seqgan import datasets, plotting, preprocessing

ROOMS = [
    *("annotation", "datasets", "inspection", "metrics", "model_selection", "preprocessing", "sequences"),
    "typing",
]

FEW = {
    "SemiSupervisedInfoGANClassifier": {"reconstruction_steps": 5, "max_steps": 2, "generator_units": 8},
    "SemiSupervisedRocketClassifier": {},
    "SemiSupervisedBiGANClassifier": {"reconstruction_steps": 5, "max_steps": 2, "generator_units": 8},
    "CNNClassifier": {"max_steps": 5},
    "GRUClassifier": {"max_steps": 5},
    "PartAwareLSTMClassifier": {"max_steps": 5},
}

EXTRAS = {
    "sklearn_seqgan[plot]": lambda: plotting.TrainingHistoryDisplay.from_data(
        [{"step": 10, "critic_gap": 1.0}]
    ),
    "sklearn_seqgan[c3d]": lambda: datasets.load_c3d(__file__),
    "sklearn_seqgan[bvh]": lambda: datasets.load_bvh(__file__),
    "seglearn": lambda: datasets.load_watch(),
}
"""What needs another package, by what one is told to install."""


def main():
    """Raise if something is not as it should be."""
    package = Path(sklearn_seqgan.__file__).parent
    assert "site-packages" in package.parts, f"this is a checkout: {package}"
    assert list(package.glob("annotation/page/*.js")) and (package / "__init__.pyi").exists()
    assert (package / "py.typed").exists()
    description = importlib.metadata.metadata("sklearn_seqgan").get_payload()
    assert "# sklearn_seqgan" in description and not re.findall(r"\]\((?!https?://)", description)
    for room in ROOMS:
        importlib.import_module(f"sklearn_seqgan.{room}")
    X, y = datasets.make_rhythms(n_per_class=6, random_state=0)
    X = preprocessing.SequenceScaler().fit_transform(X)
    for name, parameters in FEW.items():
        fit_save_and_load(getattr(sklearn_seqgan, name)(random_state=0, **parameters), X, y)
    for wanted, call in EXTRAS.items():
        asks_for(wanted, call)
    print(f"sklearn_seqgan {sklearn_seqgan.__version__}: fine without extras")


def fit_save_and_load(clf, X, y):
    """A classifier, with some labels missing, and its file."""
    clf.fit(X, np.where(np.arange(len(y)) % 3 < 2, y, -1))
    with tempfile.TemporaryDirectory() as folder:
        clf.save(Path(folder) / "model")
        again = sklearn_seqgan.load(Path(folder) / "model")
    assert (again.predict_proba(X) == clf.predict_proba(X)).all()


def asks_for(wanted, call):
    """It must raise an ImportError that says what to install."""
    try:
        call()
    except ImportError as error:
        assert "pip install" in str(error) and wanted in str(error), error
    else:
        raise AssertionError(f"nothing asked for {wanted}")


if __name__ == "__main__":
    main()
