"""Is it better than what one would do otherwise, with the few labels one has?"""
# SPDX-License-Identifier: BSD-3-Clause
