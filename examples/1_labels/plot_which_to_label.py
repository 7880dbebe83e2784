# SPDX-License-Identifier: BSD-3-Clause
"""
Which recordings to label
=========================

Nothing has been labelled yet, and you have the patience for two dozen recordings. Labelling whatever comes
first wastes part of it: the same action three times, and a rare one not at all. `suggest` puts the recordings
into as many clusters as there will be labels, and names the middle one of each.
"""

# %%
# The recordings
# --------------
# These are synthetic skeletons of ten persons doing eight actions. We know the actions, and look them up
# where you would look at the recording.
import matplotlib.pyplot as plt
import numpy as np

from sklearn_seqgan import SemiSupervisedRocketClassifier
from sklearn_seqgan.annotation import LabelRounds, suggest
from sklearn_seqgan.datasets import make_skeleton_actions
from sklearn_seqgan.preprocessing import JointCenterer

actions = ["wave", "kick", "throw", "squat", "bow", "punch", "jumping jack", "drink"]
data = make_skeleton_actions(20, 10, actions=actions, difficulty=0.8, random_state=0)
X, truth = JointCenterer().fit_transform(data.X), data.y

# %%
# Rounds of labels
# ----------------
# `LabelRounds` looks at the recordings once, which takes most of the time. After that, a fit to new labels is
# quick.
classifier = SemiSupervisedRocketClassifier(code_prior="smoothed", representation="features", random_state=0)
rounds = LabelRounds(X, estimator=classifier)


def right_after(rows):
    """Share of the other recordings that are recognised once these rows have their label."""
    y = np.full(len(X), -1)
    y[rows] = truth[rows]
    others = y == -1
    return np.mean(rounds.fit(y).transduction_[others] == truth[others])


# %%
# Eight suggestions, then eight more, and so on: `suggest` takes the existing labels into account.
budgets, chosen, suggested = [8, 16, 24], [np.array([], dtype=int)], []
for budget in budgets:
    y = np.full(len(X), -1)
    y[chosen[-1]] = truth[chosen[-1]]
    more = suggest(rounds, y, budget - len(chosen[-1]), random_state=0)
    chosen.append(np.concatenate([chosen[-1], more.rows]))
    suggested.append(right_after(chosen[-1]))
    print(f"{budget} labels: {len(set(truth[chosen[-1]]))} of 8 actions known, {suggested[-1]:.2f} right")
print(more.reasons[0])

# %%
# The same number of labels at random, in three draws:
draws = [np.random.default_rng(seed).permutation(len(X)) for seed in range(3)]
at_random = np.array([[right_after(draw[:budget]) for budget in budgets] for draw in draws])
print(at_random.round(2))

# %%
# What was chosen, and what it was worth
# --------------------------------------
# On the left are all recordings, similar ones near each other, and the first eight suggestions. On the right
# is how many of the other recordings are then recognised. Synthetic skeletons are easier than real ones;
# :doc:`/docs/no_labels` shows the gain on eight data sets.
from sklearn.manifold import TSNE

features = rounds.fit(np.where(np.isin(np.arange(len(X)), chosen[1]), truth, -1)).transform(X)
places = TSNE(2, init="pca", random_state=0).fit_transform(features)

figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4.2), layout="constrained")
left.scatter(*places.T, s=10, color="0.8")
for row in chosen[1]:
    left.scatter(*places[row], s=60, color="tab:blue", edgecolor="black")
    left.annotate(actions[truth[row]], places[row], xytext=(5, 5), textcoords="offset points", fontsize=9)
left.set(xticks=[], yticks=[], title="the first eight suggestions")
right.plot(budgets, suggested, marker="o", color="tab:blue", label="suggested")
right.plot(budgets, at_random.mean(axis=0), marker="o", color="0.5", label="at random, mean of three draws")
right.fill_between(budgets, at_random.min(axis=0), at_random.max(axis=0), color="0.5", alpha=0.2, linewidth=0)
right.set(xlabel="labels", ylabel="share of the others that is right", xticks=budgets)
right.grid(alpha=0.3)
_ = right.legend(loc="lower right")
