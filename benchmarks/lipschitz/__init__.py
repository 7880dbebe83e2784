"""Which way to keep the critic Lipschitz?"""
# SPDX-License-Identifier: BSD-3-Clause
