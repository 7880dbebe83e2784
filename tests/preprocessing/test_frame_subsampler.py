"""Every so many frames, and no more than so many."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline

from sklearn_seqgan import CNNClassifier
from sklearn_seqgan.preprocessing import FrameSubsampler

ANSWERS = [
    (1, None, [0, 1, 2, 3, 4, 5, 6]),
    (2, None, [0, 2, 4, 6]),
    (3, None, [0, 3, 6]),
    (4, None, [0, 4]),
    (7, None, [0]),
    (99, None, [0]),
    (1, 3, [0, 1, 2]),
    (2, 3, [0, 2, 4]),
    (2, 99, [0, 2, 4, 6]),
    (2, 1, [0]),
]


@pytest.mark.parametrize(("step", "max_length", "frames"), ANSWERS)
def test_seven_frames(step, max_length, frames):
    (found,) = FrameSubsampler(step=step, max_length=max_length).fit_transform([np.arange(7.0)])
    np.testing.assert_array_equal(found[:, 0], frames)


@given(st.lists(st.integers(1, 12), min_size=1), st.integers(1, 5), st.none() | st.integers(1, 5))
def test_each_sequence_is_what_a_slice_gives(lengths, step, max_length):
    X = [np.arange(2.0 * n).reshape(n, 2) + i for i, n in enumerate(lengths)]
    found = FrameSubsampler(step=step, max_length=max_length).fit_transform(X)
    for x, f in zip(X, found, strict=True):
        np.testing.assert_array_equal(f, x[::step][:max_length])


def test_names_and_width_of_columns_depend_on_the_width_of_X_only():
    nan = np.nan
    X = np.array([[1.0, 2, 3, nan, nan, nan, nan], [4, 5, nan, nan, nan, nan, nan]])
    subsampler = FrameSubsampler(step=3)
    np.testing.assert_array_equal(subsampler.fit_transform(X), [[1, nan, nan], [4, nan, nan]])
    assert subsampler.get_feature_names_out().tolist() == ["x0", "x3", "x6"]


def test_the_step_may_be_searched():
    X = np.random.default_rng(0).normal(size=(12, 8, 2))
    y = np.arange(12) % 2
    pipeline = make_pipeline(FrameSubsampler(), CNNClassifier(max_steps=2, random_state=0))
    search = GridSearchCV(pipeline, {"framesubsampler__step": [1, 2]}, cv=2, error_score="raise").fit(X, y)
    assert search.cv_results_["param_framesubsampler__step"].tolist() == [1, 2]
    assert search.best_estimator_[0].step in (1, 2)


@pytest.mark.parametrize("parameters", [{"step": 0}, {"step": 1.5}, {"max_length": 0}])
def test_bad_parameters_are_named(parameters):
    with pytest.raises(ValueError, match=f"'{next(iter(parameters))}' parameter of FrameSubsampler"):
        FrameSubsampler(**parameters).fit([np.ones((3, 1))])


def test_a_data_frame_after_a_fit_on_sequences_has_no_names_to_get():
    frame = pd.DataFrame(np.arange(10.0).reshape(2, 5))
    thinner = FrameSubsampler(step=2).set_output(transform="pandas").fit(np.ones((4, 5, 1)))
    np.testing.assert_array_equal(thinner.transform(frame), [[0, 2, 4], [5, 7, 9]])
