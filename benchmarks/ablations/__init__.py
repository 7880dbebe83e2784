"""What does each part contribute, and what does a wrong assumption cost?"""
# SPDX-License-Identifier: BSD-3-Clause
