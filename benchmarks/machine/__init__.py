"""Memory, seconds, threads and versions, which depend on the machine; nothing here knows a benchmark."""
# SPDX-License-Identifier: BSD-3-Clause
