"""A convolution over time, as the device at hand does it best."""
# SPDX-License-Identifier: BSD-3-Clause

import torch.nn.functional as F
from torch import Tensor, nn

__all__ = ["as_product", "convolve"]


def convolve(layer: nn.Conv1d, x: Tensor) -> Tensor:
    """What the layer gives, shape (batch, filters, T'); on a GPU as one product.

    For so few channels cuDNN takes the gradient by Fourier transforms: 20 times longer on an H100, and not
    the same bits twice.

    Parameters
    ----------
    layer : Conv1d
    x : Tensor of shape (batch, n_channels, T)
    """
    return as_product(layer, x) if x.is_cuda else layer(x)


def as_product(layer: nn.Conv1d, x: Tensor) -> Tensor:
    """The weights, a row for each filter, times all that a filter covers, at every place."""
    (kernel_size,), (stride,), (padding,) = layer.kernel_size, layer.stride, layer.padding
    covered = F.pad(x, (padding, padding)).unfold(2, kernel_size, stride)  # (batch, n_channels, T', size)
    columns = covered.transpose(1, 2).flatten(2)
    return F.linear(columns, layer.weight.flatten(1), layer.bias).transpose(1, 2)
