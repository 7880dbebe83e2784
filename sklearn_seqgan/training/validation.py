"""Held-out labelled rows that score the networks during training, and may end it early."""
# SPDX-License-Identifier: BSD-3-Clause

from typing import NamedTuple

import torch
from torch import Tensor, nn

from sklearn_seqgan.objectives.early_stopping import scores_since_the_best

__all__ = ["Validation"]

ROWS_AT_A_LOOK = 64


class Validation(NamedTuple):
    """Accuracy on held-out rows.

    Attributes
    ----------
    rows : Tensor of shape (n,), int64
        Rows of the training set; in training their labels are hidden.
    codes : Tensor of shape (n,), int64
        Codes of their labels.
    n_iter_no_change : int
        Training ends after this many rows of the history without a better score.
    """

    rows: Tensor
    codes: Tensor
    n_iter_no_change: int

    @torch.no_grad()
    def score(self, networks: nn.Module, data) -> float:
        """Share of the rows whose likeliest code is right, with the networks in evaluation mode."""
        networks.eval()

        def likeliest(mine):
            parts = self.rows[mine].split(ROWS_AT_A_LOOK)
            return torch.cat([networks.code_logits(data.read(some)).argmax(1) for some in parts])

        found = data.everywhere(likeliest, self.rows)
        networks.train()
        return float((found == self.codes).double().mean())

    def is_best(self, history: list[dict]) -> bool:
        """Whether the last row is better than all before it."""
        return _rows_since_the_best(history) == 0

    def is_over(self, history: list[dict]) -> bool:
        """Whether the last `n_iter_no_change` rows have brought no better score."""
        return _rows_since_the_best(history) >= self.n_iter_no_change


def _rows_since_the_best(history):
    return scores_since_the_best(row["validation_score"] for row in history if "validation_score" in row)
