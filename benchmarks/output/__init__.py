"""What reports are made of: Markdown and picture files. No benchmark is known here."""
# SPDX-License-Identifier: BSD-3-Clause
