# SPDX-License-Identifier: BSD-3-Clause
"""
A model saved and served
========================

A fitted classifier can be saved to a file that runs no code, and exported for runtimes without Python. Here
one of these runtimes follows a stream, as it would on a watch.
"""

# %%
# Fit and save
# ------------
# `save` writes arrays and JSON; `load` finds the class and checks every shape. Predictions are bit-identical.
import tempfile
from pathlib import Path

import numpy as np

from sklearn_seqgan import CNNClassifier, load
from sklearn_seqgan.datasets import load_watch

watch = load_watch()
train = np.flatnonzero(watch.groups % 2 == 1)[::2]
X_train = [watch.X[i] for i in train]
clf = CNNClassifier(max_steps=300, random_state=0).fit(X_train, watch.y[train])

folder = tempfile.TemporaryDirectory()
path = Path(folder.name) / "watch.safetensors"
clf.save(path, training_state=False)
again = load(path)
same = np.array_equal(again.predict_proba(X_train), clf.predict_proba(X_train))
print(f"{path.stat().st_size / 1000:.0f} kB, the same: {same}")

# %%
# Serve
# -----
# `to_onnx` writes a file for ONNX runtimes in C++, Java, JavaScript and on phones. The model takes sequences
# as they were recorded, since it does the scaling itself, and with any number of steps. Before the file is
# written, its predictions are compared with the classifier's.
import onnxruntime

model = Path(folder.name) / "watch.onnx"
clf.to_onnx(model)
session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
print(f"{model.stat().st_size / 1000:.0f} kB", [(i.name, i.shape) for i in session.get_inputs()])

# %%
# A stream
# --------
# A person who was not in training does one exercise after another. Every fifth of a second, the runtime gets
# the last two seconds.
from time import perf_counter

person, order = 4, [0, 5, 2, 6, 4]
rows = [np.flatnonzero((watch.groups == person) & (watch.y == k))[:4] for k in order]
stream = np.concatenate([watch.X[i] for own in rows for i in own])
ends = np.cumsum([sum(len(watch.X[i]) for i in own) for own in rows]) / 50

times, answers, milliseconds = [], [], []
for now in range(100, len(stream), 10):
    window = np.ascontiguousarray(stream[now - 100 : now][None], dtype=np.float32)
    start = perf_counter()
    probabilities, _ = session.run(None, {"values": window, "lengths": np.array([100])})
    milliseconds.append(1000 * (perf_counter() - start))
    times.append(now / 50)
    answers.append(probabilities[0])
answers = np.array(answers)
print(f"{np.median(milliseconds):.1f} ms per window")

# %%
# What was done (above), and what the model answers (below). It lags by about half of its window.
import matplotlib.pyplot as plt

colours = plt.get_cmap("tab10").colors
figure, (above, below) = plt.subplots(
    2, 1, figsize=(10, 4.2), sharex=True, layout="constrained", height_ratios=[1, 6]
)
for k, start, stop in zip(order, [0, *ends], ends):
    above.axvspan(start, stop, color=colours[k])
    luminance = np.power(colours[k], 2.2) @ [0.2126, 0.7152, 0.0722]
    ink = "white" if luminance < 0.18 else "black"  # the one of more contrast
    above.text((start + stop) / 2, 0.5, watch.target_names[k], ha="center", va="center", color=ink)
below.stackplot(times, answers.T, colors=colours[:7], labels=watch.target_names)
above.set(yticks=[], title="done")
below.set(xlabel="seconds", ylabel="probability", xlim=(times[0], times[-1]), ylim=(0, 1))
_ = below.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
folder.cleanup()
