"""How good are the generated sequences?"""
# SPDX-License-Identifier: BSD-3-Clause
