"""Held-out rows with a label that judge the networks as they are trained, and end it early."""
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
        Of the training set, where they have no label.
    codes : Tensor of shape (n,), int64
        Those of their labels.
    n_iter_no_change : int
        Rows of the history without a better score after which training ends.
    """

    rows: Tensor
    codes: Tensor
    n_iter_no_change: int

    @torch.no_grad()
    def score(self, networks: nn.Module, data) -> float:
        """Share of the rows whose likeliest code is theirs; the networks are in evaluation meanwhile."""
        networks.eval()

        def likeliest(mine):
            parts = self.rows[mine].split(ROWS_AT_A_LOOK)
            return torch.cat([networks.code_logits(data.read(some)).argmax(1) for some in parts])

        found = data.everywhere(likeliest, self.rows)
        networks.train()
        return float((found == self.codes).double().mean())

    def is_best(self, history: list[dict]) -> bool:
        """Whether the last row is better than all before."""
        return _rows_since_the_best(history) == 0

    def is_over(self, history: list[dict]) -> bool:
        """Whether too many rows have not been better."""
        return _rows_since_the_best(history) >= self.n_iter_no_change


def _rows_since_the_best(history):
    return scores_since_the_best(row["validation_score"] for row in history if "validation_score" in row)
