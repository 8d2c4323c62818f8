"""What an undertaking passes through, and which stage the words beside a day or month name."""

import re

from banyan.packs.figures.pattern import Pattern, Table

STAGES = Table(     # meaning: the stage's place in the order of things
    Pattern(r"\b(?:tenders? (?:is|was|will be|are|were)? ?(?:invited|issued)|plans? (?:was|were) approved|got "
            r"approval)\b"
            r"|立项|获批|核准|招标|签约|签订", "1", "it was «获批» in May"),
    Pattern(r"\b(?:first|trial|test)(?: \w+){0,2} (?:electricity|power|flights?|trains?|deliver\w+|runs?|production"
            r"|operations?|phase|batch)\b|试运[行营]|试生产|首批|首期|首台|封顶|topped "
            r"out", "3", "«first electricity» is due"),
    Pattern(r"\b(?:full(?:y|-scale)?(?: \w+){0,2} (?:operation\w*|production|service|capacity|open)|complet(?:ed?|es"
            r"|ion|ing)"
            r"|finish(?:ed|es|ing)?|end(?:s|ed|ing)?(?! of)|clos(?:e|es|ed|ing)|conclud(?:ed?|es)|wound up|ready)\b"
            r"|竣工|完工|建成|结束|闭幕|全面投|全部投|正式运[行营]|投产|投用|通车|交付|验收|截止|收官|落幕", "4",
            "the whole farm is to be in «full operation»"),
    Pattern(r"\b(?:start(?:s|ed|ing)?|began|begins?|beginning|open(?:s|ed|ing)?|launch(?:es|ed)?|commenc(?:e|es|ed)"
            r"|broke ground|breaks ground|kick(?:s|ed) off|gets? under way|got under way)\b"
            r"|开工|动工|开始|启动|开幕|奠基|开赛|开建", "2", "building work «begins» on Monday"),
)
_MARK = re.compile(r"[,，;；、:：]|\band\b|\bbut\b|\bwhile\b")
REACH = 70          # characters to each side


def of_day(plain: str, low: int, high: int, start: int, end: int) -> int:
    """The stage nearest to what stands from `start` to `end`, within its clause in `low` to `high`; 0 for none."""
    before = plain[max(low, start - REACH):start]
    lead = _MARK.split(before)[-1]
    tail = _MARK.split(plain[end:min(high, end + REACH)])[0]
    hits = STAGES.find(lead)
    if hits:
        return int(hits[-1].meaning)
    hit = STAGES.first(tail)
    return int(hit.meaning) if hit else 0
