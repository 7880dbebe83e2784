"""Figure 4 shows a real and a generated sequence of every requested class."""
# SPDX-License-Identifier: BSD-3-Clause

import re

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from benchmarks.catalogue import generators, prepared_data
from benchmarks.catalogue.methods import vae
from benchmarks.generation import judge_curve
from benchmarks.generation.__main__ import main, side_by_side
from benchmarks.generation.cells import train, version
from benchmarks.generation.halves import in_halves
from benchmarks.rows.code_version import definitions
from sklearn_seqgan import SemiSupervisedInfoGANClassifier
from sklearn_seqgan.plotting import SequenceDisplay, SkeletonDisplay

METHOD = "InfoGAN, trunk=conv, reconstruction_steps=0"


@pytest.fixture
def few_actions(monkeypatch):
    whole = prepared_data.make_skeleton_actions
    few = {"n_per_class": 10, "n_subjects": 4, "actions": ["wave", "jump", "bow"], "longest": 30}
    monkeypatch.setattr(
        prepared_data, "make_skeleton_actions", lambda random_state: whole(**few, random_state=0)
    )
    return prepared_data.load("actions")


def test_synthetic_skeletons_come_prepared(few_actions):
    assert (len(few_actions.train), len(few_actions.test)) == (15, 15)
    assert not set(few_actions.groups[few_actions.train]) & set(few_actions.groups[few_actions.test])
    assert all(np.array_equal(x[:, :3], np.zeros((len(x), 3))) for x in few_actions.X)


def test_halves_share_classes_and_persons_and_no_sequence(few_actions):
    data = in_halves(few_actions, 0)
    assert sorted([*data.train, *data.test]) == [*range(30)]
    for part in (data.train, data.test):
        np.testing.assert_array_equal(np.bincount(data.y[part]), [5, 5, 5])
        assert set(data.groups[part]) == set(data.groups)


def test_the_first_real_one_of_each_class_stands_above_a_generated_one(few_actions):
    data = few_actions
    X, y = [data.X[i] for i in data.train], data.y[data.train]
    clf = SemiSupervisedInfoGANClassifier(
        trunk="conv", reconstruction_steps=0, max_steps=1, random_state=0
    ).fit(X, y)
    display = side_by_side(data, clf, [2, 0])
    assert isinstance(display, SkeletonDisplay)
    assert display.titles == ["real: bow", "generated: bow", "real: wave", "generated: wave"]
    first = data.X[data.test[np.flatnonzero(data.y[data.test] == 2)[0]]]
    np.testing.assert_allclose(display.skeletons[0], first.reshape(len(first), 25, 3), atol=1e-6)
    sensors = prepared_data.DataSet(**{**vars(data), "bones": None})
    assert isinstance(side_by_side(sensors, clf, [0]), SequenceDisplay)


def test_the_command_prints_the_score_of_a_judge_by_its_steps(few_actions, monkeypatch, capsys):
    """A judge of the movement, which a generator after one step does not make."""
    asked = []

    def judge(max_steps, random_state):
        asked.append(max_steps)
        movement = FunctionTransformer(lambda X: [[np.abs(np.diff(x, axis=0)).mean()] for x in X])
        return make_pipeline(movement, KNeighborsClassifier(1))

    monkeypatch.setattr(judge_curve, "GRUClassifier", judge)
    main(["--method", METHOD, "--max-steps", "1", "--level", "1", "--judge-curve"])
    lines = [line.split("|")[1:-1] for line in capsys.readouterr().out.splitlines() if line.startswith("|")]
    assert asked == [int(steps.replace(",", "")) for steps, _, _ in lines[2:]] == [*judge_curve.STEPS]
    assert all(float(generated) == 0.5 > float(real) for _, generated, real in lines[2:])


def test_the_command_prints_a_report_and_draws(few_actions, tmp_path, capsys):
    main(
        [
            "--method",
            METHOD,
            "--max-steps",
            "1",
            "--level",
            "0.5",
            "--metrics",
            "squared_mmd",
            "bone_length_variation",
            "--draws",
            "2",
            "--figure",
            "--animate",
            "--out",
            str(tmp_path),
        ]
    )
    printed = capsys.readouterr().out
    assert "actions, 50% of the labels, 1 steps, 2 draws of 15 sequences" in printed
    figure = r"-?\d\.\d{3} ± \d\.\d{3}"
    assert re.search(rf"\| squared mmd \| {figure} \| {figure} \|\n\| bone", printed)
    assert {path.name for path in tmp_path.iterdir()} == {"figure4.png", "figure4.gif"}
    with pytest.raises(SystemExit, match="no class 'sing'"):
        main(["--method", METHOD, "--max-steps", "1", "--figure", "--classes", "sing"])


def test_a_requested_method_that_cannot_run_says_why(few_actions, monkeypatch, tmp_path):
    monkeypatch.setattr(generators, "is_there", lambda: False)
    with pytest.raises(SystemExit, match=r"'tsgm cVAE' cannot run\. It needs tsgm"):
        main(["--grid", "--methods", "tsgm cVAE", "--out", str(tmp_path)])


def test_the_version_of_a_row_follows_its_own_method():
    assert len({version(name) for name in ("InfoGAN", "VAE", "tsgm cVAE")}) == 3
    followed = {name for _, name in definitions([(train.__module__, "train"), (vae.__module__, "vae")])}
    assert "SemiSupervisedInfoGANClassifier" in followed
    assert not {"CNNClassifier", "SemiSupervisedBiGANClassifier", "ConditionalVAE"} & followed
