"""Files of models, damaged or made up: each is refused, or is a model that works."""
# SPDX-License-Identifier: BSD-3-Clause

import copy
import os
import resource
import time

import numpy as np

from sklearn_seqgan import load, model_file

N_FILES = int(os.environ.get("SKLEARN_SEQGAN_DAMAGED_FILES", 200))
"""That each test tries."""


def damage(content, rng):
    """Bytes with a few flipped, cut, doubled or overwritten."""
    content = bytearray(content)
    start = int(rng.integers(len(content)))
    some = slice(start, start + int(rng.integers(1, 64)))
    kind = rng.integers(4)
    if kind == 0:
        content[start] ^= 1 << int(rng.integers(8))
    elif kind == 1:
        del content[some]
    elif kind == 2:
        content[some] = content[some] * 2
    else:
        content[some] = rng.bytes(len(content[some]))
    return bytes(content)


STRANGE = [None, -1, 0, 10**18, 1e300, "x", "__class__", [], {}, {"array": "a0"}, {"dict": []}]


def places(tree, at=()):
    """Where something can be replaced."""
    yield at
    parts = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, part in parts:
        yield from places(part, (*at, key))


def made_up(about, arrays, rng):
    """A file with something else in one place of its tree, or another array."""
    where = [place for place in places(about) if place]
    tree, others = copy.deepcopy(about), dict(arrays)
    if rng.random() < 0.7:
        *to, last = where[rng.integers(len(where))]
        inner = tree
        for key in to:
            inner = inner[key]
        inner[last] = copy.deepcopy(STRANGE[rng.integers(len(STRANGE))])
    else:
        name = sorted(others)[rng.integers(len(others))]
        array = others[name]
        others[name] = [array[..., None], array.astype(np.float16), np.zeros(0)][rng.integers(3)]
    return tree, others


def try_damaged(path, check, n=N_FILES):
    """Open a file n times with some bytes changed; give how many were refused. `check` is for what opens."""
    content, rng = path.read_bytes(), np.random.default_rng(0)
    return _try(path, "damaged", n, lambda: path.write_bytes(damage(content, rng)), check)


def try_made_up(path, check, n=N_FILES):
    """The same with something else in its place, and a checksum that is right: anybody can write one."""
    (about, arrays), rng = model_file.read(path), np.random.default_rng(1)
    return _try(path, "made up", n, lambda: model_file.write(path, *made_up(about, arrays, rng)), check)


def _try(path, how, n, write, check):
    kind, start, refused = model_file.read(path)[0]["class"], time.perf_counter(), 0
    for _ in range(n):
        write()
        try:
            model = load(path)
        except ValueError:
            refused += 1
            continue
        check(model)
    seconds, megabytes = (
        time.perf_counter() - start,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )
    print(
        f"{kind}, {how}: {n} tried, {refused} refused, {n - refused} opened, {seconds:.0f} s, "
        f"{megabytes:.0f} MB at most"
    )
    return refused
