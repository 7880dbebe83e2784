"""Results as rows of JSON lines, and the versions by which they expire; nothing here knows a benchmark."""
# SPDX-License-Identifier: BSD-3-Clause
