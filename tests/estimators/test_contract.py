"""What every estimator here promises beyond the public suite (tests/testing): forms, labels, tools."""
# SPDX-License-Identifier: BSD-3-Clause

import pickle

import numpy as np
import pandas as pd
import pytest
import torch
from joblib import Parallel, delayed
from sklearn.model_selection import GridSearchCV, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from sklearn_seqgan import CNNClassifier
from sklearn_seqgan.datasets import make_rhythms
from sklearn_seqgan.sequences import from_ragged, to_form

pytestmark = pytest.mark.usefixtures("one_block")


def forms(X):
    """The same sequences in each form that may hold them."""
    padded = to_form(from_ragged(X), "3d")
    objects = np.empty(len(X), dtype=object)
    objects[:] = X
    wide = np.pad(padded, ((0, 0), (0, 7), (0, 0)), constant_values=np.nan)
    return {"list": X, "object": objects, "padded": padded, "float64": padded.astype(float), "wide": wide}


def test_every_form_gives_the_same_bits(quick, rhythms):
    X, _, y = rhythms
    fitted = {name: quick().fit(form, y) for name, form in forms(X).items()}
    expected = fitted["list"].predict_proba(X)
    for name, estimator in fitted.items():
        assert estimator.n_features_in_ == 3
        for other in forms(X).values():
            np.testing.assert_array_equal(estimator.predict_proba(other), expected, err_msg=name)


def test_one_channel_in_two_dimensions_is_one_channel_in_three(quick, rhythms):
    X, _, y = rhythms
    flat = to_form(from_ragged([x[:, :1] for x in X]), "2d", width=20)
    two, three = quick().fit(flat, y), quick().fit(flat[:, :, None], y)
    np.testing.assert_array_equal(two.predict_proba(flat), three.predict_proba(flat[:, :, None]))
    np.testing.assert_array_equal(two.predict_proba(flat[:, :, None]), three.predict_proba(flat))
    assert two.n_features_in_ == 20 and three.n_features_in_ == 1
    with pytest.raises(ValueError, match=r"X has 15 features, but .* is expecting 20"):
        two.predict(flat[:, :15])
    assert three.predict(flat[:, :15]).shape == (len(X),)


LABELS = {
    "integers": (lambda y: np.where(y < 0, -1, 10 * y), -1),
    "strings": (lambda y: np.array(["?", "still", "walk", "run"])[y + 1], "?"),
    "floats with NaN": (lambda y: np.where(y < 0, np.nan, y), -1),
    "object": (lambda y: np.array([-1, "still", "walk", "run"], dtype=object)[y + 1], -1),
    "list": (lambda y: [[-1, "still", "walk", "run"][k + 1] for k in y], -1),
    "None": (lambda y: np.array([None, "still", "walk", "run"], dtype=object)[y + 1], -1),
    "series": (lambda y: pd.Series(["?", "still", "walk", "run"], dtype="category").iloc[y + 1], "?"),
}


@pytest.mark.parametrize("kind", LABELS)
def test_every_kind_of_label_gives_the_same_fit(kind, quick, rhythms):
    X, _, y = rhythms
    make, unlabeled = LABELS[kind]
    partial = make(y)
    fitted = quick(unlabeled=unlabeled).fit(X, partial)
    assert len(fitted.classes_) == 3
    marked = np.asarray(partial, dtype=object)[y < 0][0]
    assert not any(c is marked or c == marked for c in fitted.classes_)
    order = np.searchsorted(fitted.classes_, np.asarray(partial)[:3]) if kind != "list" else [1, 2, 0]
    names = np.asarray(partial, dtype=object)[:3].tolist()
    assert fitted.classes_[order].tolist() == names
    assert set(fitted.predict(X)) <= set(names)


def test_without_a_label_there_is_no_score(quick, rhythms):
    X, _, partial = rhythms
    with pytest.raises(ValueError, match="no label to score"):
        quick().fit(X, partial).score(X, np.full(len(X), -1))


def test_score_takes_weights(quick, rhythms):
    X, y, partial = rhythms
    fitted = quick().fit(X, partial)
    weights = np.random.default_rng(0).random(len(X))
    right = fitted.predict(X) == y
    assert fitted.score(X, y, weights) == pytest.approx(weights[right].sum() / weights.sum())


def test_numbers_in_an_object_array_are_numbers(quick, rhythms):
    X, _, y = rhythms
    objects = np.where(y < 0, None, y)
    fitted = quick().fit(X, objects)
    assert fitted.classes_.dtype.kind == "i"
    assert fitted.score(X, objects) == fitted.score(X, y)


def test_a_series_of_sequences(quick, rhythms):
    X, _, y = rhythms
    series = pd.Series(X, index=range(100, 100 + len(X)))
    fitted = quick().fit(series, y)
    np.testing.assert_array_equal(fitted.predict_proba(series), fitted.predict_proba(X))
    if hasattr(fitted, "transform"):
        assert fitted.transform(series).dtype == np.float32


def test_another_seed_gives_another_fit(quick, rhythms):
    X, _, y = rhythms
    first, other = (quick(random_state=s).fit(X, y).predict_proba(X) for s in (3, 4))
    assert not np.array_equal(first, other)


def test_fits_in_threads_do_not_disturb_each_other(quick, rhythms):
    X, _, y = rhythms
    seeds = [0, 1, 2, 3]
    alone = [quick(random_state=s).fit(X, y).predict_proba(X) for s in seeds]
    fits = Parallel(2, backend="threading")(delayed(quick(random_state=s).fit)(X, y) for s in seeds)
    # cuBLAS promises the same bits only where one stream is at work
    rtol = 1e-6 if torch.cuda.is_available() else 0
    for fitted, expected in zip(fits, alone, strict=True):
        np.testing.assert_allclose(fitted.predict_proba(X), expected, rtol=rtol, atol=0)


@pytest.mark.slow
def test_in_a_pipeline_a_grid_search_and_cross_validation(quick, grids, rhythms):
    X, y, _ = rhythms
    inside, alone = grids
    inside = {f"{type(quick()).__name__.lower()}__{name}": values for name, values in inside.items()}
    pipeline = make_pipeline(FunctionTransformer(lambda X: [x[::2] for x in X]), quick())
    pipeline.fit(X, y)
    assert pipeline.predict(X[:4]).shape == (4,)
    grid = GridSearchCV(pipeline, inside, cv=2, n_jobs=1, error_score="raise")
    assert grid.fit(X, y).best_estimator_.predict(X[:4]).shape == (4,)
    grid = GridSearchCV(quick(), alone, cv=2, error_score="raise").fit(X, y)
    assert len(grid.cv_results_["params"]) == 2
    objects = forms(X)["object"]
    scores = cross_validate(quick(), objects, y, cv=2, error_score="raise")["test_score"]
    assert scores.shape == (2,) and np.isfinite(scores).all()


@pytest.mark.slow
def test_in_a_grid_search_over_processes(rhythms):
    """One estimator stands for all, which are pickled above: to start processes takes seconds."""
    X, y, _ = rhythms
    clf = CNNClassifier(max_steps=2, random_state=0)
    grid = GridSearchCV(clf, {"max_steps": [2, 3]}, cv=2, n_jobs=2, error_score="raise").fit(X, y)
    assert set(grid.cv_results_["param_max_steps"]) == {2, 3}


def test_silent_by_default_and_a_bar_on_demand(quick, rhythms, capsys):
    X, _, y = rhythms
    quick().fit(X, y)
    assert capsys.readouterr() == ("", "")
    quick(verbose=1).fit(X, y)
    out, err = capsys.readouterr()
    solved = "codes and encoder took" in err
    assert out == "" and ("4/4" in err or solved)


def test_default_steps_of_the_baselines_are_equal(estimators):
    budgets = [estimators[name]().max_steps for name in ("cnn", "gru", "pa-lstm")]
    assert len(set(budgets)) == 1


def test_weights_fitted_elsewhere_open_on_a_machine_without_gpu(quick, rhythms, monkeypatch):
    """torch tags storages by device; here every tensor pickles as if it came from CUDA."""
    X, _, y = rhythms
    fitted = quick().fit(X, y)
    with monkeypatch.context() as patched:
        patched.setattr(torch.serialization, "location_tag", lambda storage: "cuda:0")
        dumped = pickle.dumps(fitted)
    np.testing.assert_array_equal(pickle.loads(dumped).predict_proba(X), fitted.predict_proba(X))


@pytest.mark.slow
def test_small_movements_around_a_large_offset_are_seen_in_float64(quick):
    """As degrees of latitude: 52.5, and movements of 1e-6, which float32 rounds away."""
    X, y = make_rhythms(n_per_class=20, shortest=20, longest=30, noise=0.1, random_state=0)
    far = [52.5 + 1e-6 * x.astype(float) for x in X]
    budget = {} if "max_steps" not in quick().get_params() else {"max_steps": 60}
    near = quick(**budget).fit(X, y).predict_proba(X)
    np.testing.assert_allclose(quick(**budget).fit(far, y).predict_proba(far), near, atol=0.02)
