"""Supervised sequence classifiers, the networks of the baselines.

Each maps a `Batch` of sequences to logits (batch, n_classes).
"""
# SPDX-License-Identifier: BSD-3-Clause

import torch
from torch import Tensor, nn

from sklearn_seqgan.networks.batch import Batch
from sklearn_seqgan.networks.dropout import SeededDropout
from sklearn_seqgan.networks.heads import Head
from sklearn_seqgan.networks.trunks.conv import ConvTrunk

__all__ = ["ConvClassifier", "RecurrentClassifier"]


class ConvClassifier(nn.Module):
    """The CNN classifier of Table 1: the encoder's layers, with dropout before the dense ones.

    Parameters
    ----------
    n_channels, n_classes : int
    filters : int, default=64
    kernel_size : int, default=5
    n_conv_layers : int, default=2
    hidden_units : int, default=64
    dropout : float, default=0.1
    """

    def __init__(
        self,
        n_channels: int,
        n_classes: int,
        filters: int = 64,
        kernel_size: int = 5,
        n_conv_layers: int = 2,
        hidden_units: int = 64,
        dropout: float = 0.1,
    ):
        super().__init__()
        self.trunk = ConvTrunk(n_channels, filters, kernel_size, n_conv_layers)
        self.dropout = SeededDropout(dropout)
        self.head = Head(self.trunk.width, hidden_units, n_classes)

    def forward(self, batch: Batch) -> Tensor:
        return self.head(self.dropout(self.trunk(batch)))


class RecurrentClassifier(nn.Module):
    """A GRU read at the last valid step of each sequence (Table 2, "RNN classifier").

    Parameters
    ----------
    n_channels, n_classes : int
    units : int, default=64
    n_layers : int, default=2
    """

    def __init__(self, n_channels: int, n_classes: int, units: int = 64, n_layers: int = 2):
        super().__init__()
        self.gru = nn.GRU(n_channels, units, n_layers, batch_first=True)
        self.output = nn.Linear(units, n_classes)

    def forward(self, batch: Batch) -> Tensor:
        states, _ = self.gru(batch.values)  # causal: padding after the end has no effect
        rows = torch.arange(len(batch), device=states.device)
        return self.output(states[rows, batch.lengths - 1])
