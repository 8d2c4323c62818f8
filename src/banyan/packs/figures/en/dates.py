"""Days and periods in English."""

from banyan.packs.figures.pattern import DatePattern

MONTHS = {
    name: n for n, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), start=1) for name in names.split()
}  # fmt: skip
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_M = (r"(?:(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
      r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)")
_D = r"[0-3]?\d(?:st|nd|rd|th)?(?![\d:%]|[.,]\d)"
_Y = r"(?:19|20)\d{2}(?![\d]|,\d|\.\d|%)"
_TO = r" ?(?:-|–|—|~|to|through|until|till|and|&) ?(?:the )?"
_ON = r" ?(?:-|–|—|~|to|through|until|till) ?(?:the )?"     # "March 20 and April 22" are two days
_YEAR_AFTER = rf"(?:,? (?:in )?(?P<y>{_Y}))?"

DATES = (
    DatePattern(rf"\b(?P<y>{_Y})-(?P<m>[01]\d)-(?P<d>[0-3]\d)\b", "day", "Updated: «2024-05-25»"),
    DatePattern(rf"\b(?P<y>{_Y})/(?P<m>[01]?\d)/(?P<d>[0-3]?\d)\b", "day", "Updated: «2024/5/25»"),
    DatePattern(rf"\b(?P<m>{_M}) (?P<d>{_D}),? (?P<y>{_Y}){_TO}(?P<m2>{_M}) (?P<d2>{_D}),? (?P<y2>{_Y})", "day",
                "from «April 25, 2024 to May 2, 2024» in the city"),
    DatePattern(rf"\b(?P<d>{_D}) (?P<m>{_M}),? (?P<y>{_Y}){_TO}(?P<d2>{_D}) (?P<m2>{_M}),? (?P<y2>{_Y})", "day",
                "from «25 April 2024 to 2 May 2024» in the city"),
    DatePattern(rf"(?<=between )(?P<m>{_M}) (?P<d>{_D}) and (?P<m2>{_M}) (?P<d2>{_D}){_YEAR_AFTER}", "day",
            "between «April 25 and May 2»"),
    DatePattern(rf"\b(?P<m>{_M}) (?P<d>{_D}){_ON}(?P<m2>{_M}) (?P<d2>{_D}){_YEAR_AFTER}", "day",
            "from «April 25 to May 2»"),
    DatePattern(rf"\b(?P<m>{_M}) (?P<d>{_D}){_TO}(?P<d2>{_D}){_YEAR_AFTER}", "day", "held from «April 25th to 26th»"),
    DatePattern(rf"(?<=between )(?P<d>{_D}) (?P<m>{_M}) and (?P<d2>{_D}) (?P<m2>{_M}){_YEAR_AFTER}", "day",
                "between «25 April and 2 May»"),
    DatePattern(rf"\b(?P<d>{_D}) (?:of )?(?P<m>{_M}){_ON}(?P<d2>{_D}) (?:of )?(?P<m2>{_M}){_YEAR_AFTER}", "day",
                "from «25 April to 2 May»"),
    DatePattern(rf"\b(?P<d>{_D}){_TO}(?P<d2>{_D}) (?:of )?(?P<m>{_M}){_YEAR_AFTER}", "day", "on «23-25 August 2021»"),
    DatePattern(rf"\b(?P<m>{_M}) (?P<d>{_D}){_YEAR_AFTER}", "day", "on «August 23, 2021» in the city"),
    DatePattern(rf"\b(?P<d>{_D}) (?:of )?(?P<m>{_M}){_YEAR_AFTER}", "day", "on «25 May 2024» in the city"),
    DatePattern(rf"\b(?P<m>{_M})(?: of)?,? (?P<y>{_Y}){_TO}(?P<m2>{_M})(?: of)?,? (?P<y2>{_Y})", "month",
                "from «May 2021 to June 2022»"),
    DatePattern(rf"\b(?P<m>{_M}){_TO}(?P<m2>{_M})(?: of)?,? (?P<y>{_Y})", "month", "from «January to June 2021»"),
    DatePattern(rf"\b(?P<m>{_M})(?: of)?,? (?P<y>{_Y})", "month", "in «May 2024» alone"),
    DatePattern(rf"\b(?P<q>first|second|third|fourth|[1-4](?:st|nd|rd|th)) quarter(?: (?:of|in) (?P<y>{_Y})"
                rf"| (?P<r>this|last) year| of (?P<r2>this|last) year)?",
                "quarter", "in the «first quarter of 2024» alone"),
    DatePattern(rf"\b(?:the )?first (?P<n>two|three) quarters(?: (?:of|in) (?P<y>{_Y})| of (?P<r>this|last) year)?",
                "quarters", "in «the first three quarters of 2024» alone"),
    DatePattern(rf"\bQ(?P<q>[1-4])(?:,? (?:of )?(?P<y>{_Y}))?|\b(?P<y2>{_Y}) Q(?P<q2>[1-4])\b",
                "quarter", "in «Q1 2024» alone"),
    DatePattern(rf"\b(?P<h>first|second|latter) half(?: of (?:the year|(?P<y>{_Y})|(?P<r>this"
                rf"|last) year))?\b(?! of the (?!year))", "half",
                "in the «first half of 2024» alone"),
    DatePattern(rf"\bH(?P<h>[12])(?:,? (?P<y>{_Y}))?\b", "half", "in «H1 2024» alone"),
    DatePattern(rf"\bfirst (?P<n>two|three|four|five|six|seven|eight|nine|ten|eleven) months(?: of (?P<y>{_Y})"
                rf"| of (?P<r>this|last) year| of the year)?",
                "months", "in the «first eight months of 2024» alone"),
    DatePattern(rf"\b(?P<y>{_Y})(?: ?(?:-|–|—) ?| to )(?P<y2>{_Y}|(?<=[-–—])\d{{2}}(?![\d,.%]))(?: period)?",
                "years",
                "in the «2016-2021 period» alone"),
    DatePattern(rf"\bfrom (?P<y>{_Y}) (?:to|through|until) (?P<y2>{_Y})", "years", "«from 2016 to 2021» it grew"),
    DatePattern(rf"\bbetween (?P<y>{_Y}) and (?P<y2>{_Y})", "years", "«between 2016 and 2021» it grew"),
    DatePattern(r"\b(?P<p>\d{2})th Five-Year Plan(?: period)?(?: \((?P<y>20\d\d)[-–—](?P<y2>20\d\d)\))?", "plan",
                "during the «13th Five-Year Plan period»"),
    DatePattern(r"\b(?:the )?(?:past|last|previous|preceding|recent) (?P<k>\d{1,2}|two|three|four|five|six|seven"
                r"|eight|nine|ten|twelve) "
                r"(?P<u>years|months|quarters|weeks|days)\b", "span", "over «the past five years» it grew"),
    DatePattern(r"\b(?P<k>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
                r" (?P<u>years|months|days) (?:ago|earlier|before|previously)\b", "span",
                "than «five years ago»"),
    DatePattern(r"\b(?P<r>this|last|the previous|the preceding|previous|next) year(?!s|-)",
                "year", "up on «last year»"),
    DatePattern(r"\ba year (?P<r>ago|earlier|before)\b", "year", "up from «a year earlier»"),
    DatePattern(rf"(?:(?<=in )|(?<=since )|(?<=by )|(?<=from )|(?<=during )|(?<=until )|(?<=of )|(?<=year )|(?<=end-)"
                rf"|(?<=mid-)|(?<=early )|(?<=late )|(?<=\()|(?<=than )|(?<=for )|(?<=with )|(?<=on )|(?<=to )"
                rf"|(?<=over )|(?<=, )|(?<=and )|(?<=\n))"
                rf"(?P<y>{_Y})(?!-\d| ?(?:billion|million|yuan|percent|%|m²|km|projects|firms|enterprises|people))\b",
                "year",
                "in «2021» it grew"),
    DatePattern(rf"(?<![\d,.$¥€£-])\b(?P<y>{_Y})\b(?= [A-Z(]|'s\b|, |\.|\)|$)", "year", "the «2021» China Expo"),
    DatePattern(rf"(?<=[A-Za-z] )(?P<y>{_Y})\b(?= (?:was|were|is|and|opened|opens|saw|will|has))",
                "year", "Expo «2023» will open"),
)
