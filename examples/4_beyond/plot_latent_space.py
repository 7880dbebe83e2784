# SPDX-License-Identifier: BSD-3-Clause
"""
The latent space
================

A classifier's `transform` gives its internal representation of a sequence, before it decides on a class. A
picture of it shows which classes overlap, and whether the errors are spread out or come from one pair.
"""

# %%
# There are eight actions with four labels each. Some are like another action in a different place or played
# backwards: throw and catch, drink and phone call.
import matplotlib.pyplot as plt
import numpy as np
from sklearn.preprocessing import StandardScaler

from sklearn_seqgan import SemiSupervisedRocketClassifier
from sklearn_seqgan.datasets import make_skeleton_actions
from sklearn_seqgan.model_selection import mask_labels
from sklearn_seqgan.plotting import LatentDisplay
from sklearn_seqgan.preprocessing import JointCenterer

actions = ["wave", "kick", "throw", "catch", "bow", "drink", "phone call", "jumping jack"]
data = make_skeleton_actions(24, 8, actions=actions, difficulty=0.6, random_state=0)
X, y = JointCenterer().fit_transform(data.X), mask_labels(data.y, per_class=4, random_state=0)
clf = SemiSupervisedRocketClassifier(representation="features", random_state=0).fit(X, y)
print(f"{np.mean(clf.transduction_ == data.y):.2f} are right")

# %%
# Before and after
# ----------------
# On the left, every recording is placed by its mean pose and how much each channel moves; on the right, by
# the classifier's features. Both are projected to the plane by t-SNE, which keeps neighbours together;
# distances between clusters mean little. Lines mark pairs of classes where at least a quarter of the
# neighbours are of the other class.
plain = np.array([[*x.mean(axis=0), *x.std(axis=0)] for x in X])
names = dict(enumerate(actions))

figure, (left, right) = plt.subplots(1, 2, figsize=(12, 5), layout="constrained")
LatentDisplay.from_data(StandardScaler().fit_transform(plain), data.y, names=names, ax=left)
LatentDisplay.from_estimator(clf, X, data.y, names=names, ax=right)
left.set_title("mean pose and movement")
right.set_title("the classifier's features, from 32 labels")
for ax in (left, right):
    ax.set(xticks=[], yticks=[], xlabel="", ylabel="")
    ax.legend(fontsize="x-small", loc="upper center", bbox_to_anchor=(0.5, -0.02), ncols=4, frameon=False)
