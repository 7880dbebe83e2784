"""With few labels, are our classifiers better than what one would use otherwise?"""
# SPDX-License-Identifier: BSD-3-Clause
