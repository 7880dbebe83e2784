# SPDX-License-Identifier: BSD-3-Clause
"""
Cross-validation by person, wrong and right
===========================================

Windows of one person are alike. If some of them are in the training set and others in the test set, the
classifier can recognise persons instead of movements, and the score promises more than it will achieve on new
persons.
"""

# %%
# The watch data have ten persons. The same random forest, on means, deviations and speeds of the channels, is
# scored twice: on windows drawn at random, and on persons who are in no training set.
import matplotlib.pyplot as plt
import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import GroupKFold, StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from sklearn_seqgan.datasets import load_watch

watch = load_watch()
X, y, person = watch.X, watch.y, watch.groups


def summary(X):
    return np.array([[*x.mean(axis=0), *x.std(axis=0), *np.abs(np.diff(x, axis=0)).mean(axis=0)] for x in X])


clf = make_pipeline(FunctionTransformer(summary), RandomForestClassifier(random_state=0))
at_random = StratifiedKFold(5, shuffle=True, random_state=0)
predicted = {
    "windows at random (wrong)": cross_val_predict(clf, X, y, cv=at_random),
    "by person (right)": cross_val_predict(clf, X, y, groups=person, cv=GroupKFold(5)),
}
for name, labels in predicted.items():
    print(f"{name}: {np.mean(labels == y):.3f}")

# %%
# The wrong split hid two thirds of the errors that will occur with new persons.
#
# With rows that have no label
# ----------------------------
# The splitters above take the marker for a class. `SemiSupervisedSplit` applies a splitter to the labelled
# rows only. It adds the other rows to the training set, except those of held-out persons:
from sklearn_seqgan.model_selection import SemiSupervisedSplit, mask_labels

partial = mask_labels(y, fraction=0.1, random_state=0)
for train, test in SemiSupervisedSplit(GroupKFold(5)).split(X, partial, person):
    known = partial[train] != -1
    tested = sorted(set(person[test].tolist()))
    print(f"train: {known.sum()} labels, {np.sum(~known)} others; test: {len(test)} of persons {tested}")

# %%
# It is persons who differ
# ------------------------
# A mean over windows hides that some persons are easy and some are not. With ten persons, the interval for
# the next one is wide, and no number of windows makes it narrower.
persons = np.unique(person)
shares = {name: [np.mean((labels == y)[person == k]) for k in persons] for name, labels in predicted.items()}
order = np.argsort(shares["by person (right)"])

figure, ax = plt.subplots(figsize=(8, 4.2), layout="constrained")
for (name, share), colour in zip(shares.items(), ("0.6", "tab:blue")):
    share = np.array(share)[order]
    ax.plot(np.arange(len(persons)), share, "o", color=colour, markersize=9, label=name)
    ax.axhline(np.mean(share), color=colour, linestyle="--", linewidth=1)
for place, k in enumerate(order):
    ends = [share[k] for share in shares.values()]
    ax.plot([place, place], ends, color="0.8", zorder=0)
ax.set_xticks(np.arange(len(persons)), labels=[str(persons[k]) for k in order])
ax.set(xlabel="person, hardest first", ylabel="share of windows that is right")
_ = ax.legend(loc="lower right")
