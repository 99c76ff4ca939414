"""Verdicts of PyPI's `packaging`. Reads lines `range<TAB>version`, prints `yes`, `no` or `invalid` (the range) for each."""
import sys

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

for line in sys.stdin:
    text, version = line.rstrip("\n").split("\t")
    try:
        specifiers = SpecifierSet(text)
    except InvalidSpecifier:
        print("invalid")
        continue
    try:
        print("yes" if specifiers.contains(Version(version)) else "no")
    except InvalidVersion:
        print("invalid-version")
