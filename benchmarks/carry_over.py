"""The command ``python -m benchmarks.carry_over``: see `benchmarks.supervision.carry_over`."""
# SPDX-License-Identifier: BSD-3-Clause

from benchmarks.supervision.carry_over import main

if __name__ == "__main__":
    main()
