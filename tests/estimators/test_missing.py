"""What is masked or not available is neither a number nor a label, in every method that takes X or y."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.model_selection import KFold, cross_validate

from sklearn_seqgan.datasets import make_rhythms

pytestmark = pytest.mark.usefixtures("one_block")

X, Y = make_rhythms(n_per_class=4, shortest=8, longest=12, random_state=0)
KNOWN = np.arange(len(Y)) % 4 < 2
LABELS = {
    "masked numbers": np.ma.masked_array(np.where(KNOWN, Y, 7), ~KNOWN),
    "masked text": np.ma.masked_array(np.where(KNOWN, np.array(list("abc"))[Y], "oops"), ~KNOWN),
    "nullable whole numbers": pd.Series(Y, dtype="Int64").mask(~KNOWN),
    "nullable text": pd.Series(np.array(list("abc"))[Y], dtype="string").mask(~KNOWN),
    "nullable truth values": pd.Series(Y == 1, dtype="boolean").mask(~KNOWN),
    "nullable fractions": pd.Series(Y.astype(float), dtype="Float64").mask(~KNOWN),
    "a list": [[*"abc"][k] if known else pd.NA for k, known in zip(Y, KNOWN)],
}


@pytest.mark.parametrize("y", LABELS.values(), ids=LABELS)
def test_labels_that_are_missing_count_in_nothing(y, quick):
    fitted = quick().fit(X, y)
    truth = np.asarray(y, dtype=object)[KNOWN]
    assert set(fitted.classes_.tolist()) == set(truth.tolist())
    assert fitted.score(X, y) == np.mean(fitted.predict(X)[KNOWN] == truth)
    if hasattr(fitted, "partial_fit"):
        assert fitted.partial_fit(X, y).score(X, y) >= 0


def test_default_scores_in_cross_validation(quick):
    y, cv = LABELS["nullable text"], KFold(2, shuffle=True, random_state=0)
    assert np.isfinite(cross_validate(quick(), X, y, cv=cv, error_score="raise")["test_score"]).all()


def test_a_masked_value_is_a_gap_by_its_place(quick):
    hidden = [np.ma.masked_array(x.copy(), mask=False) for x in X]
    hidden[3].data[2, 1], hidden[3].mask[2, 1] = -9999, True
    flat = np.ma.masked_array([x[:8, 0] for x in X], mask=False)
    flat[3, 2] = np.ma.masked
    whole = np.ma.masked_array([x[:8] for x in X], mask=False)
    whole[3, 2, 1] = np.ma.masked
    for held, channel in ((hidden, 1), (whole, 1), (flat, 0)):
        with pytest.raises(ValueError, match=f"NaN inside sample 3, at step 2, channel {channel}"):
            quick().fit(held, Y)
    fitted = quick().fit(X, Y)
    for held in (hidden, whole):
        with pytest.raises(ValueError, match="NaN inside sample 3, at step 2, channel 1"):
            fitted.predict(held)


def padded_under_a_mask(x):
    longer = np.ma.masked_array(np.vstack([x, np.full((1, 3), 9, x.dtype)]), mask=False)
    longer[-1] = np.ma.masked
    return longer


FORMS = {
    "masked at the end": padded_under_a_mask,
    "nullable frame": lambda x: pd.DataFrame(x).astype("Float32"),
    "tensor": torch.tensor,
    "tensor with a gradient": lambda x: torch.tensor(x, requires_grad=True),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_container_gives_the_same_bits(form, quick):
    held = [form(x) for x in X]
    expected = quick().fit(X, Y).predict_proba(X)
    np.testing.assert_array_equal(quick().fit(held, Y).predict_proba(held), expected)


def test_half_precision_of_torch_is_its_float32(quick):
    held = [torch.tensor(x).bfloat16() for x in X]
    single = [x.float().numpy() for x in held]
    expected = quick().fit(single, Y).predict_proba(single)
    np.testing.assert_array_equal(quick().fit(held, Y).predict_proba(held), expected)


def test_classes_to_sample_may_be_nullable(quick_infogan):
    fitted = quick_infogan().fit(X, Y)
    assert fitted.sample(2, y=pd.array([2, 0], dtype="Int64"))[1].tolist() == [2, 0]
    for y in (pd.array([2, pd.NA], dtype="Int64"), np.ma.masked_array([2, 0], [False, True])):
        with pytest.raises(ValueError, match="y holds None or NaN"):
            fitted.sample(2, y=y)


def test_a_class_that_may_be_the_marker_is_warned_of_in_fit_and_score(quick):
    fitted = quick().fit(X, Y)
    for unlabeled, y in (("-1", np.where(KNOWN, Y, -1)), ("?", np.where(KNOWN, Y.astype(str), "? "))):
        with pytest.warns(UserWarning, match="which counts as a class here"):
            quick(unlabeled=unlabeled).fit(X, y)
        with pytest.warns(UserWarning, match="which counts as a class here"):
            fitted.set_params(unlabeled=unlabeled).score(X, y)
