"""What a user might write, with three slips; `make types` reads it, nothing runs it.

Each slip has an exception that names the rule. An exception that is none is an error as well, so each slip
has to be found on its line, and nothing else may be.
"""
# SPDX-License-Identifier: BSD-3-Clause

from pathlib import Path

import numpy as np
from sklearn.model_selection import GridSearchCV, cross_validate
from sklearn.pipeline import make_pipeline

import sklearn_seqgan
from sklearn_seqgan import CNNClassifier, SemiSupervisedInfoGANClassifier, SemiSupervisedRocketClassifier
from sklearn_seqgan.datasets import load_sequences_npz, make_rhythms, save_sequences_npz
from sklearn_seqgan.metrics import generation_report
from sklearn_seqgan.model_selection import LabeledScorer, SemiSupervisedSplit, mask_labels
from sklearn_seqgan.plotting import LatentDisplay
from sklearn_seqgan.preprocessing import GapFiller, JointCenterer, SequenceScaler
from sklearn_seqgan.sequences import cut_windows, from_dataframe
from sklearn_seqgan.typing import LabelsLike, SequencesLike


def prepared(X: SequencesLike, y: LabelsLike) -> SemiSupervisedRocketClassifier:
    """A function of one's own, annotated by the names of the package."""
    return SemiSupervisedRocketClassifier(random_state=0).fit(X, y)


X, truth = make_rhythms(n_per_class=20, random_state=0)
y = mask_labels(truth, per_class=2, random_state=np.random.RandomState(0))
clf = SemiSupervisedInfoGANClassifier(max_steps=50, code_prior=[0.2, 0.3, 0.5], device="cpu", unlabeled="?")
clf.fit(X, y, groups=["anna"] * 60).predict(X[:3]).tolist()
prepared(np.zeros((4, 20, 3)), [0, 1, -1, -1]).predict_proba([x.tolist() for x in X])
prepared(tuple(X), ("a", "b", None))
new, labels = clf.sample(4, y=2)
clf.reconstruct(new)
clf.save(Path("model"))
sklearn_seqgan.load("model").predict(X)
history = CNNClassifier(max_steps=10, module__filters=32, callbacks=[]).fit(X, y).history_

pipeline = make_pipeline(GapFiller(longest_gap=None), JointCenterer(), SequenceScaler(), clf)
cross_validate(pipeline, X, y, cv=SemiSupervisedSplit(3), scoring=LabeledScorer("accuracy"))
GridSearchCV(clf, {"n_rounds": [4, 8]}, cv=SemiSupervisedSplit()).fit(X, y)
windows = cut_windows(X, 10, 5, labels=[[0] * len(x) for x in X])
recordings, ids = from_dataframe({"id": [1, 1], "x": [0.1, 0.2]}, "id")
report = generation_report(clf, X, y).to_markdown()
LatentDisplay.from_estimator(clf, X, y).plot()
save_sequences_npz("file.npz", X, y, feature_names=["x", "y", "z"])
again = load_sequences_npz("file.npz").X

SemiSupervisedRocketClassifier(random_sate=0)  # pyright: ignore[reportCallIssue]
SemiSupervisedInfoGANClassifier(max_steps="50")  # pyright: ignore[reportArgumentType]
clf.predict_probabilities(X)  # pyright: ignore[reportAttributeAccessIssue]
