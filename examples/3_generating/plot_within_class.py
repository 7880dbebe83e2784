# SPDX-License-Identifier: BSD-3-Clause
"""
What varies within a class
==========================

No two kicks are alike. Continuous codes give you a handle on the main axes along which a class varies:
`sample(codes=...)` turns it, and `transform` reads its position from a recording.
"""

# %%
# Ten persons do three actions, and differ in how far they reach and how long they take. We ask for one
# continuous code, and train for few steps to be quick.
import matplotlib.pyplot as plt
import numpy as np

from sklearn_seqgan import SemiSupervisedInfoGANClassifier
from sklearn_seqgan.datasets import make_skeleton_actions
from sklearn_seqgan.preprocessing import FrameSubsampler, JointCenterer

actions = ["jumping jack", "kick", "wave"]
data = make_skeleton_actions(40, 10, actions=actions, difficulty=0.8, shortest=60, longest=90, random_state=0)
X = FrameSubsampler(3).fit_transform(JointCenterer().fit_transform(data.X))
clf = SemiSupervisedInfoGANClassifier(
    generator_units=128,
    noise_dim=16,
    n_continuous_codes=1,
    reconstruction_steps=400,
    max_steps=0,
    random_state=0,
).fit(X, data.y)

# %%
# Turn the handle
# ---------------
# These are kicks at five settings of the code, everything else equal (with an integer `random_state`, calls
# draw the same noise and length). Each is drawn at the moment when the foot is highest.
settings = np.linspace(-1, 1, 5)
kicks = [clf.sample(1, y=1, codes=[c], spread=0, noise=0)[0][0] for c in settings]
bodies = [x.reshape(len(x), -1, 3) for x in kicks]
feet = [15, 19]

figure, axes = plt.subplots(1, 5, figsize=(10, 3.2), sharey=True, layout="constrained")
for ax, c, body in zip(axes, settings, bodies):
    highest = body[:, feet, 1].max(axis=1).argmax()
    for frame, shade in ((0, 0.25), (highest, 1.0)):
        for a, b in data.bones:
            ax.plot(*body[frame, [a, b], :2].T, color="tab:blue", alpha=shade, linewidth=2)
    ax.set(title=f"c = {c:+.1f}", xticks=[], yticks=[], aspect="equal")
    ax.spines[:].set_visible(False)

# %%
# Read it back
# ------------
# `transform` gives the code of real recordings. Nobody specified what it should mean, so plot it against the
# side that an action was done with, the position of the camera, and how far the farthest hand or foot went.
codes = clf.transform(X)[:, -1]
reach = [np.ptp(x.reshape(len(x), -1, 3)[:, [7, 11, 15, 19]], axis=0).max() for x in X]
jitter = np.random.default_rng(0).uniform(-0.2, 0.2, size=len(X))
quantities = {
    "side: left −1, right +1": np.where(data.side == "right", 1, -1) + jitter,
    "camera, degrees": data.yaw,
    "farthest reach, metres": np.array(reach),
}
figure, axes = plt.subplots(1, 3, figsize=(10, 3.2), sharex=True, layout="constrained")
for ax, (name, values) in zip(axes, quantities.items()):
    for k, action in enumerate(actions):
        own = data.y == k
        r = np.corrcoef(codes[own], np.asarray(values)[own])[0, 1]
        ax.scatter(codes[own], np.asarray(values)[own], s=12, label=f"{action}: r = {r:+.2f}")
    ax.set(xlabel="code read from the recording", title=name)
    ax.legend(fontsize="x-small", loc="upper center")
    ax.set_ylim(top=np.max(values) + 0.35 * np.ptp(values))

# %%
# It found the largest differences within an action: the side of a wave or a kick, and the position of the
# camera. You might have expected others. To remove these beforehand, turn or mirror the skeletons
# (:class:`~sklearn_seqgan.preprocessing.SkeletonRotator`).
