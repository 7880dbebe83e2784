"""Markdown and picture files for reports; nothing here knows a benchmark."""
# SPDX-License-Identifier: BSD-3-Clause
