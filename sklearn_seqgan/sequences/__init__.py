"""A user's X in any form -> `Sequences` and back, and the forms of other packages."""
# SPDX-License-Identifier: BSD-3-Clause

from sklearn_seqgan.sequences.incoming import (
    as_numbers,
    as_plain,
    column_names,
    is_ragged,
    raise_if_columns_differ,
)
from sklearn_seqgan.sequences.interchange import (
    from_aeon,
    from_tslearn,
    to_aeon,
    to_tslearn,
)
from sklearn_seqgan.sequences.intervals import labels_from_intervals
from sklearn_seqgan.sequences.movement import from_xarray
from sklearn_seqgan.sequences.padded import Sequences, to_form
from sklearn_seqgan.sequences.stored import (
    LARGEST_COPY,
    StoredSequences,
    from_array,
    from_ragged,
    held_by_float32,
    one_at_a_time,
    store,
)
from sklearn_seqgan.sequences.tables import from_dataframe
from sklearn_seqgan.sequences.timing import resample_recordings
from sklearn_seqgan.sequences.windows import (
    as_recordings,
    cut_windows,
    in_steps,
    one_each,
    parts,
    window_starts,
)

__all__ = [
    "LARGEST_COPY",
    "Sequences",
    "StoredSequences",
    "as_numbers",
    "as_plain",
    "as_recordings",
    "column_names",
    "cut_windows",
    "from_aeon",
    "from_array",
    "from_dataframe",
    "from_ragged",
    "from_tslearn",
    "from_xarray",
    "held_by_float32",
    "in_steps",
    "is_ragged",
    "labels_from_intervals",
    "one_at_a_time",
    "one_each",
    "parts",
    "raise_if_columns_differ",
    "resample_recordings",
    "store",
    "to_aeon",
    "to_form",
    "to_tslearn",
    "window_starts",
]
