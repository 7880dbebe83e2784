"""
Three labels a class
====================

Seven exercises for the shoulder, recorded by a smartwatch.
"""
# SPDX-License-Identifier: BSD-3-Clause

print("hello")
