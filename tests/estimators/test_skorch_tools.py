"""What the baselines have of skorch works with our device, labels and batches, or says what to do instead."""
# SPDX-License-Identifier: BSD-3-Clause

import os
import pickle
import re
import signal
import warnings

import numpy as np
import pandas as pd
import pytest
import torch
from scipy.special import softmax
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.linear_model import SGDClassifier
from skorch.callbacks import (
    Callback,
    Checkpoint,
    EarlyStopping,
    EpochScoring,
    InputShapeSetter,
    LoadInitState,
    LRScheduler,
    TrainEndCheckpoint,
)
from skorch.dataset import ValidSplit
from skorch.exceptions import SkorchTrainingImpossibleError
from skorch.helper import predefined_split

from sklearn_seqgan import CNNClassifier, GRUClassifier, PartAwareLSTMClassifier, load
from sklearn_seqgan.estimators import _sequence_net
from sklearn_seqgan.estimators._held_out import held_out_rows
from sklearn_seqgan.networks.classifiers import ConvClassifier, RecurrentClassifier

BASELINES = pytest.mark.parametrize("Baseline", [CNNClassifier, GRUClassifier, PartAwareLSTMClassifier])


def cnn(**parameters):
    return CNNClassifier(**{"max_steps": 20, "random_state": 0} | parameters)


# Weights in files


@BASELINES
def test_weights_and_moments_come_back_from_files(Baseline, rhythms, tmp_path):
    """Fits that continue from them do so bit for bit."""
    X, _, y = rhythms
    files = {f"f_{part}": tmp_path / part for part in ("params", "optimizer", "criterion", "history")}
    fitted = Baseline(max_steps=5, random_state=0).fit(X, y)
    fitted.save_params(**files)
    want = [fitted.predict_proba(X), fitted.partial_fit(X, y).predict_proba(X)]
    other = Baseline(max_steps=5, random_state=0).fit(X, y)
    with torch.no_grad():
        [weight.zero_() for weight in other.module_.parameters()]
    other.load_params(**files)
    np.testing.assert_array_equal(other.predict_proba(X), want[0])
    np.testing.assert_array_equal(other.partial_fit(X, y).predict_proba(X), want[1])
    assert other.device == "auto"


def test_a_checkpoint_gives_the_best_weights_back(rhythms, tmp_path):
    """From the third epoch on the rate breaks everything."""
    X, _, y = rhythms
    breaking = LRScheduler(torch.optim.lr_scheduler.LambdaLR, lr_lambda=lambda n: 1e3 if n >= 2 else 1)
    best = Checkpoint(monitor="train_loss_best", dirname=tmp_path, load_best=True)
    net = cnn(max_steps=40, callbacks=[breaking, best]).fit(X, y)
    losses = net.history_[:, "train_loss"]
    assert len(losses) == 2 and losses[1] < losses[0]  # of the best epoch is the history as well
    np.testing.assert_array_equal(net.predict_proba(X), cnn().fit(X, y).predict_proba(X))
    reloaded = cnn(max_steps=1).fit(X, y)
    reloaded.load_params(checkpoint=best)
    np.testing.assert_array_equal(reloaded.predict_proba(X), net.predict_proba(X))


def test_a_new_fit_goes_on_from_a_checkpoint(rhythms, tmp_path):
    X, _, y = rhythms

    def fit():
        end = TrainEndCheckpoint(dirname=tmp_path)
        return cnn(callbacks=[end, LoadInitState(end)]).fit(X, y)

    first, second = fit(), fit()
    assert len(second.history_) == 2 * len(first.history_) == 4
    assert second.history_[2, "train_loss"] < first.history_[1, "train_loss"]


def after_one_epoch(net):
    return len(net.history) == 1


def test_a_net_pickled_while_it_trains_can_be_used_and_goes_on(rhythms, tmp_path):
    X, _, y = rhythms
    pickled = Checkpoint(monitor=after_one_epoch, dirname=tmp_path, f_pickle="net.pkl")
    whole = cnn(callbacks=[pickled], batch_size=4, verbose=1).fit(X, y)
    with open(tmp_path / "net.pkl", "rb") as file:
        half = pickle.load(file)
    want = cnn(max_steps=10, batch_size=4).fit(X, y)
    assert half.n_steps_ == 10
    np.testing.assert_array_equal(half.predict_proba(X), want.predict_proba(X))
    half.set_params(max_steps=10, callbacks=None).partial_fit(X, y)
    np.testing.assert_array_equal(half.predict_proba(X), whole.predict_proba(X))


def test_without_a_fit_there_is_nothing_to_load_into(tmp_path):
    with pytest.raises(NotFittedError, match=r"fitting the model with \.fit"):
        cnn().load_params(f_params=tmp_path / "params.pt")
    with pytest.raises(NotFittedError, match="known once fit has seen X and y"):
        cnn().load_params(checkpoint=Checkpoint(dirname=tmp_path))


def test_a_net_that_is_made_anew_is_to_be_fitted_again(rhythms):
    X, _, y = rhythms
    net = cnn().fit(X, y).initialize()
    with pytest.raises(NotFittedError):
        net.predict(X)


# Classes of partial_fit


@BASELINES
def test_classes_of_later_calls_are_known_from_the_first_on(Baseline, rhythms):
    X, y, _ = rhythms
    names = np.array(["a", "b", "c"])[y]
    early = np.flatnonzero(y < 2)
    net = Baseline(max_steps=3, random_state=0, unlabeled="?")
    net.partial_fit([X[i] for i in early], names[early], classes=["c", "a", "b", "?"])
    assert net.classes_.tolist() == ["a", "b", "c"] and net.predict_proba(X).shape == (len(X), 3)
    net.partial_fit(X, names).partial_fit(X, names, classes=["a", "b", "c"])
    assert net.n_steps_ == 9


def test_classes_that_are_not_those_of_before_are_refused_as_in_scikit_learn(rhythms):
    X, y, _ = rhythms
    net = cnn().partial_fit(X, y, classes=[0, 1, 2])
    theirs = SGDClassifier().partial_fit([x[0] for x in X], y, classes=[0, 1, 2])
    for one, data in ((net, X), (theirs, [x[0] for x in X])):
        for others in ([0, 1], [0, 1, 2, 3], [1, 2, 3]):
            with pytest.raises(ValueError, match=re.escape(str(others))):
                one.partial_fit(data, y, classes=others)
        one.partial_fit(data, y, classes=[2, 1, 0])
    with pytest.raises(ValueError, match="label 2, which is not among the classes"):
        cnn().partial_fit(X, y, classes=[0, 1])


def test_partial_fit_after_fit_has_the_classes_of_fit(rhythms):
    X, y, _ = rhythms
    net = cnn().fit(X, y)
    with pytest.raises(ValueError, match="not those of the first call"):
        net.partial_fit(X, y, classes=[0, 1, 2, 3])
    assert net.partial_fit(X, y, classes=np.unique(y)).n_steps_ == 40


# Weights


def test_what_fit_does_not_take_is_refused_by_name(rhythms):
    X, _, y = rhythms
    with pytest.raises(TypeError, match="given groups, which ConvClassifier does not take"):
        cnn().fit(X, y, groups=np.ones(len(X)))


def test_score_takes_weights_of_rows(rhythms):
    X, y, _ = rhythms
    net = cnn().fit(X, y)
    right = net.predict(X) == y
    weight = np.arange(len(X), dtype=float)
    assert net.score(X, y, sample_weight=weight) == np.average(right, weights=weight)


class Scaled(ConvClassifier):
    """A network that takes something besides its batch."""

    def forward(self, x, factor=1.0):
        return factor * super().forward(x)


def test_what_a_network_takes_it_is_given(rhythms):
    X, _, y = rhythms
    plain, same, other = (cnn(module=Scaled).fit(X, y, **k) for k in ({}, {"factor": 1.0}, {"factor": 0.5}))
    np.testing.assert_array_equal(plain.predict_proba(X), same.predict_proba(X))
    assert not np.array_equal(plain.predict_proba(X), other.predict_proba(X))


WEIGHTS = {
    "float64": np.array([1.0, 0.5, 2.0]),
    "float16": np.array([1.0, 0.5, 2.0], dtype=np.float16),
    "longdouble": np.array([1.0, 0.5, 2.0], dtype=np.longdouble),
    "list": [1, 0.5, 2],
    "Series": pd.Series([1.0, 0.5, 2.0], index=[7, 8, 9]),
    "bfloat16": torch.tensor([1.0, 0.5, 2.0], dtype=torch.bfloat16),
    "double": torch.tensor([1.0, 0.5, 2.0], dtype=torch.float64),
}


@pytest.mark.parametrize("kind", WEIGHTS)
def test_weights_of_classes_come_in_any_container(kind, rhythms):
    X, y, _ = rhythms
    want = cnn(criterion__weight=torch.tensor([1.0, 0.5, 2.0])).fit(X, y).predict_proba(X)
    net = clone(cnn(criterion__weight=WEIGHTS[kind])).fit(X, y)
    np.testing.assert_array_equal(net.predict_proba(X), want)
    assert type(net.get_params()["criterion__weight"]) is type(WEIGHTS[kind])
    later = cnn(max_steps=1).fit(X, y).set_params(criterion__weight=WEIGHTS[kind])
    np.testing.assert_array_equal(later.criterion_.weight, [1.0, 0.5, 2.0])


def test_weights_of_classes_count(rhythms):
    """The loss of the first step, whose logits are those of a network without steps."""
    X, y, _ = rhythms
    weight = np.array([1.0, 0.0, 3.0])
    net = cnn(max_steps=1, lr=1e-30, module__dropout=0.0, criterion__weight=weight).fit(X, y)
    likelihood = np.log(net.predict_proba(X)[np.arange(len(y)), y])
    want = -np.average(likelihood, weights=weight[y])
    np.testing.assert_allclose(net.history_[-1, "train_loss"], want, rtol=1e-5)


@pytest.mark.parametrize("weight", [[1, 2], [1, np.nan, 1], [1, -1, 1], "balanced", {0: 1.0}, 2.0])
def test_other_weights_of_classes_are_refused(weight, rhythms):
    X, y, _ = rhythms
    with pytest.raises(ValueError, match=r"criterion__weight=.* for each of the 3 classes, in the order"):
        cnn(criterion__weight=weight).fit(X, y)


def test_a_criterion_that_is_made_already_is_copied(rhythms):
    X, y, _ = rhythms
    criterion = torch.nn.CrossEntropyLoss(weight=torch.tensor([1.0, 0.5, 2.0], dtype=torch.float64))
    got = cnn(criterion=criterion).fit(X, y).predict_proba(X)
    np.testing.assert_array_equal(got, cnn(criterion__weight=[1, 0.5, 2]).fit(X, y).predict_proba(X))
    assert criterion.weight.dtype == torch.float64


# Callbacks


@pytest.mark.parametrize(
    ("callback", "instead"),
    [
        (EarlyStopping(), "train_loss"),
        (EarlyStopping(monitor="valid_acc"), "train_loss"),
        (Checkpoint(), "train_loss_best"),
        (LRScheduler("ReduceLROnPlateau", monitor="valid_loss"), "train_loss"),
    ],
)
def test_a_callback_that_would_wait_for_a_validation_set_says_so(callback, instead, rhythms, tmp_path):
    X, y, _ = rhythms
    name = type(callback).__name__
    if isinstance(callback, Checkpoint):
        callback.dirname = tmp_path
    with pytest.raises(ValueError, match=rf"{name} monitors 'valid_.* train_split.*monitor '{instead}'\.$"):
        cnn(callbacks=[callback]).fit(X, y)
    cnn(callbacks=[callback], train_split=ValidSplit(3, stratified=True)).fit(X, y)
    assert cnn(callbacks=[callback.set_params(monitor=instead)]).fit(X, y).n_steps_ == 20


def test_a_score_of_the_training_rows_may_be_monitored(rhythms):
    X, y, _ = rhythms
    score = EpochScoring("accuracy", name="valid_like", on_train=True, lower_is_better=False)
    stopping = EarlyStopping(monitor="valid_like", lower_is_better=False, patience=1)
    with warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)  # it ended as it was meant to
        net = cnn(max_steps=500, callbacks=[score, stopping]).fit(X, y)
    assert net.n_steps_ == 10 * len(net.history_) < 500


def test_parts_of_a_fitted_net_can_be_replaced(rhythms):
    X, _, y = rhythms
    net = cnn().fit(X, y)
    net.set_params(callbacks__train_loss=None, optimizer=torch.optim.SGD, optimizer__momentum=0.9)
    net.partial_fit(X, y)
    assert isinstance(net.optimizer_, torch.optim.SGD) and net.optimizer_.param_groups[0]["momentum"] == 0.9
    assert "train_loss" not in net.history_[-1] and net.n_steps_ == 40
    for go_on in (net.partial_fit, net.fit):
        group = go_on(X, y).optimizer_.param_groups[0]
        assert (group["lr"], group["momentum"]) == (1e-3, 0.9)
        net.set_params(lr=0.5, optimizer__momentum=0.8)
        group = go_on(X, y).optimizer_.param_groups[0]
        assert (group["lr"], group["momentum"]) == (0.5, 0.8)
        assert clone(net).get_params()["optimizer__momentum"] == 0.8
        net.set_params(lr=1e-3, optimizer__momentum=0.9)
    net.set_params(module=RecurrentClassifier)
    with pytest.raises(NotFittedError):
        net.predict(X)


# Ctrl-C


class Interrupted(ConvClassifier):
    """A network at whose n-th training step the user presses Ctrl-C."""

    at = 7

    def forward(self, x):
        if self.training:
            Interrupted.left -= 1
            if Interrupted.left == 0:
                os.kill(os.getpid(), signal.SIGINT)
        return super().forward(x)


@pytest.fixture
def interrupt():
    """Set the step, from now on, at which it happens."""

    def at(step):
        Interrupted.left = step

    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield at
    signal.signal(signal.SIGINT, previous)


def test_an_interrupt_leaves_a_network_that_can_be_used_and_says_how_far_it_is(interrupt, rhythms):
    X, _, y = rhythms
    interrupt(14)
    net = cnn(module=Interrupted, max_steps=50)
    with pytest.warns(ConvergenceWarning, match="Interrupted after 13 of 50 steps.*partial_fit") as caught:
        net.fit(X, y)
    assert caught[0].filename == __file__ and net.n_steps_ == 13
    np.testing.assert_array_equal(net.predict_proba(X), cnn(max_steps=13).fit(X, y).predict_proba(X))
    assert net.partial_fit(X, y).n_steps_ == 63
    interrupt(1)
    with pytest.warns(ConvergenceWarning, match="Interrupted after 0 of 50 steps"):
        net.partial_fit(X, y)
    assert net.n_steps_ == 63


def test_an_interrupt_before_the_first_step_is_raised(interrupt, rhythms):
    X, _, y = rhythms
    interrupt(1)
    net = cnn(module=Interrupted)
    with pytest.raises(KeyboardInterrupt):
        net.fit(X, y)
    with pytest.raises(NotFittedError):
        net.predict(X)


# What stands in no line above


@pytest.mark.parametrize("name", ["batch_size", "shuffle", "sampler", "batch_sampler", "drop_last"])
def test_batches_are_drawn_here(name, rhythms):
    X, _, y = rhythms
    with pytest.raises(ValueError, match=f"iterator_train__{name} has no place here.*batch_size"):
        cnn(**{f"iterator_train__{name}": 1}).fit(X, y)


def test_batches_of_validation_have_a_size_of_their_own(rhythms):
    X, y, _ = rhythms
    split = ValidSplit(3, stratified=True)
    sizes = [cnn(train_split=split, iterator_valid__batch_size=size).fit(X, y) for size in (1, 100)]
    assert [len(net.history_[-1]["batches"]) for net in sizes] == [10 + 12, 10 + 1]
    np.testing.assert_array_equal(*(net.predict_proba(X) for net in sizes))


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"criterion": torch.nn.NLLLoss}, "NLLLoss.*take torch.nn.CrossEntropyLoss"),
        ({"callbacks": [InputShapeSetter()]}, "Leave out the callback InputShapeSetter"),
        ({"train_split": 5}, "'train_split' parameter of CNNClassifier must be"),
        ({"optimizer": "Adam"}, "'optimizer' parameter of CNNClassifier must be"),
    ],
)
def test_a_part_that_cannot_do_its_work_is_refused(parameters, message, rhythms):
    X, y, _ = rhythms
    with pytest.raises(ValueError, match=message):
        cnn(**parameters).fit(X, y)


def test_datasets_of_torch_are_refused(rhythms):
    X, y, _ = rhythms
    tensors = torch.utils.data.TensorDataset(torch.zeros(4, 5, 3), torch.zeros(4).long())
    with pytest.raises(TypeError, match="sequences and labels, not a torch Dataset"):
        cnn().fit(tensors, y[:4])
    with pytest.raises(TypeError, match=r"dictionary of values and lengths.*ValidSplit"):
        cnn(train_split=predefined_split(tensors)).fit(X, y)


@BASELINES
def test_forward_gives_logits_of_sequences_in_any_form(Baseline, rhythms):
    X, _, y = rhythms
    net = Baseline(max_steps=3, random_state=0, batch_size=5).fit(X, y)
    np.testing.assert_allclose(softmax(net.forward(X), axis=1), net.predict_proba(X), rtol=1e-4, atol=1e-6)
    parts = list(net.forward_iter(X))
    assert len(parts) == -(-len(X) // 5) and torch.equal(torch.cat(parts), net.forward(X))
    assert net.forward(X, training=True).shape == (len(X), 3) and net.n_steps_ == 3


def test_a_trimmed_net_predicts_and_trains_no_more(rhythms):
    X, _, y = rhythms
    net = cnn().fit(X, y)
    want = net.predict_proba(X)
    net.trim_for_prediction()
    np.testing.assert_array_equal(net.predict_proba(X), want)
    for method in (net.fit, net.partial_fit):
        with pytest.raises(SkorchTrainingImpossibleError, match="trimmed for prediction"):
            method(X, y)
    np.testing.assert_array_equal(net.predict_proba(X), want)


def test_its_text_is_that_of_scikit_learn(rhythms):
    X, _, y = rhythms
    net = CNNClassifier(lr=0.5, module__filters=8, callbacks=[], max_steps=2)
    assert repr(CNNClassifier()) == "CNNClassifier()"
    for _ in range(2):
        assert repr(net) == "CNNClassifier(callbacks=[], lr=0.5, max_steps=2, module__filters=8)"
        net.fit(X, y)
    parts = PartAwareLSTMClassifier([[0, 1]], module=RecurrentClassifier)
    assert repr(parts) == f"PartAwareLSTMClassifier(module={RecurrentClassifier!r}, parts=[[0, 1]])"
    with pytest.raises(ValueError, match=r"max_epochs.*CNNClassifier"):
        net.set_params(max_epochs=3)


# Early stopping


@BASELINES
def test_early_stopping_keeps_the_best_weights_on_rows_held_out(Baseline, rhythms):
    X, y, _ = rhythms
    net = Baseline(
        early_stopping=True, validation_fraction=0.25, n_iter_no_change=3, max_steps=1000, random_state=0
    )
    net.fit(X, y)
    scores = net.history_[:, "valid_acc"]
    best = int(np.argmax(scores))
    assert len(scores) == best + 4 < 100
    held = held_out_rows(y, 0.25, net.weights_seed_)
    assert np.bincount(y[held]).tolist() == [3, 3, 3]
    assert np.mean(net.predict([X[i] for i in held]) == y[held]) == scores[best]


def test_held_out_rows_are_not_trained_on(rhythms):
    X, y, _ = rhythms
    net = cnn(early_stopping=True, validation_fraction=0.25, max_steps=20, batch_size=8)
    other = np.array(y)
    other[held_out_rows(y, 0.25, clone(net).fit(X, y).weights_seed_)] = 1  # wrong for two in three
    first, second = clone(net).fit(X, y), clone(net)
    with pytest.MonkeyPatch.context() as patch:
        held = held_out_rows(y, 0.25, first.weights_seed_)
        patch.setattr(_sequence_net, "held_out_rows", lambda *_: held)
        second.set_params(n_iter_no_change=100).fit(X, other)
    first = clone(net).set_params(n_iter_no_change=100).fit(X, y)
    np.testing.assert_array_equal(first.history_[:, "train_loss"], second.history_[:, "train_loss"])


def test_early_stopping_by_a_split_of_ones_own(rhythms):
    X, y, _ = rhythms
    net = cnn(
        early_stopping=True, n_iter_no_change=2, max_steps=1000, train_split=ValidSplit(3, stratified=True)
    )
    net.fit(X, y)
    assert net.history_[0, "valid_batch_count"] == 1 and len(net.history_) < 100


def test_too_few_labels_for_early_stopping_are_said(rhythms):
    X, y, _ = rhythms
    with pytest.raises(
        ValueError, match=r"early_stopping cannot hold out validation_fraction=0\.1 of 3 labels"
    ):
        cnn(early_stopping=True).fit(X[:3], y[:3])


# Checkpoints


class Killed(Exception):
    pass


class KillAt(Callback):
    """Ends the fit after some epochs, without an end of training."""

    def __init__(self, epoch):
        self.epoch = epoch

    def on_epoch_begin(self, net, **kwargs):
        if len(net.history) == self.epoch + 1:
            raise Killed


def assert_same_net(found, expected, X):
    for name, weight in expected.module_.state_dict().items():
        np.testing.assert_array_equal(found.module_.state_dict()[name], weight, err_msg=name)
    np.testing.assert_array_equal(found.predict_proba(X), expected.predict_proba(X))
    assert found.history_[:, "train_loss"] == expected.history_[:, "train_loss"]
    assert found.n_steps_ == expected.n_steps_


@pytest.mark.filterwarnings("ignore:callbacks start anew")
@pytest.mark.parametrize("parameters", [{}, {"early_stopping": True, "validation_fraction": 0.25}])
@BASELINES
def test_a_net_that_was_killed_goes_on_to_the_same_bits(Baseline, parameters, rhythms, tmp_path):
    X, y, _ = rhythms
    net = Baseline(max_steps=65, batch_size=8, random_state=0, checkpoint_every=20, n_iter_no_change=2)
    net.set_params(**parameters)
    whole = clone(net).fit(X, y).partial_fit(X, y)
    cut = clone(net).set_params(checkpoint=tmp_path / "net", callbacks=[KillAt(5)])
    if len(clone(net).fit(X, y).history_) > 5:
        with pytest.raises(Killed):
            cut.fit(X, y)
        assert (tmp_path / "net").exists()
    again = clone(net).set_params(checkpoint=tmp_path / "net").fit(X, y)
    assert not (tmp_path / "net").exists()
    assert_same_net(again.partial_fit(X, y), whole, X)


def test_a_second_fit_of_a_net_has_checkpoints_too(rhythms, tmp_path):
    X, y, _ = rhythms
    whole = cnn(max_steps=40, batch_size=8).fit(X, y).partial_fit(X, y)
    cut = cnn(max_steps=40, batch_size=8).fit(X, y)
    cut.set_params(checkpoint=tmp_path / "net", checkpoint_every=10, callbacks=[KillAt(6)])
    with pytest.warns(UserWarning, match="callbacks start anew"), pytest.raises(Killed):
        cut.partial_fit(X, y)
    again = cnn(max_steps=40, batch_size=8).fit(X, y).set_params(checkpoint=tmp_path / "net")
    with pytest.raises(ValueError, match="differs in the fit that it goes on from"):
        clone(again).fit(X, y)
    assert_same_net(again.set_params(checkpoint_every=10).partial_fit(X, y), whole, X)


def test_other_data_and_parameters_of_a_net_are_refused(rhythms, tmp_path):
    X, y, _ = rhythms
    net = cnn(checkpoint=tmp_path / "net", checkpoint_every=10)
    with pytest.warns(UserWarning, match="callbacks start anew"), pytest.raises(Killed):
        clone(net).set_params(callbacks=[KillAt(1)]).fit(X, y)
    for other, named in [({"lr": 0.1}, "lr"), ({"module__filters": 8}, "module__filters")]:
        with pytest.raises(ValueError, match=f"another fit: it differs in {named}"):
            clone(net).set_params(**other).fit(X, y)
    with pytest.raises(ValueError, match="differs in the sequences"):
        clone(net).fit(X[::-1], y)
    assert net.fit(X, y).n_steps_ == 20


def test_a_net_with_a_checkpoint_can_be_saved(rhythms, tmp_path):
    X, y, _ = rhythms
    net = cnn(checkpoint=tmp_path / "net").fit(X, y)
    net.save(tmp_path / "model")
    assert load(tmp_path / "model").checkpoint is None
    assert pickle.loads(pickle.dumps(net)).checkpoint == tmp_path / "net"
