# SPDX-License-Identifier: BSD-3-Clause
"""
A system of one's own
=====================

The default encoder is built on fixed random convolutions. Here is another one: trained convolutions with
attention, in which each time step determines its own weight. It takes one class of some thirty lines; the
package still does the training, labels, files and checks.
"""

# %%
# A trunk
# -------
# A trunk turns a `Batch` (values of shape (batch, T, F), and lengths) into features of shape (batch,
# width). This one weights time steps by attention: f(x) = Σ_t a_t h_t, with a = softmax(w·h) over the steps
# that a sequence has.
import torch
from torch import nn

from sklearn_seqgan.networks.convolution import convolve


class AttentiveTrunk(nn.Module):
    def __init__(self, n_channels, filters, kernel_size):
        super().__init__()
        self.first = nn.Conv1d(n_channels, filters, kernel_size, padding="same")
        self.second = nn.Conv1d(filters, filters, kernel_size, padding="same")
        self.importance = nn.Conv1d(filters, 1, 1)
        self.width = filters

    def steps(self, batch):
        """h of shape (batch, width, T) and a of shape (batch, 1, T)."""
        mask = batch.mask[:, None]
        h = torch.tanh(convolve(self.first, batch.values.transpose(1, 2))) * mask
        h = torch.tanh(convolve(self.second, h)) * mask
        return h, self.importance(h).masked_fill(~mask, -torch.inf).softmax(dim=2)

    def forward(self, batch):
        h, a = self.steps(batch)
        return (h * a).sum(dim=2)


# %%
# A system
# --------
# `ConvInfoGAN` builds its trunk in one method. Name the system in `INFOGANS`; a classifier that accepts this
# name is a subclass of two lines.
from sklearn.utils._param_validation import StrOptions

from sklearn_seqgan import SemiSupervisedInfoGANClassifier
from sklearn_seqgan.systems import INFOGANS
from sklearn_seqgan.systems.conv_infogan import ConvInfoGAN


class AttentiveInfoGAN(ConvInfoGAN):
    @staticmethod
    def build_trunk(a):
        return AttentiveTrunk(a.n_channels, a.filters, a.kernel_size)


INFOGANS["attentive"] = AttentiveInfoGAN


class AttentiveClassifier(SemiSupervisedInfoGANClassifier):
    _parameter_constraints = SemiSupervisedInfoGANClassifier._parameter_constraints | {
        "trunk": [StrOptions(set(INFOGANS))]
    }


# %%
# Few labels
# ----------
# Eight persons do four actions at ten frames per second, with six labels per action; two of the persons are
# new. To be quick, there are few steps; a real fit takes five times as many.
import numpy as np

from sklearn_seqgan.datasets import make_skeleton_actions
from sklearn_seqgan.model_selection import mask_labels
from sklearn_seqgan.preprocessing import FrameSubsampler, JointCenterer

actions = ["wave", "kick", "bow", "jumping jack"]
data = make_skeleton_actions(48, 8, actions=actions, difficulty=0.6, random_state=0)
X = FrameSubsampler(3).fit_transform(JointCenterer().fit_transform(data.X))
train = data.groups <= 6
X_train, X_new = ([X[i] for i in np.flatnonzero(rows)] for rows in (train, ~train))
y_train = mask_labels(data.y[train], per_class=6, random_state=0)

clf = AttentiveClassifier(
    trunk="attentive",
    critic="trunk",
    share_trunk=True,
    reconstruction_steps=0,
    max_steps=120,
    filters=32,
    random_state=0,
)
clf.fit(X_train, y_train)
print(f"{clf.score(X_new, data.y[~train]):.2f} of new persons' recordings are right")

# %%
# Which steps count
# -----------------
# `weights_` has the trained weights by name, so you can look at the trunk on its own. Here are recordings of
# new persons: how fast hands and feet move, and above that how much each step counts. Nobody told the trunk
# when the action takes place.
import matplotlib.pyplot as plt

from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.sequences import from_ragged

trunk = AttentiveTrunk(clf.n_channels_, 32, clf.kernel_size)
own = {name.removeprefix("trunk."): w for name, w in clf.weights_.items() if name.startswith("trunk.")}
trunk.load_state_dict({name: torch.as_tensor(w) for name, w in own.items()})

figure, axes = plt.subplots(2, 4, figsize=(11, 3.8), sharex="col", layout="constrained", height_ratios=[1, 2])
for k, (above, below) in enumerate(axes.T):
    row = np.flatnonzero(data.y[~train] == k)[1]
    x = X_new[row]
    scaled = clf.scale_.apply(from_ragged([x]))
    with torch.no_grad():
        _, a = trunk.steps(Batch(torch.as_tensor(scaled.values), torch.as_tensor(scaled.lengths)))
    times = np.arange(len(x)) / 10
    above.imshow(a[0], aspect="auto", cmap="magma", extent=(0, times[-1], 0, 1))
    speed = np.linalg.norm(np.diff(x.reshape(len(x), -1, 3), axis=0), axis=2) * 10
    for part, joint in {"hands": [7, 11], "feet": [15, 19]}.items():
        below.plot(times[1:], speed[:, joint].mean(axis=1), label=part)
    above.set(yticks=[], title=actions[k])
    below.set(xlabel="seconds", xlim=(0, times[-1]))
axes[0, 0].set_ylabel("counts")
axes[1, 0].set_ylabel("metres per second")
_ = axes[1, 0].legend()
