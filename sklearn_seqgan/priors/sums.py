"""Sums over the rows of each code."""
# SPDX-License-Identifier: BSD-3-Clause

import torch
from torch import Tensor

__all__ = ["sums_by_code"]


def sums_by_code(rows: Tensor, codes: Tensor, n_codes: int) -> Tensor:
    """Sum over the rows of each code, shape (n_codes, ...).

    Computed as a matrix product, because a GPU adds by index in no fixed order.

    Parameters
    ----------
    rows : Tensor of shape (n, ...)
    codes : Tensor of shape (n,), int64
    n_codes : int
    """
    of_code = codes == torch.arange(n_codes, device=codes.device)[:, None]
    return (of_code.to(rows.dtype) @ rows.flatten(1)).view(n_codes, *rows.shape[1:])
