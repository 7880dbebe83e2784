"""The command ``python -m benchmarks.summary``: see `benchmarks.supervision.summary`."""
# SPDX-License-Identifier: BSD-3-Clause

from benchmarks.supervision.summary import main

if __name__ == "__main__":
    main()
