"""A user's X in any form -> `Sequences` and back; windows, intervals, and the forms of other packages."""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn_seqgan.sequences.incoming import as_numbers as as_numbers
from sklearn_seqgan.sequences.incoming import as_plain as as_plain
from sklearn_seqgan.sequences.incoming import column_names as column_names
from sklearn_seqgan.sequences.incoming import is_ragged as is_ragged
from sklearn_seqgan.sequences.incoming import raise_if_columns_differ as raise_if_columns_differ
from sklearn_seqgan.sequences.interchange import (
    from_aeon,
    from_tslearn,
    to_aeon,
    to_tslearn,
)
from sklearn_seqgan.sequences.intervals import labels_from_intervals
from sklearn_seqgan.sequences.movement import from_xarray
from sklearn_seqgan.sequences.padded import Sequences, to_form
from sklearn_seqgan.sequences.stored import LARGEST_COPY as LARGEST_COPY
from sklearn_seqgan.sequences.stored import StoredSequences as StoredSequences
from sklearn_seqgan.sequences.stored import from_array, from_ragged
from sklearn_seqgan.sequences.stored import held_by_float32 as held_by_float32
from sklearn_seqgan.sequences.stored import one_at_a_time as one_at_a_time
from sklearn_seqgan.sequences.stored import store as store
from sklearn_seqgan.sequences.tables import from_dataframe
from sklearn_seqgan.sequences.timing import resample_recordings
from sklearn_seqgan.sequences.windows import as_recordings as as_recordings
from sklearn_seqgan.sequences.windows import cut_windows
from sklearn_seqgan.sequences.windows import in_steps as in_steps
from sklearn_seqgan.sequences.windows import one_each as one_each
from sklearn_seqgan.sequences.windows import parts as parts
from sklearn_seqgan.sequences.windows import window_starts as window_starts

# Names imported "as" themselves are for other subpackages, and not public.
__all__ = [
    "Sequences",
    "cut_windows",
    "from_aeon",
    "from_array",
    "from_dataframe",
    "from_ragged",
    "from_tslearn",
    "from_xarray",
    "labels_from_intervals",
    "resample_recordings",
    "to_aeon",
    "to_form",
    "to_tslearn",
]
