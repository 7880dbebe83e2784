"""The command ``python -m benchmarks.ntu_parsing``: see `benchmarks.speed.ntu_parsing`."""
# SPDX-License-Identifier: BSD-3-Clause

from benchmarks.speed.ntu_parsing import main

if __name__ == "__main__":
    main()
