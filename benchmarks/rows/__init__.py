"""Results as rows of JSON lines, and the versions by which they expire. No benchmark is known here."""
# SPDX-License-Identifier: BSD-3-Clause
