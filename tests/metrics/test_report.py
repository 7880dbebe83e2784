"""The table of a generator's figures: whose sequences, with which labels, and which metrics."""
# SPDX-License-Identifier: BSD-3-Clause

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.metrics import (
    SEQUENCE_METRICS,
    BoneLengthVariation,
    GenerationReport,
    RecognizedShare,
    generation_report,
    random_halves,
)
from tests.metrics.quick_judges import quick, ridge

QUICK = {name: quick(factory) for name, factory in SEQUENCE_METRICS.items()}
X, Y = make_rhythms(n_per_class=20, n_channels=6, random_state=0)
X = [x + 4 * np.eye(6)[label] for x, label in zip(X, Y)]


class Remembering:
    """Returns real sequences of the requested class, and records the request."""

    def __init__(self):
        self.asked = []

    def sample(self, n, y=None):
        self.asked.append((n, y))
        rng = np.random.default_rng(n)
        y = rng.choice(Y, n) if y is None else y
        rows = [rng.choice(np.flatnonzero(label == Y)) for label in y]
        return [X[i] for i in rows], y


def names(report):
    return {row["metric"] for row in report.rows}


def by_name(report):
    return {row["metric"]: row for row in report.rows}


def test_a_generator_of_real_sequences_is_as_good_as_real_ones():
    report = generation_report(Remembering(), X[30:], Y[30:], X_train=X[:30], y_train=Y[:30], metrics=QUICK)
    rows = by_name(report)
    assert rows.keys() == SEQUENCE_METRICS.keys()
    assert rows["recognized_share"]["value"] == rows["recognized_share"]["floor"] == 1
    assert rows["tstr_over_trtr"]["value"] == pytest.approx(1, abs=0.01)
    assert rows["speed_ratio"]["value"] == pytest.approx(1, abs=0.1)
    assert rows["tstr_over_trtr"]["floor"] == 1 and rows["copies"]["floor"] == pytest.approx(1)
    assert rows["squared_mmd"]["floor_std"] == 0 < rows["squared_mmd"]["std"]


def test_values_are_those_of_the_metric_over_seeds():
    class Scripted:
        """Speeds of 1, 2 and 3 times the real one, of 4 sequences each."""

        def sample(self, n, y):
            ramp = np.arange(5.0)[:, None]
            return [(1 + i // 4) * ramp for i in range(n)], y

    ramp = [np.arange(5.0)[:, None]] * 4
    some = {"speed": SEQUENCE_METRICS["speed_ratio"]}
    (row,) = generation_report(
        Scripted(), ramp, [0, 0, 1, 1], X_train=ramp, y_train=[0] * 4, metrics=some
    ).rows
    assert row == {"metric": "speed", "value": 2.0, "std": 1.0, "floor": 1.0, "floor_std": 0.0}


def test_without_training_sequences_the_others_are_halved_anew_for_each_seed():
    generator = Remembering()
    report = generation_report(generator, X, Y, metrics=QUICK, n_seeds=2)
    assert names(report) == SEQUENCE_METRICS.keys() - {"copies"}
    assert by_name(report)["squared_mmd"]["floor_std"] > 0
    ((n, y),) = generator.asked
    assert n == 60
    np.testing.assert_array_equal(np.unique(y, return_counts=True)[1], [20, 20, 20])


@pytest.mark.parametrize("y", [None, np.full(len(Y), -1)], ids=["none", "all unlabelled"])
def test_without_labels_what_needs_them_is_left_out(y):
    generator = Remembering()
    report = generation_report(generator, X, y, metrics=QUICK, n_seeds=1)
    without = {"recognized_share", "tstr_over_trtr", "copies"}
    assert names(report) == SEQUENCE_METRICS.keys() - without
    assert generator.asked == [(30, None)]
    assert all(np.isnan(row["std"]) for row in report.rows)


def test_labels_are_needed_of_both_parts():
    report = generation_report(Remembering(), X[30:], Y[30:], X_train=X[:30], metrics=QUICK, n_seeds=1)
    assert names(report) == SEQUENCE_METRICS.keys() - {"recognized_share", "tstr_over_trtr"}


def test_a_single_label_is_too_few_for_two_halves():
    y = np.full(len(Y), -1)
    y[7] = 1
    generator = Remembering()
    report = generation_report(generator, X, y, metrics=QUICK)
    assert names(report) == SEQUENCE_METRICS.keys() - {"recognized_share", "tstr_over_trtr", "copies"}
    assert [n for n, _ in generator.asked] == [90]


def test_text_beside_a_marker_of_another_kind():
    """Half of the rows have a label; those drawn for the others have one of theirs."""
    y = np.array(["abc"[k] for k in Y], dtype=object)
    y[::2] = -1

    class FirstRows:
        def sample(self, n, y):
            self.y = y
            return X[:n], y

    generator = FirstRows()
    report = generation_report(generator, X, y, metrics={"r": QUICK["recognized_share"]}, n_seeds=1)
    assert len(generator.y) == 30 and {*generator.y} == {*"abc"}
    assert report.rows[0]["floor"] == 1


def test_options_go_to_the_metrics_that_know_them():
    """A `judge`, `bones`, `unlabeled`, and a seed that differs by draw."""
    seen = []

    def factory(train, held_out, y_train=None, y_held_out=None, *, judge, bones, unlabeled, random_state):
        seen.append((judge, bones, unlabeled, random_state))
        return RecognizedShare(train, held_out, y_train, y_held_out, judge=judge)

    judge, bones = ridge(), [(0, 1)]
    generation_report(Remembering(), X, Y, metrics={"m": factory}, judge=judge, bones=bones, n_seeds=2)
    assert [s[:3] for s in seen] == [(judge, bones, -1)] * 2
    assert seen[0][3] != seen[1][3]


def test_halves_share_no_sequence():
    seen = []

    def factory(train, held_out, y_train, y_held_out):
        seen.extend(x.tobytes() for x in [*train, *held_out])
        return QUICK["squared_mmd"](train, held_out)

    generation_report(Remembering(), X, Y, metrics={"m": factory}, n_seeds=1)
    assert len(seen) == len({*seen}) == len(X)


def test_bones_may_come_with_the_metric():
    bare = {"bones": BoneLengthVariation}
    assert generation_report(Remembering(), X, Y, metrics=bare).rows == []
    with_them = {"bones": partial(BoneLengthVariation, bones=[(1, 0)])}
    one = generation_report(Remembering(), X, Y, metrics=with_them)
    assert one == generation_report(Remembering(), X, Y, metrics=bare, bones=[(0, 1)])
    assert one == generation_report(Remembering(), X, Y, metrics=with_them, bones=[(0, 0)])


def test_the_seed_makes_the_report():
    some = {name: QUICK[name] for name in ("discriminative_score", "squared_mmd")}
    one, again, other = (
        generation_report(Remembering(), X, Y, metrics=some, random_state=seed) for seed in (0, 0, 1)
    )
    assert one == again != other


def test_no_seed_is_refused():
    with pytest.raises(ValueError, match="n_seeds=0"):
        generation_report(Remembering(), X, Y, n_seeds=0)


def test_the_table_in_markdown():
    known = {"metric": "speed_ratio", "value": 0.5, "std": 0.01, "floor": 1.0, "floor_std": 0.0}
    single = {"metric": "a", "value": np.nan, "std": np.nan, "floor": 1.25, "floor_std": np.nan}
    assert str(GenerationReport([known, single], 1)).splitlines() == [
        "| metric | generated | real |",
        "|---|---|---|",
        "| speed ratio | 0.500 ± 0.010 | 1.000 ± 0.000 |",
        "| a | not defined | 1.250 |",
    ]


@given(y=st.lists(st.sampled_from(["a", "b", -1]), min_size=1, max_size=30), seed=st.integers(0, 99))
def test_halves_hold_every_class_alike_and_every_row_once(y, seed):
    y = np.array(y, dtype=object)
    one, other = random_halves(y, len(y), seed)
    assert sorted([*one, *other]) == [*range(len(y))]
    for label in ("a", "b", -1):
        assert abs(np.sum(y[one] == label) - np.sum(y[other] == label)) <= 1
