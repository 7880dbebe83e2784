"""The benchmarks of speed: how they time, which step they time, and what they write."""
# SPDX-License-Identifier: BSD-3-Clause

import json

import numpy as np
import pytest

from benchmarks.machine.timing import in_turn, reading, rise_in_memory
from benchmarks.speed import __main__ as command
from benchmarks.speed import growth, recurrence, solve
from benchmarks.speed.steps import before_the_first_step
from sklearn_seqgan import SemiSupervisedInfoGANClassifier


def test_a_reading_is_the_median_between_two_percentiles():
    found = reading("name", "paper", np.arange(11), "s", "<= 6")
    assert found[2:5] == (5.0, 1.0, 9.0)
    assert "5 s" in str(found) and "1 to 9" in str(found) and "target: <= 6" in str(found)


def test_ways_take_turns_and_warm_up_does_not_count():
    called = []
    seconds = in_turn({name: lambda name=name: called.append(name) for name in "ab"}, rounds=3, warm_up=2)
    assert called == list("ab" * 5)
    assert {name: taken.shape for name, taken in seconds.items()} == {"a": (3,), "b": (3,)}


def test_what_is_taken_for_a_moment_is_seen():
    """Within a factor of two, since all else that the process does meanwhile counts, too."""
    rise = rise_in_memory(lambda: np.ones(2**25).sum())  # 256 MiB
    assert np.isnan(rise) or 128 <= rise <= 512


@pytest.mark.parametrize("trunk", ["conv", "random-convolution"])
def test_the_step_that_is_timed_is_that_of_a_fit(trunk, few_kernels):
    clf = SemiSupervisedInfoGANClassifier(
        trunk=trunk, batch_size=4, reconstruction_steps=0, max_steps=3, device="cpu"
    )
    X, y = np.random.default_rng(0).random((9, 5, 2)), np.arange(9) % 3
    s, data = before_the_first_step(clf, X, y)
    assert s.step == 0 and len(data) == 9
    assert clf.fit(X, y).history_[0].keys() - {"stage", "step", "seconds"} == s.networks.step(s, data).keys()


@pytest.mark.parametrize("power", [0, 1, 2])
def test_the_slope_of_a_power_is_its_exponent(power):
    sizes = np.array([2, 8, 32, 128])
    assert growth.slope(sizes, 3.0 * sizes**power) == pytest.approx(power)


def test_the_solve_is_measured_at_each_size(monkeypatch):
    """Slopes are those between neighbouring sizes, and each target is in the line of its size."""
    monkeypatch.setattr(solve, "SIZES", {"n": (20, 40), "K": (2, 4, 1000)})
    monkeypatch.setattr(solve, "_measure", lambda n, K, options: (0.1 * n * K**2, 0.5 * n))
    found = {f.name: f for f in solve.solve(command.parse_options(["--device", "cpu"]))}
    assert found["fit: time against n = 40"].median == pytest.approx(0.1 * 40 * 10**2)
    assert found["fit: memory against K = 2"][2:6] == (1000.0, 1000.0, 1000.0, "MiB")
    assert found["fit: time against n: slope up to 40"].median == pytest.approx(1)
    assert found["fit: time against K: slope up to 1000"].median == pytest.approx(2)
    assert found["fit: memory against K: slope up to 4"].median == pytest.approx(0)
    assert found["fit: time against K = 1000"].target == "< 60"


def test_a_fit_of_the_solve_is_real(few_kernels):
    seconds, mib = solve._measure(n=12, K=3, options=command.parse_options(["--device", "cpu"]))
    assert seconds > 0 and (np.isnan(mib) or mib >= 0)


def test_the_recurrence_is_measured_and_right():
    """A busy machine cannot measure speed, but can show that a ratio above one means faster."""
    options = command.parse_options(["--rounds", "1", "--device", "cpu"])
    found = {f.name.removeprefix("recurrence, "): f.median for f in recurrence.recurrence(options)}
    for name in ("cpu", "compiled"):
        assert found[f"{name}: largest error"] < 1e-5
        ratio = found["reference: forward and backward"] / found[f"{name}: forward and backward"]
        assert found[f"{name}: faster than the reference"] == pytest.approx(ratio)


def test_a_file_for_each_measurement_begins_with_the_machine(tmp_path, monkeypatch, capsys):
    def measure(options):
        yield reading("something", "default", [1.0, 2.0, 3.0])

    monkeypatch.setitem(command.MEASUREMENTS, "start", measure)
    monkeypatch.setattr(command.torch, "set_num_threads", lambda n: None)
    command.main(["--only", "start", "--json", str(tmp_path / "new")])
    machine, row = map(json.loads, (tmp_path / "new" / "start.jsonl").read_text().splitlines())
    assert {"device", "threads", "torch", "numba"} <= machine.keys()
    assert row["name"] == "something" and row["median"] == 2.0
    assert "something" in capsys.readouterr().out
