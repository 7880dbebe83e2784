"""What the Triton kernels require of a GPU; computed without loading Triton."""
# SPDX-License-Identifier: BSD-3-Clause

import torch

__all__ = ["fits", "is_supported", "padded_units", "precision", "shared_bytes"]

_SMALLEST_SHARED = 48 * 1024  # every GPU has it; used if torch reports nothing


def precision() -> str:
    """How a float32 product is computed on TF32 cores: as three, or as one if torch may do so."""
    return "tf32x3" if torch.get_float32_matmul_precision() == "highest" else "tf32"


def padded_units(units: int) -> int:
    """The power of two, at least 16, that a state is padded to."""
    return max(16, 1 << (units - 1).bit_length())


def shared_bytes(units: int) -> int:
    """Upper bound on a program's shared memory: the weights (H, 4H), once or in two parts, and some tiles.

    Read from kernels compiled by Triton 3.6 and 3.9.
    """
    size = padded_units(units)
    if precision() == "tf32x3":
        return 32 * size**2 + 512 * size
    return 16 * size**2 + 768 * size


def is_supported(device: torch.device) -> bool:
    """Whether a CUDA device runs the kernels; TF32 came with compute capability 8.0."""
    return torch.cuda.get_device_properties(device).major >= 8


def fits(units: int, device: torch.device) -> bool:
    """Whether one multiprocessor of a CUDA device can hold the weights through all steps."""
    properties = torch.cuda.get_device_properties(device)
    room = getattr(properties, "shared_memory_per_block_optin", _SMALLEST_SHARED)
    return is_supported(device) and shared_bytes(units) <= room
