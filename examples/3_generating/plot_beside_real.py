# SPDX-License-Identifier: BSD-3-Clause
"""
Generated beside real skeletons
===============================

A fitted `SemiSupervisedInfoGANClassifier` makes new recordings of a class. Are they any good? Look
first, then measure.
"""

# %%
# A small fit
# -----------
# There are three actions at ten frames per second; half of the recordings have a label. The hip is the origin
# of every frame, so movements of the whole body are lost, and a jump would look like a bow. These actions are
# distinguished by arms and legs.
#
# To be quick, the generator is small and there are few steps. With the defaults a fit takes a minute or so,
# and does better.
import numpy as np

from sklearn_seqgan import SemiSupervisedInfoGANClassifier
from sklearn_seqgan.datasets import make_skeleton_actions
from sklearn_seqgan.preprocessing import FrameSubsampler, JointCenterer

actions = ["jumping jack", "kick", "wave"]
data = make_skeleton_actions(40, 8, actions=actions, difficulty=0.5, shortest=60, longest=90, random_state=0)
X = FrameSubsampler(3).fit_transform(JointCenterer().fit_transform(data.X))
y = np.where(np.arange(len(X)) % 2 == 0, data.y, -1)

clf = SemiSupervisedInfoGANClassifier(
    generator_units=128, noise_dim=16, reconstruction_steps=400, max_steps=20, random_state=0
)
clf.fit(X, y)

# %%
# Look
# ----
# For each action there is a real recording, and a new one below it. Later skeletons are darker.
from sklearn_seqgan.plotting import SkeletonDisplay

shown, titles = [], []
for k, action in enumerate(actions):
    made, _ = clf.sample(1, y=k)
    shown += [X[np.flatnonzero(data.y == k)[0]], made[0]]
    titles += [f"{action}, real", f"{action}, made"]
display = SkeletonDisplay.from_data(shown, data.bones, titles=titles, n_frames=9)

# %%
# Measure
# -------
# `generation_report` puts the value for real sequences beside each figure. Here are a few of its quick
# metrics: whether the sequences have the right lengths, whether they move as fast, and whether bones keep
# their length. The whole report also trains judges.
from sklearn_seqgan.metrics import SEQUENCE_METRICS, generation_report

quick = {
    name: SEQUENCE_METRICS[name]
    for name in ("length_distance", "diversity", "speed_ratio", "bone_length_variation")
}
print(generation_report(clf, X, data.y, metrics=quick, bones=data.bones, random_state=0))

# %%
# They move
# ---------
# The same six side by side, as an animation that `animate` also writes to a file.
animation = display.animate(rate_hz=10)
