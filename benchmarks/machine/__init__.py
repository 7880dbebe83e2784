"""What depends on the machine: memory, seconds, threads and versions. No benchmark is known here."""
# SPDX-License-Identifier: BSD-3-Clause
