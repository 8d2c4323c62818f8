"""What a number does in an English sentence, told by the words around it."""

from banyan.packs.figures.pattern import Pattern, Table

_UP = (r"(?:increas(?:e|es|ed|ing)|grow(?:s|n|ing)?|grew|growth|rise|rises|risen|rose|rising"
       r"|(?<!made )(?<!make )(?<!makes )(?<!making )(?<!take )(?<!takes )(?<!took )(?<!set )up|jump(?:s|ed|ing)?"
       r"|surg(?:e|es|ed|ing)"
       r"|climb(?:s|ed|ing)?|expand(?:s|ed|ing)?|expansion|gain(?:s|ed)?|soar(?:s|ed|ing)?|add(?:s|ed|ing)|improv(?:e"
       r"|es|ed|ing)"
       r"|accelerat(?:e|ed|ing)|swell(?:ed|ing)?|advanc(?:e|ed|ing)|rebound(?:s|ed|ing)?|widen(?:s|ed|ing)?"
       r"|lengthen(?:s|ed|ing)?|quicken(?:s|ed|ing)?|firm(?:ed|ing)|recover(?:ed|ing)|ralli(?:es|ed)|balloon(?:ed|ing)"
       r"|strengthen(?:ed|ing)|plus)")
_DOWN = (r"(?:decreas(?:e|es|ed|ing)|declin(?:e|es|ed|ing)|drop(?:s|ped|ping)?|fall(?:s|en|ing)?|fell|down|reduc(?:e"
         r"|es|ed|ing|tion)|cut(?:s|ting)?"
         r"|shr[aiu]nk(?:s|ing)?|slip(?:s|ped|ping)?|lower(?:ed|ing)?|shorten(?:ed|ing)?|los(?:t|ing|s)|trim(?:med"
         r"|ming)?"
         r"|sav(?:ed|ing)|tumbl(?:e|es|ed|ing)|slid(?:e|es|ing)?|slump(?:s|ed|ing)?|plung(?:e|es|ed|ing)|eas(?:ed|ing)"
         r"|narrow(?:s|ed|ing)|dwindl(?:e|es|ed|ing)|(?<!were )(?<!was )(?<!been )(?<!the )contract(?:ed|ing)|sank"
         r"|dip(?:s|ped)|cool(?:ed|ing)"
         r"|weaken(?:ed|ing)|retreat(?:ed|ing)|plummet(?:s|ed|ing)?|minus)")
_FILL = r"(?:[ -](?!(?:to|from|and|with|at)\b)[\w'%-]{1,18}){0,4}"

# Right before the number (with the words that compare it): which way it goes.
MOVES = Table(
    Pattern(rf"\b{_UP}{_FILL}(?: by| of|:)?(?: an?)?(?: average| annual| average annual)?(?: of)?",
            "up", "output «grew year on year by» 12"),
    Pattern(rf"\b{_DOWN}{_FILL}(?: by| of|:)?(?: an?)?(?: average| annual| average annual)?(?: of)?",
            "down", "the number «decreased by» 12"),
)
REACHES = Table(     # "increased to 1.4 times": the level that was reached
    Pattern(rf"\b(?:{_UP}|{_DOWN}|reach(?:es|ed|ing)?|hit|total(?:s|ed|led|ing)?|stand(?:s|ing)?"
            rf"|stood){_FILL} to(?: a| an)?", "to",
            "the share «rose to» 35 percent"),
)
AFTERWARDS = Table(  # right after the number
    Pattern(r" (?:(?:year[- ]on[- ]year|annual|yearly|nominal|real|average|compound|overall|net"
            r"|cumulative) ){0,3}(?:increase|growth|rise|gain|jump|surge|expansion)\b"
            r"|,? year[- ]on[- ]year\b| y/y\b| yoy\b| (?:more|higher|larger|above|up|greater|faster)(?: than| on"
            r"| from| compared)", "up",
            "a 12 percent« year-on-year increase» in output"),
    Pattern(r" (?:(?:year[- ]on[- ]year|annual|net|overall) ){0,2}(?:decrease|decline|drop|fall|reduction|cut"
            r"|saving)\b| (?:less|fewer|lower|below|down|smaller|slower)(?: than| on| from| compared)",
            "down", "a 12 percent« reduction» in time"),
)
YEARLY = Table(
    Pattern(r"\b(?:compound(?:ed)?(?: average)? annual|annual compound|average annual|annual average|average yearly"
            r"|CAGR|annually on average"
            r"|averag(?:e|ed|ing)[^,;.]{0,30}(?:a|per) year|on average (?:each|every|per) year|annual growth|annually)",
            "year", "a «compound annual» growth"),
    Pattern(r"(?<!\w)(?:a|per|each|every) year\b(?!-| (?:ago|earlier|before))|/year|/yr|\bp\.a\.",
            "year", "8.5 percent «a year»"),
)
SHARES = Table(
    Pattern(r"\b(?:account(?:s|ed|ing)? for|mak(?:e|es|ing) up|made up|represent(?:s|ed|ing)?|constitut(?:e|es|ed"
            r"|ing)|compris(?:e|ed|es|ing)"
            r"|shares?(?: of)?|proportion|percentage of|equivalent to|equal to|of which|of whom|of them|occup(?:y"
            r"|ies|ied|ying))\b",
            "share", "«accounting for» 45 percent of GDP"),
)
RATES = Table(
    Pattern(r"\b(?:conversion|completion|commencement|start|coverage|implementation|success|satisfaction"
            r"|utili[sz]ation|occupancy|employment"
            r"|unemployment|penetration|attendance|approval|recovery|treatment|compliance|landing|signing|contract"
            r"|fulfil?lment|urbani[sz]ation|production|on-time|vacancy"
            r"|pass|response|construction|reali[sz]ation|digiti[sz]ation|digitali[sz]ation|survival|collection|online"
            r"|recycling|processing|clearance|vaccination|retention|renewal|resolution)"
            r"(?: and \w+)? rates?\b|\b(?:profit |net |gross |operating )?margin\b|\bratio\b|\brate of (?:completion"
            r"|conversion|return|coverage|start)", "rate",
            "a «conversion rate» of 80 percent"),
)
GAPS = Table(
    Pattern(r"\b(?:higher|lower|faster|slower|above|below|exceed(?:s|ed|ing)|outpac(?:e|es|ed|ing)|more|less|ahead of"
            r"|behind|over|gap|leading|surpass(?:ed|ing)) ?", "gap",
            "2.1 points «higher »than the average"),
)
EACH = Table(
    Pattern(r"\b(?:each|every one|individually|every (?:project|contract|one)|per project|apiece|single project"
            r"|all (?:of )?(?:the )?(?=\d+ )|all (?:of them )?(?:valued|worth|with|exceeding))\b", "each",
            "«each» valued at at least 500 million"),
)
TOTALS = Table(
    Pattern(r"\b(?:(?:a|the|combined|grand) total|in total|totall?(?:ed|ing|s)?|total|altogether|combined|overall"
            r"|in all|all told|aggregate|cumulative(?:ly)?"
            r"|collectively)\b", "total", "«a total» of 92 projects"),
)
RESTS = Table(
    Pattern(r"\b(?:the )?(?:remaining|remainder|rest|others?|balance|the other)\b(?! (?:hand|side|words|day))",
            "rest", "while «the remaining» 26 were off-site"),
)
BASES = Table(       # meaning: how many years back, "-" the period before
    Pattern(r"year[- ]on[- ]year|\by/y\b|\byoy\b|(?:on|over|than|from|compared (?:with|to)|against|versus"
            r"|vs\.?) (?:the )?(?:last|previous|preceding|prior) year"
            r"|(?:the )?same period (?:of )?(?:last|the previous|a) year|a year (?:ago|earlier|before)"
            r"|from the previous year|than a year(?: (?:ago|earlier|before))?"
            r"|(?:than|over|on|from|compared (?:with|to)|against) (?:in |that in |those in |the same period (?:of|in) "
            r"|the end of )?(?:19|20)\d\d\b(?! to)", "1", "up 12 percent «year on year»"),
    Pattern(r"month[- ]on[- ]month|quarter[- ]on[- ]quarter|\bm/m\b|\bq/q\b|(?:than|from|over|on|compared (?:with"
            r"|to)) (?:the )?(?:last|previous) (?:quarter|month)", "-",
            "up 2 percent «month on month»"),
    Pattern(r"(?:on|over|than|from|compared (?:with|to)) (?:the )?(?:last|previous|preceding|prior) (?:edition"
            r"|session|summit|expo|event|ceremony|conference|fair)", "-",
            "23 more «than the previous edition»"),
)
PER = Table(
    Pattern(r"(?: ?/ ?| per | an? (?=year|month|day|hour|week)| each (?=year|day|month)| every (?=year|day"
            r"|month))(?!year (?:ago|earlier|before))(?:person|capita|year|month|day|hour|second|minute|week|unit"
            r"|household|mu|hectare|1,000|10,000|100)\b", "per",
            "12 million tons« per year»"),
)
SOURCES = Table(
    Pattern(r"\baccording to (?:the |a |an )?(?:[^,.;:]{3,90})|\b(?:data|figures|statistics) (?:from|of"
            r"|released by) (?:the )?[^,.;:]{3,80}? (?=show|indicate)"
            r"|\bsource: ?[^\n.;]{3,90}", "source", "grew 12 percent, «according to the statistics bureau»."),
)
