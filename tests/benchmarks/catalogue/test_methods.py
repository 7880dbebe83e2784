"""The catalogue of methods: to which data each applies, and the parameters that a name carries."""
# SPDX-License-Identifier: BSD-3-Clause

from types import SimpleNamespace

import pytest

from benchmarks.catalogue import methods
from benchmarks.catalogue.methods import METHODS, Method, available, make, skip

NO_PARTS = SimpleNamespace(parts=None)
BODY = SimpleNamespace(parts=[[0, 1], [2]])


@pytest.mark.parametrize("name", METHODS)
def test_a_method_is_made_or_says_why_not(name):
    for data in (NO_PARTS, BODY):
        reason = skip(name, data)
        if reason is None:
            assert make(name, data, seed=3).get_params()
        else:
            assert reason.endswith(".")


def test_the_part_aware_lstm_is_for_skeletons():
    names = ["CNN", "PA-LSTM", "PA-LSTM, max_steps=1"]
    assert available(names, NO_PARTS) == ["CNN"]
    assert available(names, BODY) == names
    assert "joints" in skip("PA-LSTM", NO_PARTS)


def test_any_method_may_say_that_it_does_not_apply(monkeypatch):
    few_only = Method(METHODS["CNN"].make, skip=lambda data: "It is too large." if data.parts else None)
    monkeypatch.setitem(methods.METHODS, "few only", few_only)
    assert skip("few only, lr=0.1", BODY) == "It is too large."
    assert available(["few only", "CNN"], BODY) == ["CNN"]
