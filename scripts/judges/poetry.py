"""Verdicts of `poetry-core`. Reads lines `range<TAB>version`, prints `yes`, `no` or `invalid` (the range) for each."""
import sys

from poetry.core.constraints.version import Version, parse_constraint
from poetry.core.constraints.version.exceptions import ParseConstraintError
from poetry.core.version.exceptions import InvalidVersionError

for line in sys.stdin:
    text, version = line.rstrip("\n").split("\t")
    try:
        constraint = parse_constraint(text)
    except (ParseConstraintError, ValueError):
        print("invalid")
        continue
    try:
        print("yes" if constraint.allows(Version.parse(version)) else "no")
    except InvalidVersionError:
        print("invalid-version")
