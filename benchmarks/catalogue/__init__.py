"""What is compared: the methods, the peers among them, and the prepared data sets."""
# SPDX-License-Identifier: BSD-3-Clause
