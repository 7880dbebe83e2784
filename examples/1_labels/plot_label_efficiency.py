# SPDX-License-Identifier: BSD-3-Clause
"""
The label-efficiency curve
==========================

What is one more label worth, and to which method? Take data whose labels are all known, hide most of them,
and draw the score against the number of labels that are left.
"""

# %%
# Looking once
# ------------
# There will be many fits: four classifiers, five levels, ten draws. So the watch windows are processed only
# once, by a fit without any label; its 64 principal components are the features for all classifiers. Test
# persons are not in that fit.
import numpy as np

from sklearn_seqgan import SemiSupervisedRocketClassifier
from sklearn_seqgan.datasets import load_watch

watch = load_watch()
train = np.flatnonzero(watch.groups % 2 == 1)[::3]
test = np.flatnonzero(watch.groups % 2 == 0)[::3]
X_train, X_test = ([watch.X[i] for i in rows] for rows in (train, test))

looked = SemiSupervisedRocketClassifier(n_codes=7, representation="features", random_state=0).fit(X_train)
features = np.vstack([looked.transform(X_train), looked.transform(X_test)])
y = watch.y[np.concatenate([train, test])]
split = [(np.arange(len(train)), np.arange(len(train), len(y)))]  # five persons each
print(f"{len(train)} training windows, {len(test)} test windows, {features.shape[1]} features")

# %%
# The same draws for everyone
# ---------------------------
# `label_efficiency_curve` hides labels in training only, so test scores are exact. Every classifier gets the
# same draws, and the labels of a small draw are among those of a larger one. `LabeledOnly` drops the windows
# without a label; the comparison with it shows whether they help at all.
from sklearn.linear_model import RidgeClassifierCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.semi_supervised import LabelSpreading

from sklearn_seqgan.model_selection import ClassBalancedSelfTraining, LabeledOnly, label_efficiency_curve

ridge = RidgeClassifierCV(np.logspace(-2, 4, 13))
estimators = {
    "balanced self-training, ridge": ClassBalancedSelfTraining(ridge),
    "ridge, labels alone": LabeledOnly(ridge),
    "label spreading": LabelSpreading("knn", n_neighbors=7),
    "nearest neighbour, labels alone": LabeledOnly(KNeighborsClassifier(1)),
}
estimators = {name: make_pipeline(StandardScaler(), clf) for name, clf in estimators.items()}
results = label_efficiency_curve(estimators, features, y, cv=split, levels=[1, 2, 4, 8, 16], seeds=10)

# %%
# Compare by differences
# ----------------------
# A hard draw is hard for all classifiers, so differences on the same draw scatter less than the scores do:
from sklearn_seqgan.model_selection import mean_interval

name, level, score = (np.asarray(results[key]) for key in ("estimator", "level", "test_score"))
for per_class in (1, 4, 16):
    taught, alone = (score[(name == k) & (level == per_class)] for k in list(estimators)[:2])
    mean, half = mean_interval(taught - alone)
    print(f"{per_class} per class: windows without a label bring {100 * mean:+.1f} ± {100 * half:.1f} points")

# %%
# Bars are 95 % intervals over the ten draws, for these five test persons; they say nothing about other
# persons.
from sklearn_seqgan.plotting import LabelEfficiencyDisplay

display = LabelEfficiencyDisplay.from_results(results, score_name="accuracy on five new persons")
display.figure_.set_size_inches(7.5, 4.6)
