# SPDX-License-Identifier: Apache-2.0
"""What a check reports: where it is, what is wrong, and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    path: str
    line: int
    wrong: str
    remedy: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.wrong}; {self.remedy}"
