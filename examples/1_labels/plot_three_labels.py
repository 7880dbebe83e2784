# SPDX-License-Identifier: BSD-3-Clause
"""
Three labels per class
======================

Ten people did seven shoulder exercises with a smartwatch on the wrist. Five of them train the classifier: of
their 862 windows, 21 have a label, three for each exercise. How many windows of the other five persons are
then recognised, and what are the 841 windows without a label good for?
"""

# %%
# The recordings
# --------------
# `load_watch` gives windows of 1.5 to 4 seconds at 50 Hz, each with six channels: acceleration and
# angular rate. Odd persons train, even persons test, so nobody is in both parts. All labels are known;
# `mask_labels` hides most of them.
import matplotlib.pyplot as plt
import numpy as np

from sklearn_seqgan import SemiSupervisedRocketClassifier
from sklearn_seqgan.datasets import load_watch
from sklearn_seqgan.model_selection import LabeledOnly, mask_labels

watch = load_watch()
train = np.flatnonzero(watch.groups % 2 == 1)
test = np.flatnonzero(watch.groups % 2 == 0)
X_train, X_test = ([watch.X[i] for i in rows] for rows in (train, test))
y_train = mask_labels(watch.y[train], per_class=3, random_state=0)
print(f"{len(y_train)} windows to train with, {np.sum(y_train != -1)} of them with a label")

# %%
# Two fits
# --------
# `LabeledOnly` fits on the 21 labelled windows alone. The same classifier by itself takes the other 841
# as well.
labels_alone = LabeledOnly(SemiSupervisedRocketClassifier(random_state=0)).fit(X_train, y_train)
clf = SemiSupervisedRocketClassifier(representation="features", random_state=0).fit(X_train, y_train)
for name, fitted in {"labels alone": labels_alone, "with unlabelled windows": clf}.items():
    print(f"{name}: {fitted.score(X_test, watch.y[test]):.3f} of new persons' windows are right")

# %%
# This is one draw of labels. With another one both figures move by a few points, mostly together;
# :ref:`sphx_glr_docs_gallery_1_labels_plot_label_efficiency.py` shows how to compare over several draws.
#
# What is known, and what is found
# --------------------------------
# Every point is a training window, placed by the classifier's features so that similar windows are near each
# other. On the left are the labels that it was given, on the right what it makes of the other windows. Errors
# are marked.
from sklearn.manifold import TSNE

places = TSNE(2, init="pca", random_state=0).fit_transform(clf.transform(X_train))
found, truth = clf.transduction_, watch.y[train]
known, wrong = y_train != -1, found != watch.y[train]
colours = plt.get_cmap("tab10").colors[:7]

figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4.4), layout="constrained")
left.scatter(*places[~known].T, s=9, color="0.82", label="no label")
for k, name in enumerate(watch.target_names):
    left.scatter(*places[known & (truth == k)].T, s=70, color=colours[k], edgecolor="black", zorder=3)
    right.scatter(*places[found == k].T, s=9, color=colours[k], label=name)
right.scatter(*places[wrong].T, s=22, color="black", marker="x", linewidth=0.7, label="wrong")
left.set_title(f"known: {known.sum()} labels for {len(known)} windows")
right.set_title(f"found: {np.mean(~wrong[~known]):.0%} of the others are right")
right.legend(loc="center left", bbox_to_anchor=(1, 0.5), markerscale=2, frameon=False)
for ax in (left, right):
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_color("0.8")
