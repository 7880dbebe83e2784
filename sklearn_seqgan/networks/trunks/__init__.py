"""Trunks: from a `Batch` of sequences to one feature vector each, shape (batch, width).

Padding must not change a trunk's features. Critic and encoder are heads on top of a trunk.
"""
# SPDX-License-Identifier: BSD-3-Clause
