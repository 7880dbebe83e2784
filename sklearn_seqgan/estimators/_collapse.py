"""Warnings if the losses look fine after training, but codes or samples are unusable."""
# SPDX-License-Identifier: BSD-3-Clause

import torch
from sklearn.exceptions import ConvergenceWarning

from sklearn_seqgan._warnings import warn
from sklearn_seqgan.training.collapse import (
    LARGEST_SPREAD,
    SMALLEST_SPREAD,
    SMALLEST_USE,
    code_use,
    sample_spreads,
)

__all__ = ["warn_of_collapsed_codes", "warn_of_odd_samples"]


def warn_of_collapsed_codes(codes, targets, code_prior):
    """Warn if the predicted codes of the training sequences vary much less than p(c) and the labels."""
    prior = torch.tensor(code_prior, dtype=torch.float32)
    use = code_use(torch.from_numpy(codes), torch.from_numpy(targets), prior)
    if use < SMALLEST_USE:
        warn(
            f"The codes have collapsed: the entropy of the training sequences' codes is {use:.2f} of that of "
            "p(c), or of the labels. Try a larger real_information_weight, more labels or steps, or fewer "
            "codes.",
            ConvergenceWarning,
        )


def warn_of_odd_samples(generator, priors, classes):
    """Warn if the samples of a class are all alike, whatever the noise, or vary far too much."""
    rng = torch.Generator(priors.code.device).manual_seed(0)  # must not advance a user's random state
    spreads = sample_spreads(generator, priors, rng)[: len(classes)]
    for odd, k, problem in (
        (spreads.min() < SMALLEST_SPREAD, spreads.argmin(), "have collapsed"),
        (~(spreads.max() <= LARGEST_SPREAD), spreads.argmax(), "are far too wide"),
    ):
        if odd:
            warn(
                f"The samples {problem}: those of class {classes[int(k)]} deviate by {float(spreads[k]):.1e} "
                "from each other, in units of the training sequences' deviation. Try another loss or "
                "lipschitz, a lower learning_rate, or a smaller information_weight.",
                ConvergenceWarning,
            )
