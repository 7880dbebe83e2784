"""What became of the mutants: a row each, the share killed with its interval, and the survivors.

Reads what ``cosmic-ray dump`` prints.
"""
# SPDX-License-Identifier: BSD-3-Clause

import json
import re

from scipy.stats import binomtest

from tests.mutation.judge import INCOMPETENT, PACKAGE

KILLER = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)


def rows_of(dumped):
    """A row for each mutant that has been judged, in the order of files and lines.

    Parameters
    ----------
    dumped : str
        A line for each mutant, ``[work item, result or null]``.
    """
    pairs = [json.loads(line) for line in dumped.splitlines()]
    rows = [row_of(item["mutations"][0], result) for item, result in pairs if result]
    return sorted(rows, key=identity)


def row_of(mutation, result):
    """
    The killer is a test, or "timeout"; of the file, `before` and `after` are the lines that differ.
    """
    output = result["output"] or ""
    outcome = "incompetent" if INCOMPETENT in output else result["test_outcome"]
    killer = KILLER.search(output)
    by = killer[1] if killer else output.strip().splitlines()[-1:][0] if output.strip() else ""
    return {
        "file": mutation["module_path"],
        "line": mutation["start_pos"][0],
        "column": mutation["start_pos"][1],
        "operator": mutation["operator_name"].removeprefix("core/"),
        "occurrence": mutation["occurrence"],
        "before": changed(result["diff"], "-"),
        "after": changed(result["diff"], "+"),
        "outcome": outcome,
        "by": "" if outcome == "survived" else by,
    }


def changed(diff, sign):
    lines = [line[1:].strip() for line in diff.splitlines()[3:] if line.startswith(sign)]
    return " ".join(lines)


def identity(row):
    return row["file"], row["line"], row["column"], row["operator"], row["occurrence"]


def judged_again(rows, later):
    """Rows with the outcome of a second run, of only the survivors, beside that of the first."""
    now = {identity(row): row for row in later}
    return [row | again(now[identity(row)]) if identity(row) in now else row for row in rows]


def again(row):
    return {"outcome_now": row["outcome"], "by": row["by"]}


def now(row):
    return row.get("outcome_now", row["outcome"])


def share(outcomes):
    """Of those killed or survived, the share killed, with its 95 % interval (Wilson)."""
    killed, survived = outcomes.count("killed"), outcomes.count("survived")
    if not killed + survived:
        return "–"
    interval = binomtest(killed, killed + survived).proportion_ci(method="wilson")
    return f"{killed / (killed + survived):.1%} ({interval.low:.1%} to {interval.high:.1%})"


def room(row):
    return row["file"].removeprefix(f"{PACKAGE}/").removesuffix(".py").split("/")[0]


def table(rows):
    """By room and for all: outcomes of the first run with its share, and the share now.

    The latter has no interval: tests written for the survivors of a sample tell nothing of other mutants.
    """
    head = (
        "| room | mutants | killed | survived | incompetent | share killed | survive now | share killed now |"
    )
    lines = [head, "|---" * 8 + "|"]
    for name in [*sorted({room(row) for row in rows}), "all"]:
        of_room = [row for row in rows if name in ("all", room(row))]
        first, later = [row["outcome"] for row in of_room], [now(row) for row in of_room]
        counts = [first.count(outcome) for outcome in ("killed", "survived", "incompetent")]
        cells = [name, len(of_room), *counts, share(first), later.count("survived"), share(later).split()[0]]
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def survivors(rows):
    """A paragraph each: where, and the lines that differ."""
    shown = [row for row in rows if now(row) == "survived"]
    return "\n".join(
        f"{row['file']}:{row['line']}  {row['operator']}\n  - {row['before']}\n  + {row['after']}"
        for row in shown
    )
