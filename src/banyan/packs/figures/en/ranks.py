"""Places in a ranking. `meaning`: "=" for the place itself, "<=" for being among the first so many."""

from banyan.packs.figures.pattern import Pattern, Table

_WORD = (r"first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth"
         r"|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth")
_PLACE = rf"(?:{_WORD}|\d{{1,4}}(?:st|nd|rd|th))"
_RANKED = (
    r"(?:rank(?:s|ed|ing)?|placed?|places|came|comes|stood|stands|listed|finished|rising|risen|rose|rises|climbed"
    r"|climbs"
    r"|climbing|moved|jumped|jumps|fell|slipped|dropped|improved|remained|remains|positioned|holds?|held|took|takes"
    r"|taking"
    r"|coming|finishing|placing|ending|ended|standing|sits|moving|leaping|leapt)"
)

# Names and numbers inside the match are read by ranks.py; the words before the place are in a look-behind's stead.
RANKS = Table(
    Pattern(r"\b(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,3}(?:nd|rd|th))[- ](?=(?:largest"
            r"|highest|biggest"
            r"|busiest|fastest|longest|best|lowest|smallest|most)\b)", "=", "the «third-»highest score"),
    Pattern(rf"\b{_RANKED}(?: (?:joint|jointly|the|in|at|as|up|from|back|places?|country|province|nation|nationwide"
            rf"|nationally"
            rf"|national|to|among|of|a|its|was|number|is|has|has risen|position|place|world|city|cities|all|provinces"
            rf"|\w+ cities))"
            rf"{{0,4}} (?:{_PLACE})\b(?! (?:quarter|half|time|phase|batch|year|edition|session|stage|step|round|month"
            rf"|floor|tier))",
            "=", "its business environment has «risen to 28th» in the world"),
    Pattern(rf"\b(?:{_PLACE})(?: |-)(?:place|position|spot|rank)\b|\b(?:{_PLACE}) (?=in the (?:world|country|nation"
            rf"|province)"
            rf"|nationwide|nationally|worldwide|globally|among|in China|out of)", "=",
            "the city took «second place» again"),
    Pattern(rf"(?<=[\w)] )(?<!\ba )(?<!\bone )(?<!\bthe )(?<!\btwo )(?<!\bits )(?<!\bthis )(?<!\bevery )(?<!\bits )"
            rf"(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{{1,3}}(?:nd|rd|th))"
            rf"(?=[,.;)]| and (?-i:[A-Z])| with (?:[\d$€£¥]|US|RMB|about|nearly|some)| among\b| behind\b| overall\b)"
            rf"|(?<=[a-z] )first(?= with (?:[\d$€£¥]|US|RMB|about|nearly|some)| among\b| overall\b)"
            rf"|(?<=\bis )(?:{_PLACE})(?= (?:in|on|for|by|of|out)\b)|(?<=\bwas )(?:{_PLACE})(?= (?:in|on|for|by|of"
            rf"|out)\b)"
            rf"|(?<=\bfrom )(?:{_PLACE})(?= (?:to\b|place|position|a year|last|the (?:year|previous)|in (?:19"
            rf"|20)\d\d)|[,.;])"
            rf"|(?<=\bto )(?:{_PLACE})(?=[,.;]| from\b| this year| place| position| in the (?:country|world|nation))"
            rf"|(?<=, )(?:{_PLACE})(?= (?:among|of|in) (?:the|these|those|all|a)\b)",
            "=", "Moon Terrace was «second», the lake third"),
    Pattern(r"\bNo\.? ?(?:\d{1,3})\b(?= (?:in|among|nationwide|nationally|on|worldwide|for|of)|[,.;]|$)"
            r"|\bnumber (?:one|two|three|\d{1,2})(?= in\b)", "=", "the port is «No. 3» in the country"),
    Pattern(r"\b(?:among|in|into|within|entered|entering|joined|of) (?:the |its )?(?:\w+'s |world's |national "
            r"|global |provincial )?top "
            r"(?:two|three|four|five|six|seven|eight|nine|ten|twenty|\d{1,3})\b(?! (?:percent|per cent))(?!%)",
            "<=", "growth was «among the country's top three»"),
    Pattern(r"\bthe (?:\w+'s |national )?top (?:three|five|ten|\d{1,2})\b(?= in| nation|\.|,|$)", "<=",
            "it stayed in place of «the top ten» in 2021"),
)
