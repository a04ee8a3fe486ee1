"""What is likely to be the same, written down twice. Pure: by what names are compared, and how much it takes.

The database keeps the keys beside the names (`providers.keys`), by expressions of its own; a test holds them together.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

# A name or a place that more than so many share says nothing by itself.
MOST_ALIKE = 12
# So many people of one name may well be one person; of more, only those of one organisation.
RARE_NAME = 3
SHORTEST_KEY = 4
LEAST_LIKENESS = 0.4
NEXT_DAY = timedelta(days=1)

TITLES = r"^(mr|mrs|ms|miss|mx|dr|prof|rev|sir|dame)\.? +"
LEGAL_FORM = r"([ ,.()]+(limited|ltd|plc|llp|cic|cio|company|co)\.?\)?)+$"
ARTICLE = r"^the +"
ACCENTS = ("áàâäãåéèêëíìîïóòôöõúùûüýçñÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÝÇÑ", "aaaaaaeeeeiiiiooooouuuuycn" * 2)
DROPPED = " .,;:()/`'\u2018\u2019\u02bc\u2013-"
_PLAIN = str.maketrans(*ACCENTS, DROPPED)
VOWELS = "aeiouy"


def person_key(name: str) -> str:
    """Somebody's name for comparison: without a title, spaces, hyphens, accents and capitals."""
    return re.sub(TITLES, "", name.lower()).translate(_PLAIN)


def bare_organisation_key(name: str) -> str:
    """An organisation's name for comparison without its legal form and article: "The Care Co. Ltd" is "Care"."""
    bare = re.sub(ARTICLE, "", name.lower().replace("&", " and "))
    return re.sub(LEGAL_FORM, "", bare).translate(_PLAIN)


def skeleton(key: str) -> str:
    """What is left of a key when vowels are left out: slips are made in these."""
    return key.translate(str.maketrans("", "", VOWELS))


def service_key(name: str) -> str:
    """A service's name for comparison: without spaces, signs, accents and capitals."""
    return name.lower().replace("&", " and ").translate(_PLAIN)


def same_report(kind: str, received_on: date, other_kind: str, other_received_on: date) -> bool:
    """Whether two records about one provider may be one: of the same kind, on one day or the next."""
    return kind == other_kind and abs(received_on - other_received_on) <= NEXT_DAY
