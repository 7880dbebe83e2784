"""Filter of a session of cosmic-ray, which runs in its environment: a sample of mutants, or survivors.

``python -m tests.mutation.sample SESSION --size 300 --seed 0`` leaves the sample in the session, and
``--survivors-of EARLIER`` puts there what survived in an earlier session.
"""
# SPDX-License-Identifier: BSD-3-Clause

import sys
from functools import cache

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator
from cosmic_ray.tools.filters.filter_app import FilterApp
from cosmic_ray.util import read_python_source
from cosmic_ray.work_db import WorkDB, use_db

from tests.mutation.places import drawn, is_inside, left_out


class Sample(FilterApp):
    def description(self):
        return __doc__

    def add_args(self, parser):
        parser.add_argument("--size", type=int, default=300)
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--survivors-of", metavar="EARLIER")

    def filter(self, work_db, args):
        if args.survivors_of:
            chosen = survivors(args.survivors_of)
        else:
            items = [item for item in work_db.work_items if not is_inside(item, spans(path_of(item)))]
            chosen = drawn(items, args.size, args.seed, is_python)
            print(f"{len(chosen)} of {len(items)} mutants, of {work_db.num_work_items} that cosmic-ray makes")
        work_db.clear()
        work_db.add_work_items(chosen)


def survivors(session):
    with use_db(session, WorkDB.Mode.open) as earlier:
        return [item for item, result in earlier.completed_work_items if not result.is_killed]


def path_of(item):
    return item.mutations[0].module_path


@cache
def spans(path):
    return left_out(read_python_source(path))


def is_python(item):
    """Whether the mutant compiles: some operators change the ``*`` of a signature."""
    (mutation,) = item.mutations
    operator = get_operator(mutation.operator_name)(**mutation.operator_args)
    source = mutate_code(read_python_source(mutation.module_path), operator, mutation.occurrence)
    try:
        compile(source, str(mutation.module_path), "exec")
    except SyntaxError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(Sample().main())
