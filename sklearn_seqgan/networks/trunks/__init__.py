"""Trunks: from a `Batch` of sequences to one feature vector each, shape (batch, width).

Padding must not change what a trunk gives. Critic and encoder are heads on top of one.
"""
# SPDX-License-Identifier: BSD-3-Clause
