"""Networks: shapes in, shapes out. Losses, training and labels are unknown here."""
# SPDX-License-Identifier: BSD-3-Clause
