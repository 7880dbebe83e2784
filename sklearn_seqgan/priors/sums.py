"""Sums over the rows of each code."""
# SPDX-License-Identifier: BSD-3-Clause

import torch
from torch import Tensor

__all__ = ["sums_by_code"]


def sums_by_code(rows: Tensor, codes: Tensor, n_codes: int) -> Tensor:
    """A sum for each code, shape (n_codes, ...); a product, since a GPU's sums by index have no fixed order.

    Parameters
    ----------
    rows : Tensor of shape (n, ...)
    codes : Tensor of shape (n,), int64
    n_codes : int
    """
    of_code = codes == torch.arange(n_codes, device=codes.device)[:, None]
    return (of_code.to(rows.dtype) @ rows.flatten(1)).view(n_codes, *rows.shape[1:])
