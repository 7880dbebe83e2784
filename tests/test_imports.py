"""What an import loads: torch when a classifier is imported, and not before."""
# SPDX-License-Identifier: BSD-3-Clause

import subprocess
import sys

import pytest

import sklearn_seqgan

WITHOUT_TORCH = [
    "preprocessing",
    "datasets",
    "sequences",
    "model_selection",
    "metrics",
    "inspection",
    "plotting",
    "typing",
]

HEAVY = {"torch", "skorch", "matplotlib", "aeon", "numba", "onnx", "nicegui"}


def loaded_by(statement):
    """Heavy packages that a new process has loaded after a statement."""
    command = f"{statement}; import sys; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", command], stdout=subprocess.PIPE, text=True, check=True)
    return HEAVY & set(found.stdout.split())


def test_rooms_without_networks_load_no_torch():
    rooms = ", ".join(f"sklearn_seqgan.{room}" for room in WITHOUT_TORCH)
    assert loaded_by(f"import sklearn_seqgan, {rooms}") == set()


def test_a_classifier_loads_torch_and_nothing_that_is_an_extra():
    loaded = loaded_by("from sklearn_seqgan import SemiSupervisedRocketClassifier")
    assert loaded <= {"torch", "skorch", "numba"} and "torch" in loaded


@pytest.mark.parametrize("name", sklearn_seqgan.__all__)
def test_each_public_name_is_there(name):
    assert name in dir(sklearn_seqgan)
    assert getattr(sklearn_seqgan, name) is not None
    with pytest.raises(AttributeError, match="CNN"):
        sklearn_seqgan.CNN  # noqa: B018
