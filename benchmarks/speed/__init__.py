"""How fast, and with how much memory?"""
# SPDX-License-Identifier: BSD-3-Clause
