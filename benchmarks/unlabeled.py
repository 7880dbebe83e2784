"""The command ``python -m benchmarks.unlabeled``: see `benchmarks.ablations.unlabelled_rows`."""
# SPDX-License-Identifier: BSD-3-Clause

from benchmarks.ablations.unlabelled_rows import main

if __name__ == "__main__":
    main()
