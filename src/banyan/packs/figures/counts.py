"""What a number without a unit counts, and whether a number in words counts anything at all."""

import re

from banyan.model.figure import Comparison
from banyan.packs.figures.amounts import COMPOUND
from banyan.packs.figures.around import WORDS, Around, beside
from banyan.packs.figures.en import nouns as en_nouns
from banyan.packs.figures.mention import Mention
from banyan.packs.figures.zh import nouns as zh_nouns

_NOUN_BEFORE = re.compile(r"\b(?:number|total number|numbers|count) of (?:[a-z-]+ ){0,4}?([a-z]+s|people)\b",
                          re.IGNORECASE)
_OF_THE = re.compile(r" of (?:the|its|our|their|these|those|all) (?:[a-z-]+ ){0,2}?([a-z]{3,}s)\b")
_NUMERAL = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,4})"
_FROM_ONE_TO = re.compile(rf"\bfrom (?:{_NUMERAL}(?: [a-z]+)? to )?$", re.IGNORECASE)
# plus three from abroad: Halm, Orre and Westby
_OPENS_NAMES = re.compile(r"(?: [a-z][a-z-]*){1,4}: [A-Z][^.;]{2,80} and [A-Z]")
_OF_SO_MANY = re.compile(r" of (?:(?:them|which|these|those|whom)\b|(?:the|its|our|all) \d)")
_AT_CLAUSE = re.compile(r"(?:[.;,:] |^|\b(?:and|while|but|of which|of them) )$", re.IGNORECASE)
_THEY = re.compile(r" (?:are|were|have|had|will|offer|provide|open|opened|serve|served|remain|remained|use|run|need"
                   r"|came|come|lie|stand|meet|met|received|won|started|began|finished|failed|passed"
                   r"|die|died|dead|killed|hurt|injured|drowned|missing|rescued|arrested)\b")


def counts(around: Around, mention: Mention, earlier: list[Mention]) -> bool:
    """Find the noun. A number in words, without one, is none: "two" in "one or two"."""
    plain = around.plain
    if around.sentence.language == "zh":
        classifier = plain[mention.end:mention.right] if mention.right > mention.end else ""
        mention.noun, right = zh_nouns.counted(plain, mention.right, around.on, mention.left, around.back,
            classifier[:2])
    else:
        of = 4 if plain.startswith(" of ",
            mention.end) and mention.comparison is Comparison.AT_LEAST else 0     # tens of
        mention.noun, right = en_nouns.counted(plain, mention.end + of, around.sentence.end)
        if compound := COMPOUND.match(plain, mention.end):
            mention.noun, right = compound["noun"].lower(), compound.end()
        if not mention.noun and (named := _NOUN_BEFORE.search(plain, around.back, mention.left)):
            mention.noun = en_nouns.singular(named.group(1).lower())
    mention.right = max(mention.right, right)
    said = plain[mention.start:mention.end]
    if not mention.noun and said[0].isalpha() and (of_them := _OF_THE.match(plain, mention.end, around.sentence.end)):
        mention.noun = en_nouns.singular(of_them.group(1).lower())      # "three of the schemes"
    if mention.noun or said[0].isdigit() or around.sentence.language == "zh" or _in_list(plain, mention, earlier):
        return True
    if _OPENS_NAMES.match(plain, mention.end):
        return True
    if _FROM_ONE_TO.search(plain, max(around.low, mention.left - 40), mention.left) or (
            _AT_CLAUSE.search(plain, max(0, mention.left - 8), mention.left) and said.lower() != "one"
            and _THEY.match(plain, mention.right)):
        return True
    moved = WORDS["en"].moves.before(plain, mention.left, around.low) or beside(WORDS["en"].rests, around, mention)
    following = plain[mention.end:mention.end + 12]
    return bool(moved) or bool(_OF_SO_MANY.match(following)) or bool(
        re.match(r" (?:were|are|have|had)\b", following) and any(m.is_count for m in earlier))


_LIST_OPENS = re.compile(r"(?: [A-Za-z][\w'’-]*){1,14}(?:: |, (?:of which|of them) )")
_LIST_GOES_ON = re.compile(r" [a-z][A-Za-z' -]{1,40}(?:, (?:and )?| and )")
_LISTED_OF = re.compile(r"(?: [A-Za-z][\w'’-]*){1,14}, ")
_OF_THE_WHOLE = re.compile(r"(?:^|[.;] )(?:Of|Out of|Among)(?: (?:the|its|their|all))? ?$")
_NEXT_ITEM = re.compile(rf" [a-z][A-Za-z' -]{{1,50}}(?:, (?:and )?| and ){_NUMERAL}\b(?! of\b)")
_FIRST_OF_THEM = re.compile(r"(?: [A-Za-z][\w'’-]*){1,14}, (?P<first>[a-z-]+|\d+) of (?:them|whom|these)\b")


def _in_list(plain: str, mention: Mention, earlier: list[Mention]) -> bool:
    """"18 stations: 13 underground, five elevated and two at street level", "six people, four of them seriously and
    two slightly": as what stands before it in the list.
    """
    at = mention.left
    for number in reversed(earlier):
        gap = plain[number.end:at] if number.is_count else ""
        if _LIST_OPENS.fullmatch(gap) and (at < mention.left or _NEXT_ITEM.match(plain, mention.end)):
            return True
        if at < mention.left and _LISTED_OF.fullmatch(gap) and _OF_THE_WHOLE.search(
                plain, max(0, number.left - 24), number.left):
            return True
        if at < mention.left and (first := _FIRST_OF_THEM.match(plain, number.end)) and first.start("first") == at:
            return True
        if not _LIST_GOES_ON.fullmatch(gap):
            return False
        at = number.left
    return False
