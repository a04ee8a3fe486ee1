"""What people type about a service, checked and put into the form in which it is kept. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from core.decisions import Refused
from core.filters import day
from providers.wording import tidy

URN = re.compile(r"^(SC[0-9]{6}|[0-9]{7})$")
_POSTCODE = re.compile(r"^([A-Z]{1,2})([0-9][0-9A-Z]?)([0-9][ABD-HJLNP-UW-Z]{2})$")
# The postcode areas of the United Kingdom and the Crown dependencies (Royal Mail, PAF Programmers' Guide).
_AREAS = re.compile(
    "A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|I[GMPV]|JE|K[ATWY]|L[ADELNSU]?"
    "|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE"
)
_UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}


def proper_name(text: str, field: str = "name") -> str:
    """A name with its white space in order. Raises `Refused` for signs that cannot be seen, and without any letter."""
    unseen = [sign for sign in text if unicodedata.category(sign) in _UNSEEN and sign not in "\t\r\n"]
    if unseen:
        code = f"U+{ord(unseen[0]):04X}"
        raise Refused(f"The name holds a sign that cannot be seen ({code}). Type the name again.", field)
    name = tidy(text)
    if name and not any(sign.isalnum() for sign in name):
        raise Refused("The name must have a letter or a number in it.", field)
    return name


def proper_urn(text: str) -> str:
    """A URN as it is kept. Raises `Refused` for any other form."""
    urn = re.sub(r"\s", "", text).upper()
    if not URN.match(urn):
        raise Refused("A URN is SC and 6 digits, such as SC012345, or 7 digits, such as 2500123.", "urn")
    return urn


def proper_postcode(text: str) -> str:
    """A postcode with its space; "" stays. Raises `Refused` for what no postcode looks like and an unknown area."""
    plain = re.sub(r"\s", "", text).upper()
    if not plain:
        return ""
    found = _POSTCODE.match(plain)
    if found is None:
        raise Refused("Enter a full postcode, such as N1 9GU.", "postcode")
    area, district, unit = found.groups()
    if not _AREAS.fullmatch(area):
        raise Refused(f"No postcode begins with {area}. Check the postcode: it should look like N1 9GU.", "postcode")
    return f"{area}{district} {unit}"


def not_to_come(on: date | None, today: date, field: str, what: str) -> None:
    """Raise `Refused` for a day after today; `what` begins the sentence: "The day of registration"."""
    if on is not None and on > today:
        raise Refused(f"{what} must be today, {day(today)}, or earlier.", field)
