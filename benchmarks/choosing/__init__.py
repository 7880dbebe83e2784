"""Label efficiency by how labels are chosen: at random, equally from each class, or by `suggest`."""
# SPDX-License-Identifier: BSD-3-Clause
