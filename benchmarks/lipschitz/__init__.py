"""Which way of keeping the critic Lipschitz is best?"""
# SPDX-License-Identifier: BSD-3-Clause
