"""The cells of a comparison, and which of them must be computed."""
# SPDX-License-Identifier: BSD-3-Clause

from joblib import delayed

from benchmarks.catalogue.methods import available
from benchmarks.rows import store
from benchmarks.supervision.cells import Cell, measure, of_todays_code, version_of

__all__ = ["cells_of", "current_rows", "run"]


def cells_of(data, method_names, levels, seeds):
    """All cells of a run, one draw of labels after the other."""
    names = available(method_names, data)
    versions = {name: version_of(name) for name in names}
    fingerprint = data.fingerprint
    return [
        Cell(name, level, seed, data.name, fingerprint, versions[name])
        for seed in seeds
        for level in levels
        for name in names
    ]


def run(cells, data, path, jobs=1, device="auto", retry_failed=False):
    """Measure the cells that have no row yet, with joblib and its current backend."""
    wanted = {cell.key(data): cell for cell in cells}
    done = {key for key, row in store.read(path).items() if not (retry_failed and row["error"])}
    missing = [cell for key, cell in wanted.items() if key not in done]
    calls = (delayed(measure)(cell, data, device) for cell in missing)
    store.append_all(path, calls, len(missing), jobs, data.name)


def current_rows(path, data):
    """Rows of today's code on today's data."""
    fingerprint = data.fingerprint
    found = [row for row in store.read(path).values() if row["fingerprint"] == fingerprint]
    return of_todays_code(found)
