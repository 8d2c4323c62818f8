"""Codes: the structure of a project code, the check character of a credit code."""

import re

from stdnum.cn import uscc

from banyan.model.plain import plain
from banyan.model.project import Code
from banyan.packs.projects.divisions import DIVISIONS

_PROJECT = re.compile(r"(\d{4})-(\d{6})-(\d{2})-(\d{2})-(\d{5})(\d|X)")
_LOOSE = re.compile(r"(\d{4})-?(\d{6})-?(\d{2})-?(\d{2})-?(\d{5})(\d|X)")
_PROVINCES = frozenset([0, *(d.code for d in DIVISIONS)])      # 00: the centre


def project_code(text: str) -> Code:
    """GB/T 40058-2021: time, region, central department, type, random and check, 24 characters with hyphens.

    The check character's rule is not public to us and isn't checked.
    """
    written = plain(text).upper().replace(" ", "")
    found = _LOOSE.fullmatch(written)
    if found is None:
        return Code(plain(text))
    code = "-".join(found.groups()[:4]) + f"-{found[5]}{found[6]}"
    time, region = found[1], found[2]
    month_ok = 1 <= int(time[2:]) <= 12 or time[:2] in ("19", "20")     # older codes carry the year alone
    if not month_ok:
        return Code(code, "project", f"{time}: no year and month")
    if int(region[:2]) not in _PROVINCES:
        return Code(code, "project", f"{region}: no administrative division begins with {region[:2]}")
    return Code(code, "project")


def credit_code(text: str) -> Code:
    """GB 32100-2015, by python-stdnum."""
    written = plain(text).upper().replace(" ", "").replace("-", "")
    if not uscc.is_valid(written):
        return Code(written, "credit", "its check character is wrong" if len(written) == 18 else "not 18 characters")
    return Code(written, "credit")
