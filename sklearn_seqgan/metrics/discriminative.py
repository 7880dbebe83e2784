"""How well a judge distinguishes generated sequences from real ones."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
from sklearn.model_selection import train_test_split

from sklearn_seqgan.metrics._base import SequenceMetric
from sklearn_seqgan.metrics.judges import fit_judge, gru, minirocket_ridge
from sklearn_seqgan.typing import Estimator, LabelsLike, Marker, RandomStateLike, SequencesLike

__all__ = ["DiscriminativeScore", "RocketDiscriminativeScore"]


class DiscriminativeScore(SequenceMetric):
    """``|accuracy − 0.5|`` of a judge that tells generated sequences from held-out real ones.

    The same number of both is used. The judge learns from four in five and is tested on the rest.

    Parameters
    ----------
    train, held_out : array-like of shape (n, T) or (n, T, F), or list of (T_i, F) arrays
        Real sequences.
    y_train, y_held_out : ignored
        Not used, present for API consistency by convention.
    discriminator : classifier, default=None
        Unfitted classifier of lists of (T_i, F) arrays. None: `GRUClassifier` with 600 steps.
    test_size : float, default=0.2
        Share of the sequences that the judge is tested on.
    random_state : int, default=0
        Seed for the choice of rows, their split, and the default judge.
    unlabeled : ignored
        Not used, present for API consistency by convention.

    Attributes
    ----------
    floor : float in [0, 0.5]
        Score of training against held-out sequences. If these are of different persons, it may be far from 0,
        because the judge distinguishes the persons: both parts should have the same ones.

    Raises
    ------
    ValueError
        If there are fewer than two sequences of either kind, or the channels differ.

    See Also
    --------
    RocketDiscriminativeScore :
        The same with MiniRocket and ridge, which detect more than a GRU. Needs aeon.
    generation_report :
        Measure the sequences that a fitted generator makes, by every available metric.

    Notes
    -----
    For n test sequences, tossing a coin gives 0.4 / √n on average, not 0.

    References
    ----------
    Yoon, Jarrett & van der Schaar (2019), Time-series generative adversarial networks, section 5. NeurIPS.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.neighbors import KNeighborsClassifier
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import FunctionTransformer
    >>> X = [np.full((3, 1), k / 10) for k in range(20)]
    >>> judge = make_pipeline(FunctionTransformer(lambda X: [x[0] for x in X]), KNeighborsClassifier(1))
    >>> DiscriminativeScore(X[::2], X[1::2], discriminator=judge)([x + 5 for x in X])
    0.5
    """

    _make_default = staticmethod(gru)

    def __init__(
        self,
        train: SequencesLike,
        held_out: SequencesLike,
        y_train: LabelsLike | None = None,
        y_held_out: LabelsLike | None = None,
        *,
        discriminator: Estimator = None,
        test_size: float = 0.2,
        random_state: RandomStateLike = 0,
        unlabeled: Marker = -1,
    ) -> None:
        super().__init__(train, held_out, unlabeled=unlabeled)
        self.discriminator = self._make_default(random_state) if discriminator is None else discriminator
        self.test_size = test_size
        self.random_state = random_state

    def _value(self, rows, real):
        X, is_real = self._as_many(rows.sequences, real.sequences)
        learn, ask = self._split(is_real)
        judge = fit_judge(self.discriminator, [X[i] for i in learn], is_real[learn])
        return abs(np.mean(judge.predict([X[i] for i in ask]) == is_real[ask]) - 0.5)

    def _as_many(self, generated, real):
        """The same number of both kinds of sequences, and whether each is real."""
        n, rng = min(len(generated), len(real)), np.random.default_rng(self.random_state)
        if n < 2:
            raise ValueError(f"{len(generated)} and {len(real)} sequences; two of each are needed at least.")
        chosen = [some[i] for some in (generated, real) for i in rng.permutation(len(some))[:n]]
        return chosen, np.repeat([0, 1], n)

    def _split(self, is_real):
        """Rows for learning and for testing, each with the same number of both kinds."""
        n_asked = max(2, round(self.test_size * len(is_real)))
        rows = np.arange(len(is_real))
        return train_test_split(rows, test_size=n_asked, stratify=is_real, random_state=self.random_state)


class RocketDiscriminativeScore(DiscriminativeScore):
    """The same with MiniRocket and ridge, which detect more than a GRU. Needs aeon.

    Parameters
    ----------
    train, held_out, y_train, y_held_out, discriminator, test_size, random_state, unlabeled : as there
        Those of `DiscriminativeScore`; the default judge is MiniRocket and ridge.

    See Also
    --------
    DiscriminativeScore :
        ``|accuracy − 0.5|`` of a judge that tells generated sequences from held-out real ones.
    generation_report :
        Measure the sequences that a fitted generator makes, by every available metric.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_seqgan.metrics import RocketDiscriminativeScore
    >>> rng = np.random.default_rng(0)
    >>> train, held_out = rng.normal(size=(2, 30, 20, 1))
    >>> score = RocketDiscriminativeScore(train, held_out, random_state=0)
    >>> score(np.zeros((30, 20, 1)) + np.linspace(0, 1, 20)[:, None])
    0.5
    """

    _make_default = staticmethod(minirocket_ridge)
