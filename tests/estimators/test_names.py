"""Names of channels in lists of frames are those of scikit-learn's contract."""
# SPDX-License-Identifier: BSD-3-Clause

import re
import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.model_selection import LabeledOnly

pytestmark = pytest.mark.usefixtures("one_block")

NAMES = ["x", "y", "z"]
OTHERS = {
    "another order": (["z", "y", "x"], "must be in the same order as they were in fit"),
    "another name": (["x", "y", "w"], "unseen at fit time:\n- w\n.*yet now missing:\n- z"),
    "one less": (["x", "y"], "yet now missing:\n- z"),
}


@pytest.fixture(scope="module")
def recordings():
    X, y = make_rhythms(n_per_class=3, shortest=8, longest=12, random_state=0)
    return X, y


def frames(X, names=NAMES):
    """The same channels, each called as in `NAMES`, in the order of `names`."""
    return [pd.DataFrame(x, columns=NAMES).reindex(columns=names, fill_value=0.0) for x in X]


def objects(X):
    held = np.empty(len(X), dtype=object)
    held[:] = X
    return held


FORMS = {"list": list, "tuple": tuple, "object array": objects, "series": pd.Series}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_fit_remembers_the_names_and_asks_for_them(form, quick, recordings):
    X, y = recordings
    fitted = quick().fit(form(frames(X)), y)
    assert fitted.feature_names_in_.tolist() == NAMES and fitted.feature_names_in_.dtype == object
    assert fitted.n_features_in_ == 3
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = fitted.predict_proba(form(frames(X)))
    np.testing.assert_array_equal(found, quick().fit(X, y).predict_proba(X))
    methods = ["predict", "predict_proba", "transform", "score_samples", "reconstruct"]
    for names, message in OTHERS.values():
        message = re.compile(f"The feature names should match those that were passed.*{message}", re.DOTALL)
        for method in filter(lambda name: hasattr(fitted, name), methods):
            with pytest.raises(ValueError, match=message):
                getattr(fitted, method)(form(frames(X, names)))
        with pytest.raises(ValueError, match=message):
            fitted.score(form(frames(X, names)), y)


def test_frames_of_one_list_have_the_same_names(quick, recordings):
    X, y = recordings
    mixed = frames(X)
    mixed[4] = mixed[4][["z", "y", "x"]]
    message = r"names of sample 4 of X are \['z', 'y', 'x'\].*should match those of sample 0"
    with pytest.raises(ValueError, match=message):
        quick().fit(mixed, y)
    with pytest.raises(ValueError, match=message):
        quick().fit(frames(X), y).predict(mixed)


def test_names_on_one_side_only_are_warned_of_as_scikit_learn_does(quick, recordings):
    X, y = recordings
    named, bare = quick().fit(frames(X), y), quick().fit(X, y)
    for without in (X, np.stack([x[:8] for x in X])):
        with pytest.warns(UserWarning, match="X does not have valid feature names, but .* was fitted with"):
            named.predict(without)
    with pytest.warns(UserWarning, match="X has feature names, but .* was fitted without feature names"):
        bare.predict(frames(X))
    with pytest.warns(UserWarning, match="Only one of the samples 0 and 2 of X has feature names") as told:
        quick().fit([*frames(X[:2]), *X[2:]], y)
    assert sum("Only one" in str(w.message) for w in told) == 1
    assert not hasattr(named.fit(X, y), "feature_names_in_")


def test_columns_without_names_of_text_have_none(quick, recordings):
    X, y = recordings
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        fitted = quick().fit([pd.DataFrame(x) for x in X], y)
        fitted.predict([pd.DataFrame(x) for x in X])
        fitted.predict([pd.DataFrame(x, columns=[5, 6, 7]) for x in X])
    assert not hasattr(fitted, "feature_names_in_")
    with pytest.raises(TypeError, match="only supported if all input features have string names"):
        quick().fit([pd.DataFrame(x, columns=["x", 1, 2]) for x in X], y)


def test_columns_are_no_channels(quick, recordings):
    """One channel after a fit to frames of one, in two dimensions: columns are steps."""
    X, y = recordings
    fitted = quick().fit([pd.DataFrame(x[:, :1], columns=["x"]) for x in X], y)
    steps = pd.DataFrame(np.stack([x[:8, 0] for x in X])).rename(columns="step {}".format)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(fitted.predict(steps)) == len(X)
    flat = quick().fit(steps, y)
    assert flat.feature_names_in_[0] == "step 0"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        flat.predict([pd.DataFrame(x[:, :1], columns=["x"]) for x in X])


def test_a_classifier_around_one_knows_its_names(quick, recordings):
    X, y = recordings
    assert LabeledOnly(quick()).fit(frames(X), y).feature_names_in_.tolist() == NAMES
    assert not hasattr(LabeledOnly(quick()).fit(X, y), "feature_names_in_")
    assert not hasattr(LabeledOnly(LogisticRegression()), "feature_names_in_")
