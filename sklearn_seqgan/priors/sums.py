"""Rows sorted by code, and sums over the rows of each code."""
# SPDX-License-Identifier: BSD-3-Clause

import torch
from torch import Tensor

__all__ = ["blocks", "sums_by_code"]


def blocks(count: Tensor) -> tuple[Tensor, Tensor]:
    """First row and number of rows of each code, if rows are sorted by code; a code without rows has all.

    Parameters
    ----------
    count : Tensor of shape (n_codes,), int64
        Number of rows of each code.
    """
    is_empty = count == 0
    return torch.where(is_empty, 0, count.cumsum(0) - count), torch.where(is_empty, count.sum(), count)


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
