"""What does a part bring, and what does a wrong assumption cost?"""
# SPDX-License-Identifier: BSD-3-Clause
