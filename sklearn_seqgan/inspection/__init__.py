"""What a fitted classifier looks at. Any classifier will do: it is asked for predictions alone."""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn_seqgan.inspection.channel_importance import channel_importance

__all__ = ["channel_importance"]
