"""What the networks are trained for: functions of scores, logits and weights."""
# SPDX-License-Identifier: BSD-3-Clause
