"""Probabilities of windows -> of time steps -> intervals, wherever the probabilities come from."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np

__all__ = ["average_windows", "likeliest_codes", "runs"]

_SMALLEST = 1e-12  # smallest probability that still has a logarithm


def average_windows(probabilities, starts, length, n_steps):
    """Mean over the windows that cover each step.

    Parameters
    ----------
    probabilities : ndarray of shape (n_windows, K)
    starts : ndarray of shape (n_windows,)
    length, n_steps : int

    Returns
    -------
    ndarray of shape (n_steps, K)
        NaN at steps in no window.
    """
    total, count = np.zeros((n_steps, probabilities.shape[1])), np.zeros((n_steps, 1))
    for start, p in zip(starts.tolist(), probabilities):
        total[start : start + length] += p
        count[start : start + length] += 1
    with np.errstate(invalid="ignore"):
        return total / count


def likeliest_codes(probabilities, shortest=1):
    """The classes that maximise Σ_t log p_t(c_t), with no class held for less than `shortest` steps.

    V_t(k), the best sum up to step t whose last class is k, is the larger of V_{t−1}(k) + log p_t(k) and
    max_j V_{t−s}(j) + Σ_{u = t−s+1..t} log p_u(k), where s is `shortest`.

    Parameters
    ----------
    probabilities : ndarray of shape (T, K), without NaN
    shortest : int, default=1
        Shortest duration of a class, in steps.

    Returns
    -------
    ndarray of shape (T,)
        Numbers of classes; −1 everywhere if T is less than `shortest`.
    """
    n_steps, n_classes = probabilities.shape
    if n_steps < shortest:
        return np.full(n_steps, -1)
    if shortest == 1:
        return probabilities.argmax(axis=1)
    logs = np.log(np.maximum(probabilities, _SMALLEST))
    sums = np.concatenate([np.zeros((1, n_classes)), np.cumsum(logs, axis=0)])
    best = np.full(
        (n_steps + 1, n_classes), -np.inf
    )  # V_t, t counted from 1; V_0 is 0, since all classes may begin there
    begins = np.zeros((n_steps + 1, n_classes), dtype=bool)  # whether a hold of `shortest` steps ends at t
    before = np.full(n_steps + 1, -np.inf)
    before[0] = 0.0
    for t in range(shortest, n_steps + 1):
        anew = before[t - shortest] + sums[t] - sums[t - shortest]
        longer = best[t - 1] + logs[t - 1]
        begins[t] = anew > longer
        best[t] = np.maximum(anew, longer)
        before[t] = best[t].max()
    return _traced_back(best, begins, shortest)


def _traced_back(best, begins, shortest):
    codes = np.empty(len(best) - 1, dtype=np.int64)
    t = len(codes)
    while t > 0:
        k = best[t].argmax()
        while not begins[t, k]:
            codes[t - 1] = k
            t -= 1
        codes[t - shortest : t] = k
        t -= shortest
    return codes


def runs(codes):
    """First step, step after the last, and code of each run of equal codes, without −1; three arrays."""
    edges = np.flatnonzero(np.diff(codes, prepend=codes[:1] - 1))
    stops = np.append(edges[1:], len(codes))
    kept = codes[edges] >= 0
    return edges[kept], stops[kept], codes[edges][kept]
