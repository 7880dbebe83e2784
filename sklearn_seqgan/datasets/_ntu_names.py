"""File names of NTU RGB+D, and what they mean."""
# SPDX-License-Identifier: BSD-3-Clause

import re
from pathlib import Path
from typing import NamedTuple

__all__ = ["ACTION_NAMES", "TRAIN_CAMERAS", "TRAIN_SUBJECTS", "SampleName", "read_missing_list"]

ACTION_NAMES = [
    *("drink water", "eat meal", "brush teeth", "brush hair", "drop", "pick up", "throw", "sit down"),
    *("stand up", "clapping", "reading", "writing", "tear up paper", "put on jacket", "take off jacket"),
    *("put on a shoe", "take off a shoe", "put on glasses", "take off glasses", "put on a hat/cap"),
    *("take off a hat/cap", "cheer up", "hand waving", "kicking something", "reach into pocket", "hopping"),
    *("jump up", "phone call", "play with phone/tablet", "type on a keyboard", "point to something"),
    *("taking a selfie", "check time (from watch)", "rub two hands", "nod head/bow", "shake head"),
    *("wipe face", "salute", "put palms together", "cross hands in front", "sneeze/cough", "staggering"),
    *("falling down", "headache", "chest pain", "back pain", "neck pain", "nausea/vomiting", "fan self"),
    *("punch/slap", "kicking", "pushing", "pat on back", "point finger", "hugging", "giving object"),
    *("touch pocket", "shaking hands", "walking towards", "walking apart"),
]
"""A1 to A60; from A50 on two persons do something together."""

TRAIN_SUBJECTS = [1, 2, 4, 5, 8, 9, 13, 14, 15, 16, 17, 18, 19, 25, 27, 28, 31, 34, 35, 38]
"""Training subjects of the 40; the other 20 are for the test (Shahroudy et al., 2016, section 4.3.1)."""

TRAIN_CAMERAS = [2, 3]
"""Training cameras of the three; camera 1 is for the test (Shahroudy et al., 2016, section 4.3.2)."""

LARGEST = (17, 3, 40, 2, 60)
PATTERN = re.compile(r"S(\d{3})C(\d{3})P(\d{3})R(\d{3})A(\d{3})", re.ASCII)


class SampleName(NamedTuple):
    """The numbers in a name, counted from 1."""

    setup: int
    camera: int
    subject: int
    replication: int
    action: int

    @classmethod
    def parse(cls, stem):
        """The `SampleName` of a name without suffix; None if it is not one of NTU RGB+D or its sequel.

        >>> SampleName.parse("S001C002P003R002A013")
        SampleName(setup=1, camera=2, subject=3, replication=2, action=13)
        """
        found = PATTERN.fullmatch(stem)
        return cls(*map(int, found.groups())) if found else None

    def of_the_sixty(self):
        """Whether the sample belongs to NTU RGB+D, and not only to its sequel NTU RGB+D 120."""
        return all(1 <= number <= largest for number, largest in zip(self, LARGEST))


def read_missing_list(path):
    """Names in a text file, one per line; other lines, such as a heading, are skipped.

    Raises
    ------
    ValueError
        If no line is a name.
    """
    lines = Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
    stems = (line.strip().removesuffix(".skeleton") for line in lines)
    names = {stem for stem in stems if SampleName.parse(stem)}
    if not names:
        raise ValueError(f"missing_list={str(path)!r} has no line that is a name like S001C002P005R002A008.")
    return names
