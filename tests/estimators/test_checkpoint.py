"""An interrupted fit continues bit for bit or is refused; no training is lost."""
# SPDX-License-Identifier: BSD-3-Clause

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning, NotFittedError

from sklearn_seqgan import (
    DivergenceError,
    SemiSupervisedBiGANClassifier,
    SemiSupervisedInfoGANClassifier,
    load,
    model_file,
)
from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.estimators._checkpoint import digest
from sklearn_seqgan.sequences import stored

pytestmark = pytest.mark.filterwarnings("ignore:The codes have collapsed")

SMALL = {"generator_units": 8, "hidden_units": 8, "noise_dim": 4, "batch_size": 8, "random_state": 0}
STEPS = {"reconstruction_steps": 40, "max_steps": 40, "checkpoint_every": 10}

KINDS = {
    "default": SemiSupervisedInfoGANClassifier(**SMALL, **STEPS),
    "solved at the end": SemiSupervisedInfoGANClassifier(
        **SMALL, **STEPS, encoder_information_weight=0.1, information_weight=1.0, code_prior="estimated"
    ),
    "learnt codes": SemiSupervisedInfoGANClassifier(
        **SMALL, **STEPS | {"reconstruction_steps": 0}, n_continuous_codes=2, information_weight=1.0
    ),
    "axes": SemiSupervisedInfoGANClassifier(**SMALL, **STEPS, n_continuous_codes=2, critic="trunk"),
    "conv": SemiSupervisedInfoGANClassifier(
        **SMALL, **STEPS, trunk="conv", filters=8, lipschitz="gradient-penalty", early_stopping=True,
        validation_fraction=0.3, n_iter_no_change=2,
    ),
    "paper": SemiSupervisedInfoGANClassifier.paper(
        **SMALL, max_steps=40, checkpoint_every=10, filters=8, n_critic=2
    ),
    "bigan": SemiSupervisedBiGANClassifier(**SMALL, **STEPS, filters=8, early_stopping=True,
                                           validation_fraction=0.3),
    "ali": SemiSupervisedBiGANClassifier(
        **SMALL, **STEPS | {"reconstruction_steps": 0}, filters=8, encoder="stochastic"
    ),
}  # fmt: skip


class Killed(Exception):
    """What stands for the end of the process: nothing catches it."""


def killed_after(n_rows, error=Killed):
    """A callback that ends the fit at a given row of its history."""
    seen = []

    def kill(row):
        seen.append(row)
        if len(seen) == n_rows:
            raise error

    return kill


def without_time(history):
    return [{name: value for name, value in row.items() if name != "seconds"} for row in history]


def assert_same_bits(found, expected, X):
    assert found.weights_.keys() == expected.weights_.keys()
    for name, weight in expected.weights_.items():
        np.testing.assert_array_equal(found.weights_[name], weight, err_msg=name)
    assert without_time(found.history_) == without_time(expected.history_)
    assert found.n_steps_ == expected.n_steps_
    np.testing.assert_array_equal(found.transduction_, expected.transduction_)
    np.testing.assert_array_equal(found.predict_proba(X), expected.predict_proba(X))
    if expected.random_state is not None:
        for ours, theirs in zip(found.sample(6)[0], expected.sample(6)[0], strict=True):
            np.testing.assert_array_equal(ours, theirs)


@pytest.fixture(autouse=True)
def quick_trunk(one_block):
    """Not in the processes that are killed."""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "fit.checkpoint"


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_fit_that_was_killed_goes_on_to_the_same_bits(kind, rhythms, path):
    X, _, y = rhythms
    whole = clone(KINDS[kind]).fit(X, y)
    n_rows = len(whole.history_)
    for at in {max(2, n_rows // 2 - 1), n_rows - 1}:  # in either stage, where there are two
        again = clone(KINDS[kind]).set_params(checkpoint=path)
        with pytest.raises(Killed):
            clone(again).set_params(callbacks=[killed_after(at)]).fit(X, y)
        assert path.exists()
        assert_same_bits(again.fit(X, y), whole, X)
        assert not path.exists()


def test_a_fit_with_a_checkpoint_that_nothing_interrupts_has_the_same_bits(rhythms, path):
    X, _, y = rhythms
    whole = clone(KINDS["default"]).fit(X, y)
    assert_same_bits(clone(KINDS["default"]).set_params(checkpoint=path).fit(X, y), whole, X)


def test_the_closed_form_is_solved_for_once(rhythms, path):
    X, _, y = rhythms
    clf, count = clone(KINDS["default"]).set_params(checkpoint=path), []
    prepare = clf._system.prepare
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clf._system, "prepare", lambda *args: count.append(1) or prepare(*args))
        with pytest.raises(Killed):
            clone(clf).set_params(callbacks=[killed_after(1)]).fit(X, y)
        clf.fit(X, y)
    assert len(count) == 1


def test_it_goes_on_from_the_step_of_the_file_and_not_from_the_first(rhythms, path):
    X, _, y = rhythms
    clf = clone(KINDS["default"]).set_params(checkpoint=path)
    with pytest.raises(Killed):
        clone(clf).set_params(callbacks=[killed_after(6)]).fit(X, y)
    seen = []
    clf.set_params(callbacks=[lambda row: seen.append((row["stage"], row["step"]))]).fit(X, y)
    assert seen == [("adversarial", 20), ("adversarial", 30), ("adversarial", 40)]
    assert all(a["seconds"] <= b["seconds"] for a, b in zip(clf.history_, clf.history_[1:], strict=False))


@pytest.mark.slow
def test_persons_weights_and_a_second_fit_go_on_too(rhythms, path):
    X, _, y = rhythms
    groups, weight = np.arange(len(X)) % 4, np.linspace(0.5, 2, len(X))
    kind = clone(KINDS["default"]).set_params(warm_start=True, class_weight="balanced")
    whole = clone(kind).fit(X, y, groups, weight).fit(X, y, groups, weight)
    first = clone(kind).fit(X, y, groups, weight).set_params(checkpoint=str(path))
    with pytest.raises(Killed):
        first.set_params(callbacks=[killed_after(2)]).fit(X, y, groups, weight)
    second = clone(kind).fit(X, y, groups, weight).set_params(checkpoint=str(path))
    assert_same_bits(second.fit(X, y, groups, weight), whole, X)
    with pytest.raises(Killed):
        first.set_params(callbacks=[killed_after(2)]).fit(X, y, groups, weight)
    with pytest.raises(ValueError, match="differs in the fit that it goes on from"):
        second.fit(X, y, groups, weight)


def test_a_seed_that_was_drawn_is_that_of_the_file(rhythms, path):
    X, _, y = rhythms
    clf = clone(KINDS["default"]).set_params(checkpoint=path, random_state=None)
    with pytest.raises(Killed):
        clone(clf).set_params(callbacks=[killed_after(6)]).fit(X, y)
    file = path.read_bytes()
    first = clone(clf).fit(X, y)
    path.write_bytes(file)
    assert_same_bits(clone(clf).fit(X, y), first, X)


@pytest.mark.parametrize("random_state", [1, np.random.RandomState(1)])
def test_other_seeds_are_refused(random_state, rhythms, path):
    X, _, y = rhythms
    clf = clone(KINDS["default"]).set_params(checkpoint=path)
    with pytest.raises(Killed):
        clone(clf).set_params(callbacks=[killed_after(6)]).fit(X, y)
    with pytest.raises(ValueError, match=r"another fit: it differs in weights, steps, sample, setup\. Give"):
        clf.set_params(random_state=random_state).fit(X, y)


@pytest.fixture
def left(rhythms, path):
    """An estimator whose fit was killed, and its data."""
    X, _, y = rhythms
    clf = clone(KINDS["default"]).set_params(checkpoint=path)
    with pytest.raises(Killed):
        clone(clf).set_params(callbacks=[killed_after(6)]).fit(X, y)
    return clf, X, y


def other_value(X):
    changed = [np.array(x) for x in X]
    changed[3][2, 0] += 1e-3
    return changed


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda clf, X, y: (clf.set_params(learning_rate=1e-4), X, y), "learning_rate"),
        (lambda clf, X, y: (clf.set_params(class_weight="balanced"), X, y), "class_weight"),
        (lambda clf, X, y: (clf, other_value(X), y), "the sequences"),
        (lambda clf, X, y: (clf, X[::-1], y), "the sequences"),
        (lambda clf, X, y: (clf, X, np.where(np.arange(len(y)) == 0, -1, y)), "the labels"),
        (lambda clf, X, y: (clf, X, np.where(y < 0, y, y + 1)), "the labels"),
    ],
)
def test_other_data_or_parameters_are_refused_by_name(change, named, left, path):
    clf, X, y = change(*left)
    before = path.read_bytes()
    with pytest.raises(ValueError, match=f"is the checkpoint of another fit: it differs in .*{named}"):
        clf.fit(X, y)
    assert path.read_bytes() == before


def test_groups_and_weights_are_of_the_fit(left):
    clf, X, y = left
    with pytest.raises(ValueError, match="differs in the groups"):
        clf.fit(X, y, groups=np.arange(len(X)) % 3)
    with pytest.raises(ValueError, match="differs in the weights of labels"):
        clf.fit(X, y, sample_weight=np.linspace(1, 2, len(X)))


def test_another_estimator_another_version_and_damage_are_refused(left, path):
    clf, X, y = left
    with pytest.raises(ValueError, match="differs in the class"):
        clone(KINDS["bigan"]).set_params(checkpoint=path).fit(X, y)
    about, arrays = model_file.read(path)
    model_file.write(path, {**about, "package": "0.0.1"}, arrays)
    with pytest.raises(ValueError, match=r"by version 0\.0\.1 of the package"):
        clf.fit(X, y)
    model_file.write(path, {**about, "class": "CNNClassifier"}, arrays)
    with pytest.raises(ValueError, match="holds a CNNClassifier, not a checkpoint"):
        clf.fit(X, y)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ValueError, match="cannot be read"):
        clf.fit(X, y)


def test_a_path_that_cannot_be_is_refused_before_anything_is_done(rhythms, tmp_path):
    X, _, y = rhythms
    clf = clone(KINDS["default"])
    with pytest.raises(ValueError, match="is a folder"):
        clf.set_params(checkpoint=tmp_path).fit(X, y)
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        clf.set_params(checkpoint=tmp_path / "no" / "file").fit(X, y)


def test_a_disk_that_is_full_is_said_once_and_the_fit_goes_on(rhythms, path, monkeypatch):
    X, _, y = rhythms
    whole = clone(KINDS["default"]).fit(X, y)

    def no_space(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(model_file, "write", no_space)
    with pytest.warns(RuntimeWarning, match="cannot be written.*No space left") as caught:
        clf = clone(KINDS["default"]).set_params(checkpoint=path).fit(X, y)
    assert len([w for w in caught if w.category is RuntimeWarning]) == 1
    assert_same_bits(clf, whole, X)


@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_folder_that_is_read_only_is_said_once_and_the_fit_goes_on(rhythms, tmp_path):
    X, _, y = rhythms
    folder = tmp_path / "read only"
    folder.mkdir(mode=0o500)
    with pytest.warns(RuntimeWarning, match="cannot be written"):
        clone(KINDS["default"]).set_params(checkpoint=folder / "fit").fit(X, y)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "at"), [("default", 1), ("default", 6), ("conv", 6), ("bigan", 3)])
def test_ctrl_c_leaves_an_estimator_that_can_be_used_and_a_file_to_go_on_from(kind, at, rhythms, path):
    X, _, y = rhythms
    whole = clone(KINDS[kind]).fit(X, y)
    clf = clone(KINDS[kind]).set_params(checkpoint=path, callbacks=[killed_after(at, KeyboardInterrupt)])
    with pytest.warns(ConvergenceWarning, match=r"Interrupted after step \d+ of the \w+ stage.*goes on from"):
        clf.fit(X, y)
    assert np.isfinite(clf.predict_proba(X)).all() and len(clf.sample(3)[0]) == 3
    assert len(clf.history_) == at
    assert_same_bits(clf.set_params(callbacks=None).fit(X, y), whole, X)


def test_ctrl_c_before_the_encoder_has_learnt_anything_is_raised(rhythms, path):
    X, _, y = rhythms
    clf = clone(KINDS["conv"]).set_params(checkpoint=path, callbacks=[killed_after(1, KeyboardInterrupt)])
    with pytest.raises(KeyboardInterrupt, match="before anything was learnt"):
        clf.fit(X, y)
    whole = clone(KINDS["conv"]).fit(X, y)
    assert_same_bits(clf.set_params(callbacks=None).fit(X, y), whole, X)


def test_ctrl_c_between_rows_goes_back_to_the_last_one(rhythms):
    X, _, y = rhythms
    clf = clone(KINDS["default"])
    step, count = clf._system.step, []

    def interrupted(self, *args, **kwargs):
        count.append(1)
        if len(count) == 17:
            raise KeyboardInterrupt
        return step(self, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clf._system, "step", interrupted)
        with pytest.warns(ConvergenceWarning, match="Interrupted after step 10 of the adversarial stage"):
            clf.fit(X, y)
    assert_same_bits(clf, clone(KINDS["default"]).set_params(max_steps=10).fit(X, y), X)


def test_ctrl_c_while_the_closed_form_is_solved_is_raised(rhythms, monkeypatch):
    X, _, y = rhythms
    clf = clone(KINDS["default"])

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(clf._system, "prepare", interrupted)
    with pytest.raises(KeyboardInterrupt):
        clf.fit(X, y)
    with pytest.raises(NotFittedError):
        clf.predict(X)


def test_a_fit_that_diverges_leaves_no_file(rhythms, path):
    X, _, y = rhythms
    clf = clone(KINDS["paper"]).set_params(
        checkpoint=path, learning_rate=1e30, lipschitz="none", loss="hinge"
    )
    with pytest.raises(DivergenceError):
        clf.fit(X, y)
    assert not path.exists()


def test_a_callback_that_ended_training_ends_it_after_a_kill_as_well(rhythms, path):
    X, _, y = rhythms
    clf = clone(KINDS["default"]).set_params(checkpoint=path)
    stopped = clone(clf).set_params(callbacks=[lambda row: row["step"] == 20]).fit(X, y)
    kill = clone(clf).set_params(callbacks=[lambda row: row["step"] == 20])
    monkey = pytest.MonkeyPatch()
    with monkey.context() as patch, pytest.raises(Killed):
        patch.setattr(kill._system, "finish", lambda *_: killed_after(1)(None))
        kill.fit(X, y)
    assert_same_bits(clf.fit(X, y), stopped, X)


def test_early_stopping_keeps_the_weights_with_the_best_score(rhythms):
    X, _, y = rhythms
    clf = clone(KINDS["conv"]).set_params(max_steps=400, n_iter_no_change=3).fit(X, y)
    scores = [row["validation_score"] for row in clf.history_ if row["stage"] == "adversarial"]
    best = int(np.argmax(scores))
    assert clf.n_steps_ == 10 * (best + 1)
    assert len(scores) == best + 4 and len(scores) < 40
    held = clf._hold_out(np.where(y < 0, -1, y), clf._draw_seeds()["setup"], "cpu")[1].rows.numpy()
    assert set(y[held]) == {0, 1, 2}
    found = clf.predict([X[i] for i in held])
    assert np.mean(found == y[held]) == scores[best]


def test_held_out_labels_are_not_in_what_is_trained_on(rhythms):
    y = rhythms[2]
    left, judge = clone(KINDS["conv"])._hold_out(np.where(y < 0, -1, y), 5, "cpu")
    held = judge.rows.numpy()
    assert len(held) == 4 and (left[held] == -1).all()  # of 12 labels, 0.3 rounded up
    np.testing.assert_array_equal(judge.codes.numpy(), y[held])
    others = np.setdiff1d(np.arange(len(y)), held)
    np.testing.assert_array_equal(left[others], y[others])


def test_too_few_labels_to_hold_out_is_said(rhythms):
    X, _, y = rhythms
    few = np.where(np.arange(len(y)) < 3, y, -1)
    with pytest.raises(
        ValueError, match=r"early_stopping cannot hold out validation_fraction=0\.3 of 3 labels"
    ):
        clone(KINDS["conv"]).fit(X, few)


def test_early_stopping_warns_where_steps_decide_no_prediction(rhythms):
    X, _, y = rhythms
    with pytest.warns(UserWarning, match="early_stopping has no effect"):
        clone(KINDS["default"]).set_params(early_stopping=True).fit(X, y)


def test_the_fingerprint_of_sequences_is_that_of_their_values_wherever_they_lie():
    X, _ = make_rhythms(n_per_class=5, random_state=0)
    in_memory, as_read = stored.from_ragged(X), stored.store(X)
    assert digest(in_memory) == digest(as_read)
    assert digest(in_memory) != digest(stored.from_ragged(X[::-1]))


SCRIPT = """
import sys
import numpy as np
import torch
from sklearn_seqgan import SemiSupervisedInfoGANClassifier
from sklearn_seqgan.datasets import make_rhythms

torch.set_num_threads(1)
X, y = make_rhythms(n_per_class=6, shortest=10, longest=14, random_state=0)
y = np.where(np.arange(len(y)) % 6 < 2, y, -1)
clf = SemiSupervisedInfoGANClassifier(
    generator_units=8, noise_dim=4, batch_size=8, reconstruction_steps=200, max_steps=100,
    checkpoint=sys.argv[1] or None, checkpoint_every=1, random_state=0,
)
print("begins", flush=True)
clf.fit(X, y).save(sys.argv[2])
"""

N_KILLS = int(os.environ.get("SKLEARN_SEQGAN_KILLS", "3"))


@pytest.mark.slow
def test_killed_at_random_moments_it_ends_with_the_same_file(tmp_path):
    """SIGKILL, also while a checkpoint is being written: every row of the history is followed by one."""
    script = tmp_path / "fit.py"
    script.write_text(SCRIPT)
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "OMP_NUM_THREADS": "1"}

    def start(checkpoint, model):
        command = [sys.executable, str(script), str(checkpoint), str(tmp_path / model)]
        return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)

    assert start("", "whole").wait() == 0
    rng, kills = np.random.default_rng(), 0
    while kills < N_KILLS:
        process = start(tmp_path / "checkpoint", "again")
        process.stdout.readline()
        try:
            process.wait(timeout=rng.uniform(0.2, 3))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            kills += 1
        process.wait()
    assert start(tmp_path / "checkpoint", "again").wait() == 0
    X, _ = make_rhythms(n_per_class=6, shortest=10, longest=14, random_state=0)
    assert_same_bits(*(load(tmp_path / name) for name in ("again", "whole")), X)
