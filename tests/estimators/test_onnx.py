"""Classifiers as files of ONNX: onnxruntime gives what predict_proba gives, for any sequences."""
# SPDX-License-Identifier: BSD-3-Clause

import json
import sys
import warnings

import numpy as np
import pytest
from sklearn.exceptions import NotFittedError

from sklearn_seqgan import (
    CNNClassifier,
    GRUClassifier,
    PartAwareLSTMClassifier,
    SemiSupervisedBiGANClassifier,
    SemiSupervisedInfoGANClassifier,
    SemiSupervisedRocketClassifier,
    load,
)
from sklearn_seqgan.datasets import make_rhythms, make_skeleton_actions
from sklearn_seqgan.networks.classifiers import ConvClassifier

pytest.importorskip("onnx")
onnxruntime = pytest.importorskip("onnxruntime")

TOLERANCE = 1e-5  # of the issue; float32 has 6e-8 for one operation
QUICK = {"reconstruction_steps": 2, "generator_units": 8, "random_state": 0}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.onnx"


def padded(sequences, garbage=0.0, more=0, dtype=np.float32):
    """values and lengths, with random values after the ends."""
    lengths = np.array([len(x) for x in sequences], dtype=np.int64)
    values = np.full((len(lengths), lengths.max() + more, sequences[0].shape[1]), garbage, dtype=dtype)
    for row, x in zip(values, sequences):
        row[: len(x)] = x
    return {"values": values, "lengths": lengths}


def draw(lengths, like, seed=0):
    """float32 sequences as large as others."""
    rng, seen = np.random.default_rng(seed), np.concatenate(like)
    mean, scale = seen.mean(0), seen.std(0)
    return [(mean + 2 * scale * rng.normal(size=(n, len(mean)))).astype(np.float32) for n in lengths]


def session_of(clf, path):
    clf.to_onnx(path)
    return onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])


def assert_agrees(clf, path, like):
    session = session_of(clf, path)
    for lengths in ([1], [1, 2, 3], [7] * 4, [150, 1, 33], [64, 65, 5, 9, 2]):
        X = draw(lengths, like, seed=len(lengths))
        probabilities, label = session.run(None, padded(X))
        expected = clf.predict_proba(X)
        assert probabilities.dtype == np.float32 and label.dtype == np.int64
        np.testing.assert_allclose(probabilities, expected, rtol=0, atol=TOLERANCE)
        np.testing.assert_array_equal(clf.classes_[label], clf.predict(X))
    return session


def test_every_classifier_agrees(quick, rhythms, path):
    X, _, y = rhythms
    assert_agrees(quick().fit(X, y), path, X)


CONV = {"trunk": "conv", "max_steps": 30, **QUICK}
VARIANTS = {
    "conv": lambda X, y: SemiSupervisedInfoGANClassifier(**CONV).fit(X, y),
    "conv of its own form": lambda X, y: SemiSupervisedInfoGANClassifier(
        **CONV, filters=5, kernel_size=4, n_conv_layers=3, hidden_units=7
    ).fit(X, y),
    "paper": lambda X, y: SemiSupervisedInfoGANClassifier.paper(max_steps=20, random_state=0).fit(X, y),
    "codes beside": lambda X, y: SemiSupervisedInfoGANClassifier(**CONV, n_codes=5, n_continuous_codes=2).fit(
        X, y
    ),
    "codes beside, random convolutions": lambda X, y: SemiSupervisedRocketClassifier(
        n_codes=5, random_state=0
    ).fit(X, y),
    "persons": lambda X, y: SemiSupervisedRocketClassifier(center_groups=True, random_state=0).fit(
        X, y, groups=np.arange(len(y)) % 4
    ),
    "ali": lambda X, y: SemiSupervisedBiGANClassifier(encoder="stochastic", max_steps=20, **QUICK).fit(X, y),
    "cnn": lambda X, y: CNNClassifier(max_steps=100, random_state=0).fit(X, y),
    "cnn of its own form": lambda X, y: CNNClassifier(
        max_steps=20, module__kernel_size=2, module__n_conv_layers=1, random_state=0
    ).fit(X, y),
    "gru": lambda X, y: GRUClassifier(max_steps=60, random_state=0).fit(X, y),
    "gru of three layers": lambda X, y: GRUClassifier(
        max_steps=5, module__n_layers=3, module__units=9, random_state=0
    ).fit(X, y),
    "pa-lstm": lambda X, y: PartAwareLSTMClassifier(max_steps=60, random_state=0).fit(X, y),
    "pa-lstm of parts": lambda X, y: PartAwareLSTMClassifier(
        [[2, 0], [0]], max_steps=5, module__n_layers=2, module__units=6, random_state=0
    ).fit(X, y),
}


@pytest.mark.filterwarnings("ignore:center_groups=True makes")
@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant_agrees(name, rhythms, path, few_kernels):
    X, _, y = rhythms
    assert_agrees(VARIANTS[name](X, y), path, X)


@pytest.mark.parametrize("point_dims", [2, 3])
def test_points_are_looked_at(path, few_kernels, point_dims):
    data = make_skeleton_actions(3, 2, actions=["wave", "kick"], random_state=0)
    X = [x[:, : 30 if point_dims == 2 else None].astype(np.float32) for x in data.X]
    clf = SemiSupervisedRocketClassifier(point_dims=point_dims, random_state=0).fit(X, data.y)
    assert len(clf.points_) == len(X[0][0]) // point_dims
    session = assert_agrees(clf, path, X)
    np.testing.assert_allclose(session.run(None, padded(X))[0], clf.predict_proba(X), rtol=0, atol=TOLERANCE)


def test_a_fit_on_one_channel(path, one_block):
    X, y = make_rhythms(n_per_class=8, n_channels=1, shortest=20, longest=20, random_state=0)
    clf = SemiSupervisedRocketClassifier(random_state=0).fit(np.array(X)[:, :, 0], y)
    assert clf.input_form_ == "2d"
    assert_agrees(clf, path, X)


@pytest.mark.parametrize("garbage", [np.nan, np.inf, -3e38, 17.0])
def test_what_is_behind_the_end_is_not_read(quick, rhythms, path, garbage, one_block):
    X, _, y = rhythms
    session = session_of(quick().fit(X, y), path)
    drawn = draw([3, 9, 1, 30], X)
    expected, labels = session.run(None, padded(drawn))
    for more in (0, 40):
        found, again = session.run(None, padded(drawn, garbage, more))
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-6)
        np.testing.assert_array_equal(again, labels)


def test_no_sequence_gives_none(quick, rhythms, path, one_block):
    X, _, y = rhythms
    session = session_of(quick().fit(X, y), path)
    none = {"values": np.empty((0, 5, 3), np.float32), "lengths": np.empty(0, np.int64)}
    probabilities, label = session.run(None, none)
    assert probabilities.shape == (0, 3) and label.shape == (0,)


def test_a_sequence_that_cannot_be_used_gets_nan_and_leaves_the_others_alone(quick, rhythms, path, one_block):
    X, _, y = rhythms
    session = session_of(quick().fit(X, y), path)
    drawn = draw([6, 6, 6, 6, 6, 6], X)
    inputs = padded(drawn)
    expected = session.run(None, inputs)
    inputs["lengths"][[0, 1, 2]] = 0, -5, 7
    inputs["values"][3, 2, 1], inputs["values"][4, 5, 0] = np.nan, -np.inf
    probabilities, label = session.run(None, inputs)
    assert np.isnan(probabilities[:5]).all() and (label[:5] == -1).all()
    np.testing.assert_allclose(probabilities[5], expected[0][5], rtol=0, atol=1e-6)
    assert label[5] == expected[1][5]


def test_an_offset_is_taken_away_before_anything_is_rounded(path, one_block):
    X, y = make_rhythms(n_per_class=8, random_state=0)
    X = [(x + 1000).astype(np.float32) for x in X]
    clf = SemiSupervisedRocketClassifier(random_state=0).fit(X, y)
    assert_agrees(clf, path, X)


def test_values_are_float64_where_float32_does_not_hold_them(path, one_block):
    X, y = make_rhythms(n_per_class=8, random_state=0)
    X = [1e-6 * x.astype(np.float64) + 52.5 for x in X]
    clf = SemiSupervisedRocketClassifier(random_state=0).fit(X, y)
    assert clf.score(X, y) == 1
    session = session_of(clf, path)
    assert session.get_inputs()[0].type == "tensor(double)"
    found, _ = session.run(None, padded(X, dtype=np.float64))
    np.testing.assert_allclose(found, clf.predict_proba(X), rtol=0, atol=TOLERANCE)


@pytest.mark.parametrize("names", [["walk", "läuft", "sit"], [10, 20, 30], [0.0, 2.0, 4.0]])
def test_metadata_name_classes_and_channels(rhythms, path, names):
    pd = pytest.importorskip("pandas")
    X, y, _ = rhythms
    X = [pd.DataFrame(x, columns=["x", "y", "z"]) for x in X]
    clf = CNNClassifier(max_steps=2, random_state=0).fit(X, np.array(names)[y])
    meta = session_of(clf, path).get_modelmeta()
    about = meta.custom_metadata_map
    assert json.loads(about["classes"]) == clf.classes_.tolist()
    assert json.loads(about["channels"]) == ["x", "y", "z"]
    assert about["classifier"] == "CNNClassifier" and meta.producer_name == "sklearn_seqgan"


def test_the_same_model_is_the_same_file_and_not_a_large_one(rhythms, path, tmp_path):
    X, _, y = rhythms
    clf = SemiSupervisedRocketClassifier(random_state=0).fit(X, y)
    clf.to_onnx(path)
    clf.save(tmp_path / "model.safetensors")
    load(tmp_path / "model.safetensors").to_onnx(tmp_path / "again.onnx")
    assert path.read_bytes() == (tmp_path / "again.onnx").read_bytes()
    assert path.stat().st_size < 1.5e6 < (tmp_path / "model.safetensors").stat().st_size


def test_nothing_is_printed_or_warned_of_and_the_classifier_stays_as_it_is(
    quick, rhythms, path, capfd, one_block
):
    X, _, y = rhythms
    clf = quick().fit(X, y)
    before = clf.predict_proba(X)
    capfd.readouterr()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        clf.to_onnx(path)
    assert capfd.readouterr() == ("", "")
    np.testing.assert_array_equal(clf.predict_proba(X), before)


@pytest.fixture
def small(rhythms):
    X, _, y = rhythms
    return CNNClassifier(max_steps=2, module__filters=4, module__hidden_units=4, random_state=0).fit(X, y)


def test_an_unfitted_one_is_refused(quick, path):
    with pytest.raises(NotFittedError):
        quick().to_onnx(path)


@pytest.mark.parametrize("missing", ["onnx", "onnxruntime"])
def test_the_extra_is_named(small, path, monkeypatch, missing):
    for name in [n for n in sys.modules if n.startswith("sklearn_seqgan.onnx_file")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr("sklearn_seqgan.onnx_file", raising=False)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ImportError, match=r"need the extra `onnx`: pip install 'sklearn_seqgan\[onnx\]'"):
        small.to_onnx(path)
    assert not path.exists()


def test_a_place_where_no_file_can_be_is_named(small, tmp_path):
    with pytest.raises(IsADirectoryError, match="is a folder; give the name of a file in it"):
        small.to_onnx(tmp_path)
    with pytest.raises(FileNotFoundError, match=r"no folder .*nowhere to write model\.onnx into"):
        small.to_onnx(str(tmp_path / "nowhere" / "model.onnx"))
    assert list(tmp_path.iterdir()) == []


class OwnModule(ConvClassifier):
    def forward(self, batch):
        return 2 * super().forward(batch)


def test_a_module_of_ones_own_is_refused(rhythms, path):
    X, _, y = rhythms
    clf = CNNClassifier(module=OwnModule, max_steps=2).fit(X, y)
    with pytest.raises(TypeError, match=r"OwnModule is no network of this package.*torch\.onnx\.export"):
        clf.to_onnx(path)


def test_a_graph_that_gives_something_else_is_not_written(small, path, monkeypatch):
    from sklearn_seqgan.onnx_file import networks

    path.write_bytes(b"before")
    kind = networks.NETWORKS[ConvClassifier]
    wrong = kind._replace(logits=lambda g, *rest: g.Mul(kind.logits(g, *rest), g.number(1.01)))
    monkeypatch.setitem(networks.NETWORKS, ConvClassifier, wrong)
    with pytest.raises(ValueError, match=r"differ from those of predict_proba by .*not been written"):
        small.to_onnx(path)
    assert path.read_bytes() == b"before"


def test_what_a_file_of_onnx_cannot_hold_is_refused(small, path, monkeypatch):
    from sklearn_seqgan.onnx_file import graph

    monkeypatch.setattr(graph, "LARGEST", 100)
    with pytest.raises(ValueError, match="bytes; a file of ONNX holds 100 at most"):
        small.to_onnx(path)
