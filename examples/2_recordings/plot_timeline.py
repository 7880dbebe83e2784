# SPDX-License-Identifier: BSD-3-Clause
"""
A timeline from a long recording
================================

Somebody exercised for two minutes, and nobody wrote down when each exercise began. A few intervals of
other recordings are annotated. `WindowedClassifier` learns from these, and predicts every time step.
"""

# %%
# Sessions
# --------
# Each watch recording is of one exercise. A session here is put together from the recordings of one person:
# windows of the seven exercises, some 15 seconds each, in a different order for each person. Every step has a
# true label, so the timeline can be checked.
import numpy as np

from sklearn_seqgan.datasets import load_watch

watch = load_watch(random_state=0)
rng = np.random.default_rng(0)


def session(person):
    """Channels and true labels of each time step of seven exercises in a random order."""
    parts, labels = [], []
    for exercise in rng.permutation(7):
        rows = np.flatnonzero((watch.groups == person) & (watch.y == exercise))[:5]
        parts += [watch.X[i] for i in rows]
        labels += [np.full(len(watch.X[i]), watch.target_names[exercise], dtype=object) for i in rows]
    return np.concatenate(parts), np.concatenate(labels)


sessions = [session(person) for person in range(1, 6)]
recordings, truth = [x for x, _ in sessions], [labels for _, labels in sessions]
print([f"{len(x) / 50:.0f} s" for x in recordings])

# %%
# A few intervals
# ---------------
# The recordings of four persons are for training; one second in eight of each is annotated.
# `labels_from_intervals` would read the tables of annotation tools; here we simply set the labels of all
# other steps to the marker.
annotated = []
for labels in truth[:4]:
    shown = np.full(len(labels), -1, dtype=object)
    for start in range(0, len(labels) - 100, 400):
        shown[start : start + 50] = labels[start : start + 50]
    annotated.append(shown)
print(f"{np.mean(np.concatenate(annotated) != -1):.0%} of the steps have a label")

# %%
# Fit, and predict
# ----------------
# Windows are two seconds long, and one starts every second. A window gets the label that covers enough of it,
# or none. The fifth person is new.
from sklearn_seqgan import SemiSupervisedRocketClassifier
from sklearn_seqgan.model_selection import WindowedClassifier

clf = WindowedClassifier(SemiSupervisedRocketClassifier(random_state=0), 2.0, 1.0, rate_hz=50, min_share=0.5)
clf.fit(recordings[:4], annotated, groups=[1, 2, 3, 4])
new = recordings[4:]
print(f"{clf.score(new, truth[4:]):.2f} of the new person's steps are right")

# %%
# Predict intervals for the annotation tool. With `min_duration`, they come from the likeliest sequence of
# labels in which no label lasts for less:
table = clf.predict_intervals(new, ids=["fifth"], min_duration=5.0)
for start, stop, label, probability in zip(
    table["start"], table["stop"], table["label"], table["probability"]
):
    print(f"{start:6.1f} to {stop:6.1f} s  {label:5}  {probability:.2f}")

# %%
# The timeline
# ------------
# Above is the truth, which the classifier has not seen; below is what it predicts, the surer the darker. It
# takes the inward rotation of the shoulder (IR) for the outward one (ER): at the wrist they are much alike.
from sklearn_seqgan.plotting import TimelineDisplay

display = TimelineDisplay.from_estimator(clf, new, truth[4:], names=["fifth person"])
display.figure_.set_size_inches(10, 2.6)
