"""Training objectives of the networks, as functions of scores, logits and weights."""
# SPDX-License-Identifier: BSD-3-Clause
