"""Make the files in ``kept``, which later versions open: python tests/estimators/make_kept.py VERSION."""
# SPDX-License-Identifier: BSD-3-Clause

import sys
from pathlib import Path

import numpy as np

from sklearn_seqgan import CNNClassifier, GRUClassifier, SemiSupervisedBiGANClassifier
from sklearn_seqgan.datasets import make_rhythms

SMALL = {
    "cnn": CNNClassifier(max_steps=2, module__filters=4, module__hidden_units=4, random_state=0),
    "gru": GRUClassifier(max_steps=2, module__units=8, random_state=0),
    "bigan": SemiSupervisedBiGANClassifier(
        max_steps=2,
        reconstruction_steps=2,
        filters=4,
        hidden_units=4,
        generator_units=8,
        noise_dim=2,
        random_state=0,
    ),
}

if __name__ == "__main__":
    X, y = make_rhythms(n_per_class=4, longest=14, shortest=10, random_state=0)
    folder = Path(__file__).parent / "kept"
    for name, clf in SMALL.items():
        path = folder / f"{name}-{sys.argv[1]}.safetensors"
        clf.fit(X, y).save(path)
        np.save(path.with_suffix(".npy"), clf.predict_proba(X))
