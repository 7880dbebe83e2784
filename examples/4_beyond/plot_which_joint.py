# SPDX-License-Identifier: BSD-3-Clause
"""
Which joint matters
===================

A classifier that is right may be right for a wrong reason. `channel_importance` exchanges a joint's
channels between recordings: what it then sees looks as real as before, but says nothing about the class. How
much the score drops is the joint's importance.
"""

# %%
# Eight persons do five actions; the last three persons are new.
import numpy as np

from sklearn_seqgan import SemiSupervisedRocketClassifier
from sklearn_seqgan.datasets import make_skeleton_actions
from sklearn_seqgan.preprocessing import FrameSubsampler, JointCenterer

actions = ["wave", "kick", "nod", "salute", "punch"]
data = make_skeleton_actions(24, 8, actions=actions, difficulty=0.7, random_state=0)
X = FrameSubsampler(2).fit_transform(JointCenterer().fit_transform(data.X))
train = data.groups <= 5
X_train, X_new = ([X[i] for i in np.flatnonzero(rows)] for rows in (train, ~train))
clf = SemiSupervisedRocketClassifier(random_state=0).fit(X_train, data.y[train])
y_new = data.y[~train]
print(f"{clf.score(X_new, y_new):.2f} of {len(y_new)} recordings of new persons are right")

# %%
# Joints that move together
# -------------------------
# A hand moves with its wrist: exchange one of them, and the other one still tells. So redundant joints belong
# in one group.
from sklearn_seqgan.datasets import joint_channels
from sklearn_seqgan.inspection import channel_importance

of_joint = joint_channels(data.joint_names)
groups = {
    "head": ["neck", "head"],
    "spine": ["spine_base", "spine_mid", "spine_shoulder"],
}
for side in ("left", "right"):
    groups[f"{side} shoulder, elbow"] = [f"shoulder_{side}", f"elbow_{side}"]
    groups[f"{side} hand"] = [f"{joint}_{side}" for joint in ("wrist", "hand", "hand_tip", "thumb")]
    groups[f"{side} hip, knee"] = [f"hip_{side}", f"knee_{side}"]
    groups[f"{side} foot"] = [f"ankle_{side}", f"foot_{side}"]
channels = {name: np.concatenate([of_joint[joint] for joint in joints]) for name, joints in groups.items()}
found = channel_importance(
    clf, X_new, y_new, groups_of_channels=channels, scoring="neg_log_loss", n_repeats=2, random_state=0
)
for name, mean in sorted(zip(found.names, found.importances_mean), key=lambda pair: -pair[1]):
    print(f"{name:22} {mean:5.2f}")

# %%
# On the skeleton
# ---------------
# Actions are done with the left or the right at random, so both sides matter; the spine does not.
from sklearn_seqgan.plotting import ChannelImportanceDisplay

display = ChannelImportanceDisplay.from_result(
    found, bones=data.bones, pose=X_new[0][0], score_name="log likelihood"
)
