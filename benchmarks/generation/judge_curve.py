"""The discriminative score of a GRU by the number of steps that it is trained for."""
# SPDX-License-Identifier: BSD-3-Clause

from benchmarks.generation.halves import rows_of
from benchmarks.machine.threads import one_thread
from benchmarks.output.markdown import markdown
from sklearn_seqgan import GRUClassifier
from sklearn_seqgan.metrics import DiscriminativeScore

__all__ = ["report"]

STEPS = 100, 200, 400, 600, 1000, 2000


def report(data, clf):
    """A table in Markdown: the scores of generated and of real sequences after each number of steps."""
    (X_train, _), (X, y) = rows_of(data, data.train), rows_of(data, data.test)
    generated, _ = clf.sample(len(y), y=y)
    with one_thread():
        lines = [[f"{n:,}", *scores(X_train, X, generated, n)] for n in STEPS]
    return markdown(["steps of the judge", "generated", "real"], lines)


def scores(X_train, X, generated, n_steps):
    """Score of generated sequences, and of training sequences in their place."""
    judge = GRUClassifier(max_steps=n_steps, random_state=0)
    metric = DiscriminativeScore(X_train, X, discriminator=judge)
    return [f"{score:.3f}" for score in (metric(generated), metric.floor)]
