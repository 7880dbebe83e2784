"""Mutants of the package, and whether the tests notice: ``make mutants``.

cosmic-ray changes one place of the package at a time, in a clone of the last commit, and runs the tests that
`judge.py` chooses. Its session is kept, so a run that was stopped goes on where it was. What has been judged
is in `rows.jsonl`. A new commit needs a new session (``--anew``), except where tests alone have changed: then
``--survivors`` has the survivors judged by the new ones.
"""
# SPDX-License-Identifier: BSD-3-Clause

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.mutation.report import judged_again, rows_of, survivors, table

ROOT = Path(__file__).parents[2]
ENVIRONMENT = ROOT / ".venv-mutants"
CHECKOUT = ENVIRONMENT / "checkout"
SESSION, AGAIN = ENVIRONMENT / "session.sqlite", ENVIRONMENT / "again.sqlite"
CONFIG = "tests/mutation/cosmic-ray.toml"
ROWS = ROOT / "tests/mutation/rows.jsonl"
PYTHON = ROOT / ".venv/bin/python"
READ = {"capture_output": True, "text": True}


def main():
    args = arguments()
    if args.anew or not SESSION.exists():
        start(args.size, args.seed)
    if args.survivors:
        start_again()
    if not args.report:
        execute(AGAIN if args.survivors else SESSION)
    rows = rows_so_far()
    ROWS.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")
    print(survivors(rows), f"{len(rows)} of {n_drawn()} so far", table(rows), sep="\n\n")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--anew", action="store_true", help="draw a sample, of the last commit")
    parser.add_argument(
        "--survivors", action="store_true", help="judge these anew, by the last commit's tests"
    )
    parser.add_argument("--report", action="store_true", help="run nothing: rows and table of what is judged")
    return parser.parse_args()


def start(size, seed):
    """A clone, a sample of its mutants, and a run of all tests that will judge them, which have to pass."""
    shutil.rmtree(CHECKOUT, ignore_errors=True)
    for session in (SESSION, AGAIN):
        session.unlink(missing_ok=True)
    subprocess.run(["git", "clone", "--quiet", ROOT, CHECKOUT], check=True)
    compile_all()
    in_clone(PYTHON, "-m", "tests.mutation.judge")
    drafted = SESSION.with_suffix(".draft")
    drafted.unlink(missing_ok=True)
    cosmic_ray("init", CONFIG, drafted)
    sample(drafted, "--size", size, "--seed", seed)
    drafted.rename(SESSION)


def start_again():
    """The clone with the tests of the last commit, and a session of the survivors."""
    reset()
    in_clone("git", "fetch", "--quiet", "origin", "HEAD")
    if in_clone("git", "diff", "--name-only", "HEAD", "FETCH_HEAD", "--", "sklearn_seqgan", **READ).stdout:
        sys.exit("The package has changed since the sample was drawn: --anew draws one of it.")
    in_clone("git", "checkout", "--quiet", "--detach", "FETCH_HEAD")
    compile_all()
    AGAIN.unlink(missing_ok=True)
    sample(AGAIN, "--survivors-of", SESSION)


def execute(session):
    reset()
    cosmic_ray("exec", CONFIG, session)


def reset():
    """Undo the mutant of a run that was killed."""
    in_clone("git", "checkout", "--quiet", "--", "sklearn_seqgan")


def compile_all():
    """What Python would write, if cosmic-ray did not forbid it; valid only while the source is the same."""
    in_clone(
        PYTHON, "-m", "compileall", "-q", "--invalidation-mode", "checked-hash", "sklearn_seqgan", "tests"
    )


def cosmic_ray(*command, **options):
    return in_clone(ENVIRONMENT / "bin/cosmic-ray", *command, **options)


def sample(session, *options):
    in_clone(ENVIRONMENT / "bin/python", "-m", "tests.mutation.sample", session, *options)


def in_clone(*command, **options):
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT), "OMP_NUM_THREADS": "1"}
    return subprocess.run([*map(str, command)], cwd=CHECKOUT, env=environment, check=True, **options)


def rows_so_far():
    rows = rows_of(dumped(SESSION))
    return judged_again(rows, rows_of(dumped(AGAIN))) if AGAIN.exists() else rows


def n_drawn():
    return len(dumped(SESSION).splitlines())


def dumped(session):
    return cosmic_ray("dump", session, **READ).stdout


if __name__ == "__main__":
    main()
