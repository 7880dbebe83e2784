"""Label efficiency by how labels were chosen: at random, of each class alike, or as `suggest` says."""
# SPDX-License-Identifier: BSD-3-Clause
