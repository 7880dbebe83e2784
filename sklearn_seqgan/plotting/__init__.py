"""Plots in the style of scikit-learn's displays: computed once, drawn as often as you like."""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn_seqgan.plotting.channel_importance import ChannelImportanceDisplay
from sklearn_seqgan.plotting.generation import GenerationDisplay
from sklearn_seqgan.plotting.history import TrainingHistoryDisplay
from sklearn_seqgan.plotting.label_efficiency import LabelEfficiencyDisplay
from sklearn_seqgan.plotting.label_worth import LabelWorthDisplay
from sklearn_seqgan.plotting.latent import LatentDisplay
from sklearn_seqgan.plotting.sequences import SequenceDisplay
from sklearn_seqgan.plotting.skeleton import SkeletonDisplay
from sklearn_seqgan.plotting.timeline import TimelineDisplay

__all__ = [
    "ChannelImportanceDisplay",
    "GenerationDisplay",
    "LabelEfficiencyDisplay",
    "LabelWorthDisplay",
    "LatentDisplay",
    "SequenceDisplay",
    "SkeletonDisplay",
    "TimelineDisplay",
    "TrainingHistoryDisplay",
]
