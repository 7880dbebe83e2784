"""What every transformer here promises beyond the public suite (tests/testing): forms, dtypes, tools."""
# SPDX-License-Identifier: BSD-3-Clause

import re
import warnings
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn import config_context
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.pipeline import make_pipeline
from sklearn.utils import get_tags
from sklearn.utils.estimator_checks import parametrize_with_checks

from sklearn_seqgan import CNNClassifier, SemiSupervisedInfoGANClassifier, preprocessing
from sklearn_seqgan.preprocessing import (
    AllZeroFrameRemover,
    AngleUnwrapper,
    BoneNormalizer,
    FrameSubsampler,
    GapFiller,
    JointCenterer,
    MissingJointMarker,
    SequenceResampler,
    SequenceScaler,
    SequenceTruncator,
    SkeletonRotator,
    VelocityAppender,
)
from sklearn_seqgan.sequences import from_ragged, store, to_form

ALL = [
    JointCenterer(joint=1),
    JointCenterer(joint=[0, 1], frame="first"),
    SkeletonRotator(left=0, right=1),
    BoneNormalizer([[0, 1]]),
    VelocityAppender(rate_hz=30),
    FrameSubsampler(step=2, max_length=2),
    SequenceTruncator(max_length=3, keep="end"),
    SequenceTruncator(max_length=2),
    SequenceResampler(length=3),
    SequenceScaler(),
    SequenceScaler(with_mean=False, with_std=False),
    GapFiller(longest_gap=2),
    GapFiller(longest_gap=1, method="pchip", long_gaps="leave"),
    AllZeroFrameRemover(),
    AngleUnwrapper(period=3.0),
    AngleUnwrapper(channels=[1, 4]),
    MissingJointMarker(),
    MissingJointMarker(2, longest_still=2, fastest=3.0),
]
ALSO_ON_ONE_CHANNEL = [
    t for t in ALL if get_tags(t).input_tags.two_d_array and getattr(t, "channels", None) is None
]
ZEROS = {"check_estimators_dtypes": "one of its rows is all 0, which is refused by its place"}
each = pytest.mark.parametrize("transformer", ALL, ids=repr)


def expected_failures(transformer):
    return ZEROS if isinstance(transformer, AllZeroFrameRemover) else {}


@parametrize_with_checks(ALSO_ON_ONE_CHANNEL, expected_failed_checks=expected_failures)
def test_scikit_learn_checks(estimator, check):
    check(estimator)


def test_every_transformer_is_held_to_this():
    classes = {name for name in preprocessing.__all__ if isinstance(getattr(preprocessing, name), type)}
    assert {type(t).__name__ for t in ALL} == classes


@st.composite
def ragged(draw):
    """Two joints in space, in frames that the tracker lost now and then, though never the first."""
    numbers = st.sampled_from([0.0, 0.0, 0.1, 1.0, -3.7])
    frames = [
        draw(arrays(np.float64, (n, 6), elements=numbers))
        for n in draw(st.lists(st.integers(1, 5), min_size=1))
    ]
    for x in frames:
        x[0, 0] = 2.3
    return frames


def forms(X):
    objects = np.empty(len(X), dtype=object)
    objects[:] = X
    return {"list": X, "object": objects, "3d": to_form(from_ragged(X, np.float64), "3d")}


def as_padded(X):
    """Sequences as one array, without steps that are NaN in all of them at the end."""
    return to_form(store(X, np.float64, allow_gaps=True).load(), "3d")


@each
@given(X=ragged(), extra=st.integers(0, 3))
def test_every_form_and_padding_gives_the_same_and_comes_back(transformer, X, extra):
    results = {form: clone(transformer).fit(X).transform(X_form) for form, X_form in forms(X).items()}
    assert type(results["list"]) is list and results["object"].dtype == object
    assert all(len(result) == len(X) for result in results.values())
    expected = as_padded(results["list"])
    np.testing.assert_array_equal(as_padded(results["object"]), expected)
    np.testing.assert_array_equal(as_padded(results["3d"]), expected)
    wide = np.pad(forms(X)["3d"], ((0, 0), (0, extra), (0, 0)), constant_values=np.nan)
    np.testing.assert_array_equal(as_padded(clone(transformer).fit_transform(wide)), expected)


@each
@given(X=ragged())
def test_padding_inside_is_zero_and_ends_with_the_longest(transformer, X):
    values, lengths = found = clone(transformer).fit(X)._transform_sequences(from_ragged(X))
    assert not values[~found.mask].any()
    assert values.shape[1] == lengths.max() and lengths.min() >= 1


@each
@given(X=ragged())
def test_a_sequence_gets_the_same_in_any_company_and_X_stays(transformer, X):
    before = [x.copy() for x in X]
    fitted = clone(transformer).fit(X)
    for x, found, b in zip(X, fitted.transform(X), before, strict=True):
        np.testing.assert_array_equal(fitted.transform([x])[0], found)
        np.testing.assert_array_equal(x, b)


def sequences(n=6):
    rng = np.random.default_rng(0)
    return [rng.normal(size=(length, 6)) for length in rng.integers(4, 9, n)]


@each
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64])
def test_float32_stays_and_all_else_becomes_float64(transformer, dtype):
    X = np.random.default_rng(0).uniform(1, 9, size=(4, 5, 6)).astype(dtype)
    for X_form in (X, list(X)):
        found = clone(transformer).fit_transform(X_form)
        assert found[0].dtype == (np.float32 if dtype == np.float32 else np.float64)


@each
def test_float64_is_not_rounded(transformer):
    X = sequences()
    rounded = [x.astype(np.float32).astype(np.float64) for x in X]
    fitted = clone(transformer).fit(X)
    assert not np.array_equal(fitted.transform(X)[0], fitted.transform(rounded)[0])
    np.testing.assert_allclose(fitted.transform(X)[0], fitted.transform(rounded)[0], atol=1e-4)


@each
def test_one_odd_sequence_of_float64_makes_all_float64(transformer):
    X = [x.astype(np.float32) for x in sequences()]
    X[-1] = X[-1].astype(np.float64)
    assert {x.dtype for x in clone(transformer).fit_transform(X)} == {np.dtype(np.float64)}


@each
def test_other_channels_than_in_fit_are_refused(transformer):
    fitted = clone(transformer).fit(sequences())
    assert fitted.n_features_in_ == fitted.n_channels_ == 6
    with pytest.raises(ValueError, match=f"9 channels, but {type(transformer).__name__} was fitted with 6"):
        fitted.transform([np.ones((3, 9))])
    with pytest.raises(NotFittedError):
        clone(transformer).transform(sequences())


@pytest.mark.parametrize("transformer", [t for t in ALL if not get_tags(t).input_tags.allow_nan], ids=repr)
def test_a_gap_is_named_by_its_place(transformer):
    X = sequences()
    X[2][1, 3] = np.nan
    with pytest.raises(ValueError, match="NaN inside sample 2, at step 1, channel 3"):
        clone(transformer).fit(X)


@each
def test_set_output_leaves_alone_what_no_frame_can_hold(transformer):
    X = sequences()
    for form, X_form in forms(X).items():
        plain = clone(transformer).fit_transform(X_form)
        asked = clone(transformer).set_output(transform="pandas").fit_transform(X_form)
        with config_context(transform_output="pandas"):
            everywhere = clone(transformer).fit(X_form).transform(X_form)
        for found in (asked, everywhere):
            assert type(found) is type(plain), form
            np.testing.assert_array_equal(found[0], plain[0])
    fitted = clone(transformer).fit(X)
    names = fitted.get_feature_names_out().tolist()
    assert names[:6] == [f"x{k}" for k in range(6)] and len(names) == fitted.transform(X)[0].shape[1]


@pytest.mark.parametrize("transformer", ALSO_ON_ONE_CHANNEL, ids=repr)
def test_a_data_frame_stays_one(transformer):
    X = pd.DataFrame(1 + np.arange(12.0).reshape(2, 6), columns=list("abcdef"), index=[7, 9])
    fitted = clone(transformer).set_output(transform="pandas").fit(X)
    found = fitted.transform(X)
    assert found.index.tolist() == [7, 9]
    assert found.columns.tolist() == fitted.get_feature_names_out().tolist()
    np.testing.assert_array_equal(found, clone(transformer).fit_transform(X.to_numpy()))


def test_frames_keep_the_names_of_their_columns():
    X = pd.DataFrame(np.ones((2, 5)), columns=list("abcde"))
    assert FrameSubsampler().fit(X).get_feature_names_out().tolist() == ["a", "c", "e"]


def test_a_list_after_a_data_frame_leaves_no_names_behind():
    subsampler = FrameSubsampler().fit(pd.DataFrame(np.ones((2, 5)), columns=list("abcde")))
    assert subsampler.fit(sequences()).get_feature_names_out().tolist() == [f"x{k}" for k in range(6)]


def test_one_after_the_other_before_a_classifier():
    X, y = sequences(12), np.arange(12) % 2
    X[0][2] = 0
    X[1][2, 1] = np.nan
    steps = GapFiller(), AllZeroFrameRemover(), JointCenterer(), FrameSubsampler(max_length=3)
    pipeline = make_pipeline(*steps, CNNClassifier(max_steps=5, random_state=0))
    assert pipeline.fit(X, y).predict(X).shape == (12,)
    by_hand = X
    for step in steps:
        by_hand = step.fit_transform(by_hand)
    alone = CNNClassifier(max_steps=5, random_state=0).fit(by_hand, y)
    np.testing.assert_array_equal(alone.predict_proba(by_hand), pipeline.predict_proba(X))


def test_names_pass_through_a_pipeline(one_block):
    X, y = sequences(6), np.arange(6) % 2
    pipeline = make_pipeline(
        JointCenterer(), SemiSupervisedInfoGANClassifier(reconstruction_steps=0, max_steps=1, random_state=0)
    )
    pipeline.set_output(transform="pandas")
    assert pipeline.fit(X, y).transform(X).columns.tolist() == pipeline.get_feature_names_out().tolist()


def test_each_transformer_takes_x_in_once_and_gives_it_out_once(monkeypatch):
    """On a list, in a pipeline that is fitted and transforms at once."""
    calls = Counter()

    def counted(function):
        def call(*arguments, **keywords):
            calls[function.__name__] += 1
            return function(*arguments, **keywords)

        return call

    monkeypatch.setattr("sklearn_seqgan._validation.store", counted(store))
    monkeypatch.setattr("sklearn_seqgan.preprocessing._base.to_form", counted(to_form))
    steps = FrameSubsampler(step=2), JointCenterer(0), VelocityAppender(), SequenceScaler()
    make_pipeline(*steps).fit_transform([np.random.default_rng(i).normal(size=(9, 6)) for i in range(4)])
    assert calls == {"store": 4, "to_form": 4}


def masked(x):
    """Its values with −9999 under a mask, in the frame that x[1] is."""
    hidden = np.ma.masked_array(x.copy(), mask=False)
    hidden.data[1], hidden.mask[1] = -9999, True
    return hidden


def nullable(x):
    frame = pd.DataFrame(x).convert_dtypes()
    frame.iloc[1] = pd.NA
    return frame


@each
@pytest.mark.parametrize("hide", [masked, nullable])
def test_what_is_masked_or_na_is_nan(transformer, hide):
    """A gap, that is, which all but one refuse; and padding at the end."""
    X = sequences()
    gap = [x.copy() for x in X]
    gap[2][1] = np.nan
    hidden = [*X[:2], hide(X[2]), *X[3:]]
    if get_tags(transformer).input_tags.allow_nan:
        for found, expected in zip(
            *(clone(transformer).fit_transform(x) for x in (hidden, gap)), strict=True
        ):
            np.testing.assert_array_equal(found, expected)
    else:
        with pytest.raises(ValueError, match="NaN inside sample 2, at step 1, channel 0"):
            clone(transformer).fit(hidden)
        with pytest.raises(ValueError, match="NaN inside sample 2, at step 1, channel 0"):
            clone(transformer).fit(X).transform(hidden)
    short = [*X[:2], hide(X[2][:2]), *X[3:]]
    expected = clone(transformer).fit_transform([*X[:2], X[2][:1], *X[3:]])
    np.testing.assert_array_equal(as_padded(clone(transformer).fit_transform(short)), as_padded(expected))


@each
def test_one_masked_array_is_read_as_its_sequences(transformer):
    X = np.ma.masked_invalid(to_form(from_ragged(sequences(), np.float64), "3d"))
    X.data[X.mask] = -9999
    found = clone(transformer).fit_transform(X)
    np.testing.assert_array_equal(found, clone(transformer).fit_transform(X.filled(np.nan)))


@each
def test_channels_are_known_by_their_names(transformer):
    X = [pd.DataFrame(x, columns=list("abcdef")) for x in sequences()]
    fitted = clone(transformer).fit(X)
    assert fitted.feature_names_in_.tolist() == list("abcdef") and fitted.n_features_in_ == 6
    assert fitted.get_feature_names_out()[:6].tolist() == list("abcdef")
    for found, expected in zip(
        fitted.transform(X), clone(transformer).fit_transform(sequences()), strict=True
    ):
        np.testing.assert_array_equal(found, expected)
    turned = [x[list("fedcba")] for x in X]
    with pytest.raises(ValueError, match="feature names should match those that were passed during fit"):
        fitted.transform(turned)
    with pytest.raises(ValueError, match=r"names of sample 3 of X .* should match those of sample 0"):
        clone(transformer).fit_transform([*X[:3], *turned[3:]])


REFUSED = {
    "dictionary": (lambda X: dict(enumerate(X)), "X is a dict, .* pass a list"),
    "generator": (lambda X: (x for x in X), "X is a generator, .* pass a list"),
    "durations": (lambda X: [x.astype("m8[s]") for x in X], "Sample 0 of X holds dates or durations"),
    "dates": (lambda X: np.stack([x[:4] for x in X]).astype("M8[s]"), "X holds dates or durations .* at"),
}


@each
@pytest.mark.parametrize(("spoil", "message"), REFUSED.values(), ids=REFUSED)
def test_what_holds_no_numbers_is_refused_in_fit_and_transform(transformer, spoil, message):
    fitted, new = clone(transformer).fit(sequences()), clone(transformer)
    for run in (new.fit, new.fit_transform, fitted.transform):
        with pytest.raises((TypeError, ValueError), match=message):
            run(spoil(sequences()))


@each
def test_values_too_large_to_compute_with_are_refused_by_name(transformer):
    """Or come out finite; numpy says nothing in either case."""
    X = [np.array([[1e308, -1e308] * 3, [-1e308, 1e308] * 3, [1e308, 1e307] * 3])]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            found = clone(transformer).fit_transform(X)
        except ValueError as error:
            assert re.search("of X has values too large|values of X are too large", str(error))
        else:
            assert not np.isinf(found[0]).any()


def test_what_is_too_large_is_told_with_its_place():
    X = [np.ones((2, 6)), np.array([[-1e308] * 3 + [1e308] * 3])]
    with pytest.raises(
        ValueError, match=r"Sample 1 of X .* for JointCenterer.* step 0, channel 3, is beyond float64"
    ):
        JointCenterer(joint=0).fit_transform(X)
    with pytest.raises(ValueError, match="lengths_ of BoneNormalizer is not finite: values of X are"):
        BoneNormalizer([[0, 1]]).fit(X)
