"""Networks: tensors in, tensors out. This package knows nothing of losses, training and labels."""
# SPDX-License-Identifier: BSD-3-Clause
