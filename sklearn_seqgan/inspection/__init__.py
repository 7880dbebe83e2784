"""What a fitted classifier looks at. This works with any classifier: only its predictions are used."""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn_seqgan.inspection.channel_importance import channel_importance

__all__ = ["channel_importance"]
