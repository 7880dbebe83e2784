"""The command ``python -m benchmarks.metadata``: see `benchmarks.ablations.metadata_alone`."""
# SPDX-License-Identifier: BSD-3-Clause

from benchmarks.ablations.metadata_alone import main

if __name__ == "__main__":
    main()
