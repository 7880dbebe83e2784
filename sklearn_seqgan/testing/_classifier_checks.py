"""Checks of classifiers: labels and predictions."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from sklearn.base import clone
from sklearn.model_selection import cross_val_predict

from sklearn_seqgan.testing._comparison import accepted, compare_fits, fitted, refused, seeded
from sklearn_seqgan.testing._contract import as_text, marked, partial_labels
from sklearn_seqgan.testing._shared_checks import SHARED_CHECKS

__all__ = ["CLASSIFIER_CHECKS"]


def check_classes(estimator, contract):
    """``classes_`` is sorted, and `predict` gives one of them for each sequence."""
    X, y = contract.data()
    for labels in (y, as_text(y)):
        fit = fitted(estimator, X, labels)
        classes, expected = fit.classes_.tolist(), np.unique(labels).tolist()
        assert classes == expected, f"classes_ is {classes} for labels {expected}."
        predicted = fit.predict(X)
        assert np.shape(predicted) == (len(X),), (
            f"predict gives shape {np.shape(predicted)} for {len(X)} rows."
        )
        foreign = set(np.asarray(predicted).tolist()) - set(classes)
        assert not foreign, f"predict gives {sorted(foreign)}, none of the classes."


def check_probabilities(estimator, contract):
    """Probabilities add up to 1, and the largest is that of the predicted class."""
    X, y = contract.data()
    fit = fitted(estimator, X, y)
    p = np.asarray(fit.predict_proba(X))
    assert p.shape == (len(X), 3), f"predict_proba gives shape {p.shape} for {len(X)} rows and 3 classes."
    assert np.isfinite(p).all() and (p >= 0).all(), "predict_proba gives what is no probability."
    assert np.allclose(p.sum(axis=1), 1, rtol=1e-6), "probabilities do not add up to 1."
    columns = [fit.classes_.tolist().index(label) for label in fit.predict(X)]
    of_predicted = p[np.arange(len(X)), columns]
    assert np.array_equal(of_predicted, p.max(axis=1)), "predict gives another class than the likeliest."


def check_text_labels(estimator, contract):
    """Text labels, and other integers, give the same fit as 0, 1 and 2."""
    X, y = contract.data()
    variants = {"integers": (X, y), "text": (X, as_text(y)), "other integers": (X, 10 * y + 3)}
    compare_fits(estimator, variants, X, contract.rtol)


def check_labels_among_objects(estimator, contract):
    """Text labels in an object array give the same fit as in an array of text."""
    X, y = contract.data()
    variants = {"text": (X, as_text(y)), "text among objects": (X, as_text(y).astype(object))}
    compare_fits(estimator, variants, X, contract.rtol)


def check_list_of_labels(estimator, contract):
    """y as a list gives the same fit as an array."""
    X, y = contract.data()
    variants = {"an array of labels": (X, y), "a list of labels": (X, y.tolist())}
    compare_fits(estimator, variants, X, contract.rtol)


def check_marker_is_no_class(estimator, contract):
    """The marker for rows without a label is not among the classes, and never predicted."""
    X, y = contract.data()
    partial = partial_labels(y, contract)
    fit = fitted(estimator, X, partial, "y with the marker in some rows")
    for what, labels in {"classes_ holds": fit.classes_, "predict gives": fit.predict(X)}.items():
        assert contract.unlabeled not in np.asarray(labels).tolist(), (
            f"{what} the marker {contract.unlabeled!r}."
        )
    assert len(fit.classes_) == 3, f"classes_ is {fit.classes_.tolist()} for 3 classes."


def check_other_markers(estimator, contract):
    """The fit is the same for any marker that its parameter names, beside any labels."""
    X, y = contract.data()
    variants = {}
    for what, labels, marker in (
        ("integers and -1", y, -1),
        ("integers and -99", y, -99),
        ("text and '?'", as_text(y), "?"),
        ("text and -1", as_text(y), -1),
    ):
        variants[what] = X, marked(labels, marker), _named(estimator, "unlabeled", marker)
    compare_fits(estimator, variants, X, contract.rtol)


def check_no_marker(estimator, contract):
    """Without a marker (``unlabeled=None``), values that may be markers elsewhere are classes."""
    X, y = contract.data()
    fit = fitted(clone(estimator).set_params(**_named(estimator, "unlabeled", None)), X, y - 1)
    assert sorted(fit.classes_) == [-1, 0, 1], f"classes_ is {fit.classes_.tolist()} for [-1, 0, 1]."


def _named(estimator, name, value):
    """Settings for each parameter of that name, in the estimator and in those inside."""
    names = [key for key in estimator.get_params() if key.split("__")[-1] == name]
    return dict.fromkeys(names, value)


def check_score_of_partial_labels(estimator, contract):
    """`score` leaves out rows without a label."""
    X, y = contract.data()
    partial = partial_labels(y, contract)
    fit = fitted(estimator, X, partial)
    labeled = np.array([label != contract.unlabeled for label in partial])
    expected = np.mean(fit.predict(X)[labeled] == partial[labeled])
    with accepted("score, given y with the marker in some rows"):
        found = fit.score(X, partial)
    assert np.isclose(found, expected), f"score is {found:.3f} where {expected:.3f} of the labels are right."


def check_refuses_no_label(estimator, contract):
    """A y that holds only the marker is refused."""
    X, y = contract.data()
    with refused("fit, given y without a label"):
        seeded(estimator).fit(X, np.full(len(y), contract.unlabeled))


def check_refuses_y_of_another_length(estimator, contract):
    """A y with fewer or more entries than X is refused."""
    X, y = contract.data()
    for what, labels in {"fewer": y[:-2], "more": np.concatenate([y, y[:2]])}.items():
        with refused(f"fit, given {what} labels than sequences"):
            seeded(estimator).fit(X, labels)


def check_cross_validation(estimator, contract):
    """scikit-learn's cross-validation works with it, with X as one array."""
    X, y = contract.data(equal=True)
    with accepted("cross_val_predict"):
        predicted = cross_val_predict(seeded(estimator), np.asarray(X), y, cv=2)
    assert np.isin(predicted, y).all(), "cross_val_predict gives what is no class."


CLASSIFIER_CHECKS = SHARED_CHECKS | {
    check_classes: (),
    check_probabilities: ("probabilities",),
    check_text_labels: (),
    check_labels_among_objects: (),
    check_list_of_labels: (),
    check_marker_is_no_class: ("marker",),
    check_other_markers: ("parameter of the marker",),
    check_no_marker: ("parameter of the marker",),
    check_score_of_partial_labels: ("marker",),
    check_refuses_no_label: ("marker",),
    check_refuses_y_of_another_length: (),
    check_cross_validation: (),
}
"""Each check, and the names in `NEEDS` that it requires; otherwise it is left out."""
