"""The fit on rows in the solver's basis: no code takes everything."""
# SPDX-License-Identifier: BSD-3-Clause

import torch

from sklearn_seqgan.closed_form import solver
from sklearn_seqgan.closed_form.self_training import Rows

N_LABELS = 3, 2, 1, 1, 1


def unequal_labels(seed, n=60, width=40, distance=0.3):
    """Noisy rows around five centres, with more labels of some than of others."""
    rng = torch.Generator().manual_seed(seed)
    n_codes = len(N_LABELS)
    y = torch.arange(n) % n_codes
    centres = distance * torch.randn(n_codes, width, generator=rng, dtype=torch.float64)
    x = centres[y] + torch.randn(n, width, generator=rng, dtype=torch.float64)
    codes = torch.full((n,), -1)
    for k, count in enumerate(N_LABELS):
        codes[torch.where(y == k)[0][:count]] = k
    return Rows(x, codes, torch.where(codes >= 0, 1.0, 0.3).double())


def test_few_labels_of_unequal_number_leave_room_for_every_code():
    """Shrunk to its bias, the fit to the labels would give all first codes to the one with most labels."""
    white, prior = torch.eye(40, dtype=torch.float64), torch.full((5,), 0.2, dtype=torch.float64)
    for seed in range(30):
        rows = unequal_labels(seed)
        fitted, _ = solver._fit(rows, len(rows.codes), white, prior, 8, None, False)
        assert len(fitted(rows.features).argmax(1).unique()) == 5
