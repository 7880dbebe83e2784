"""The systems of adversarial training: one file each, with its networks and its training hooks."""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn_seqgan.systems.bigan import BiGAN
from sklearn_seqgan.systems.conv_infogan import ConvInfoGAN
from sklearn_seqgan.systems.random_infogan import RandomConvInfoGAN

__all__ = ["INFOGANS", "SYSTEMS"]

INFOGANS = {"conv": ConvInfoGAN, "random-convolution": RandomConvInfoGAN}
"""By the trunk of critic and encoder."""

SYSTEMS = {**INFOGANS, "bigan": BiGAN}
