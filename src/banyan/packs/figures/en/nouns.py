"""What English texts count, and the names of what they measure."""

import re

from banyan.packs.figures.digits import EN_TENS, EN_UNITS

# Words that end a noun phrase; a count's noun is sought before the first of them.
STOP = frozenset(
    [
        "in", "of", "at", "on", "for", "from", "by", "with", "to", "and", "or", "as", "were", "was", "are", "is", "be",
        "been", "being", "have", "has", "had", "will", "would", "can", "could", "may", "than", "that", "which", "who",
        "whose", "while", "when", "where", "after", "before", "since", "during", "under", "over", "into", "among",
        "between", "across", "per", "each", "a", "an", "the", "this", "these", "those", "it", "its", "their", "his",
        "her", "our", "they", "worth", "valued", "totaling", "totalling", "amounting", "involving", "accounting",
        "including", "covering", "compared", "but", "not", "only", "also", "both", "all", "also", "respectively",
        "comes", "goes", "makes", "brings", "remains", "totals", "stands", "reaches", "means", "marks", "includes",
        "covers", "accounts", "represents", "equals", "exceeds", "belongs", "rises",
    ]
)  # fmt: skip
# They end in s and are no plurals, or are adjectives on the way to the noun.
NO_PLURAL = frozenset(
    [
        "business", "cross", "overseas", "various", "previous", "numerous", "serious", "famous", "continuous",
        "wireless", "less", "process", "access", "class", "press", "address", "across", "its", "this", "thus", "as",
        "is", "was", "has", "plus", "bus", "gas", "gross", "headquarters", "series",
    ]
)  # fmt: skip
IRREGULAR = {
    "people": "person", "persons": "person", "personnel": "person", "staff": "person", "men": "man", "women": "woman",
    "children": "child", "media": "media", "series": "series", "headquarters": "headquarters", "talent": "talent",
    "companies": "enterprise", "firms": "enterprise", "businesses": "enterprise", "corporations": "enterprise",
    "deals": "agreement", "contracts": "contract", "residents": "resident", "msmes": "enterprise", "smes": "enterprise",
    "initiatives": "project", "species": "species", "aircraft": "aircraft",
    "percent": "", "times": "time", "attendees": "visitor", "sq": "", "kinds": "kind", "lives": "life",
    "shelves": "shelf",
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z][A-Za-z'&/]*(?:-[A-Za-z][A-Za-z'&/]*)*|\d[\w,.]*|[^\w\s]")
_REACH = 70


def counted(plain: str, start: int, end: int) -> tuple[str, int]:
    """What is counted by a number that ends at `start`, in one word, and where that word ends; "" for nothing."""
    first = ""
    for steps, match in enumerate(_WORD.finditer(plain, start, min(end, start + _REACH))):
        word = match.group()
        lower = word.lower()
        if not word[0].isalpha():
            if word[-1].isalpha() and steps < 3:
                continue        # "5G base stations"
            if word in ",-&/" and first and steps < 9:
                continue        # "micro, small and medium enterprises"
            if word == '"' and steps < 4:
                continue
            break
        if lower in EN_UNITS or lower in EN_TENS:
            break               # "1.60 million twelve months earlier"
        if lower in STOP and not (lower == "and" and 0 < steps < 9) and not (lower == "of" and first in _KINDS):
            break
        if steps > 9:
            break
        first = first or lower
        if is_plural(lower):
            return singular(lower), match.end()
    return "", start


_KINDS = ("types", "kinds", "sets", "pieces", "batches", "pairs", "units", "categories")


def is_plural(word: str) -> bool:
    if word in IRREGULAR:
        return True
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is",
        "'s")) and word not in NO_PLURAL


def singular(word: str) -> str:
    if word in IRREGULAR:
        return IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word
