"""The command ``python -m benchmarks.priors``: see `benchmarks.ablations.code_priors`."""
# SPDX-License-Identifier: BSD-3-Clause

from benchmarks.ablations.code_priors import main

if __name__ == "__main__":
    main()
