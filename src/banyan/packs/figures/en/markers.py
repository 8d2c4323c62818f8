"""Words by which English texts tie numbers to each other."""

from banyan.packs.figures.pattern import Pattern, Table

# Between a whole and its parts. meaning: "all" they are all of it, "of" likely so, "some" a part of the parts.
PARTS = Table(
    Pattern(r"\b(?:compris(?:es|ed|ing)|consist(?:s|ed|ing) of|made up of|composed of|divided into|split (?:into"
            r"|between|among)|broken down|namely)\b", "all",
            "66 projects, «comprising» 50 offline and 16 online"),
    Pattern(r"\b(?:such as|for example|among others|especially|notably|particularly|mainly|primarily|chiefly"
            r"|not least)\b", "some",
            "66 projects, «such as» 5 parks"),
    Pattern(r"\b(?:(?:these|those|this|they|which) (?:include[sd]?|were|are)|includ(?:e[sd]?|ing))\b",
            "including", "66 projects. «These included» 50 offline"),
    Pattern(r"\b(?:of|among|out of) (?:the|these|its|their|all|our)(?: [a-z][\w'-]{2,20}){1,3},", "of",
            "«Of the projects,» 27 are in energy"),
    Pattern(r"^\W{0,3}of (?:that|this)(?: total| amount| sum| figure)?,", "of",
            "66 projects. «Of that,» 50 offline"),
    Pattern(r"^[^,.;:]{0,24}:", "colon", "66 parks«:» 18 in the east"),
    Pattern(r"\b(?:of (?:which|whom|these|them|those)|^[,;. ]{0,3}of the (?:total|amount|sum)|among (?:them|these"
            r"|which|those))\b",
            "of", "66 projects, «of which» 50 offline"),
)
OF_WHOLE = Table(    # right before a whole whose parts follow
    Pattern(r"(?:^|[,;.:(] |\band )\W{0,3}(?:of|among|out of) (?:the|these|its|their|all|our)(?: [\w'-]{2,20}){0,3} ?$",
            "of", "«Of the »640 exhibitors, 412 came from home"),
)
OPEN_END = Table(
    Pattern(r"^ ?(?:[a-z -]{0,24})?(?:,? and (?:others|so on|more)|,? etc\b|,? among others)", "some",
            "16 online« and so on»"),
)
SORTED_BY = Table(   # a sentence that sorts the whole by something; the words after it name what
    Pattern(r"\b(?:in terms of|by (?=(?:sector|industry|channel|type|region|investor|origin|category|area|size"
            r"|field)s?\b)|(?<=[.;!?] )by (?=(?:[a-z]+ ){0,2}[a-z]+,)|classified by|sorted by|broken down by) ?", "by",
            "«In terms of »investors, ten projects"),
)
RESPECTIVELY = Table(Pattern(r"\brespectively\b", "all", "12, 15 and 18 percent «respectively»"))
PAIRS = Table(       # between a count and what it is worth together
    Pattern(r"\b(?:worth|valued|value|with|involving|totall?ing|totall?ed|totall?s?|investments?|amount(?:ing|ed|s)?"
            r"|attract(?:ing|ed|s)?|represent(?:ing|ed|s)?"
            r"|for|at|cost(?:ing|s)?|combined|reaching|exceeding|bringing|generating|of)\b",
            "pair", "50 projects «worth» 12 billion"),
)
AGAIN = Table(       # one amount in another currency follows
    Pattern(r"^(?: ?[(\[] ?| ?,? ?or )(?:about|around|approximately|roughly|some|nearly|over|more than|equivalent to"
            r"|equal to|or|i\.e\.|\s)*$|^,? (?:equivalent|equal) to (?:about |around )?$",
            "again", "123.4 billion yuan« (about »39 billion dollars)"),
)
FROM = Table(Pattern(r"\b(?:from|compared (?:with|to)|against|than the|(?:last|the previous) year's) (?:a |the |an "
                     r"|about |around |some |over |nearly |more than |less than |only |just )*$",
                     "from", "«from »30.8 percent"),)
BEGINS = Table(      # what a project's life passes through; meaning: its place in it
    Pattern(r"\b(?:signed|inked|approved|registered|contracted)\b", "1", "«signed» in May 2020"),
    Pattern(r"\b(?:start(?:ed|s)?|began|begins|broke ground|breaks ground|commenced|construction (?:start|began)"
            r"|opened|opens|kick(?:ed|s) off|launched)\b", "2", "it «broke ground» in May 2020"),
    Pattern(r"\b(?:complet(?:ed|es|ion)|finish(?:ed|es)?|clos(?:ed|es|ing)|conclud(?:ed|es)|end(?:ed|s)"
            r"|put into (?:operation|production)|went into (?:operation|production)|topped out)\b", "3",
            "it was «completed» in May 2020"),
)
LISTED = Table(      # right after a counted noun: a list of the things themselves
    Pattern(r"^(?::| ?[-–—]{1,2} |, namely,? |,? i\.e\.,? )", "all", "three lakes«: »A, B and C"),
    Pattern(r"^,? (?:including|such as) ", "some", "three lakes«, including »A"),
)
