"""Numbers that are no figures: names, addresses, clock times, editions. `meaning` says what they are."""

from banyan.packs.figures.pattern import Pattern, Table

_NUMBER = r"(?:\d{1,6}|one|two|three|four|five|six|seven|eight|nine|ten|I{1,3}|IV|V)"

LEAVE = Table(
    Pattern(r"(?:https?://|www\.)[^\s，。；）)]{1,300}", "address", "See «https://data.example.org/2021/66» for more."),
    Pattern(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,5}", "mail", "Write to «office24@example.org» today."),
    Pattern(r"\b[\w-]{0,60}\.(?:jpe?g|png|gif|pdf|docx?|xlsx?|html?|csv|zip|mp4|txt)", "file", "«5.jpg»Harbour base"),
    Pattern(r"(?<![\d.])\+?\(?\d{2,4}\)?[- ]\d{3,4}[- ]\d{4}(?!\d)", "phone", "Call «0591-8755-1234» now."),
    Pattern(r"\b(?:tel|phone|fax|hotline|call|dial|mobile)\b[^.\n\d]{0,12}[+(]?\d[\d ()-]{2,20}\d", "phone",
            "Residents may «dial 12345» at any hour."),
    Pattern(r"(?<![\d.,])\d{2}(?: \d{2}){3,5}(?![\d.,]\d|\d| ?%)", "phone", "ring «52 44 10 10»"),
    Pattern(r"(?<![\w.])\+\d{1,3}[ -]\(?\d[\d ()-]{5,20}\d", "phone", "the number «+86 591 8755 1234» is staffed"),
    Pattern(r"(?<![A-Za-z])(?:ISO|IEC|GB/T|GB(?!P)|IEEE|RFC|EN|DIN|ITU|HS|OC4IDS|DB|JT"
            r"|YD)[ -]?(?:/?(?-i:[A-Z]){1,3}[ -])?\d{1,6}(?:[.-]\d{1,5}"
            r"){0,3}",
            "standard", "certified to «ISO 9001» last year"),
    Pattern(r"\b(?:version|ver\.|release|v)[ ]?\d{1,3}(?:\.\d{1,3}){1,3}|\b(?-i:[A-Z])\w{1,20} \d\.0\b", "version",
            "the platform's «version 2.0» went live"),
    Pattern(r"\bTop[ -]?(?:500|100|50)\b|\bFortune (?:Global )?500\b|\bGlobal 500\b", "list's name",
            "12 «Fortune Global 500» companies"),
    Pattern(r"\b24/7\b|\b7x24\b|\b(?:24|twenty-four)[- ]hours?(?:[- ]a[- ]day|[- ](?:service|hotline|operation|access"
            r"|online|self-service|support|convenience|shifts?))?\b", "around the clock", "a «24-hour service» hall"),
    Pattern(r"\b(?:the|this|that|an?) (?:[a-z-]+ )?one(?=[,.;:)]| (?:is|was|has|had|will|would|which|that|also)\b)",
            "pronoun", "the upper lake rose; «the lower one», too"),
    Pattern(r"\b36[56] days(?: a year)?\b", "all year", "open «365 days a year»"),
    # What was needed for a race (in 2:14:33, 5:52.31) is a length of time.
    Pattern(r"\b(?<![\d:])\d{1,2}:\d{2}(?![:.]\d)(?: ?[ap]\.?m\b\.?)?"
            r"|(?<!in )(?<!of )(?<!with )(?<!on )(?<!'s )(?<!, )(?<!by )(?<![(\d:])\b\d{1,2}:\d{2}:\d{2}(?!\.\d)"
            r"|\b\d{1,2} ?[ap]\.?m\b\.?", "time of day",
            "doors open at «9:30 a.m.» sharp"),
    Pattern(rf"\b(?-i:Article|Note|Schedule|Exhibit|Attachment|Section|Clause|Chapter|Annex|Appendix|Table|Figure"
            rf"|Fig\.|Paragraph|Phase|Stage|Terminal"
            rf"|Line|Route|Gate|Hall|Pier|Berth|Room|Building|Block|Unit|Floor|Lot|Platform|Track|Level|Tier|Zone"
            rf"|Pavilion"
            rf"|Highway|Flight|Train|Runway|Page|Vol\.|Volume|Issue|Document|Notice|Order|Decree|Batch|Grade|Class"
            rf"|Category"
            rf"|Scenario|Part|Item|Day|Step)(?: No\.?)? ?{_NUMBER}\b(?![.,]\d|%| (?:percent|per cent|billion|million))",
            "number of a thing", "under «Article 12» of the rules"),
    Pattern(r"\b(?:first|last|previous|past) (?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) (?:summits"
            r"|sessions|editions|expos"
            r"|fairs|conferences|events|forums|festivals|congresses)\b", "editions", "the «first six summits» brought"),
    Pattern(r"\b(?:berths|lines|phases|terminals|halls|gates|articles|sections|routes|buildings|floors|zones|pages"
            r"|lots|clauses)"
            r" \d{1,4}\b(?![.,]\d| (?:million|billion|percent|thousand))(?:(?:, | and | to |-"
            r"|–)\d{1,4}\b(?![.,]\d)){0,6}",
            "numbers of things", "through «berths 1 and 2»"),
    Pattern(r"\b(?:tier|class|category|grade|type|level|stage)[- ](?:one|two|three|four|five|[1-5])\b(?![.,]\d|%)",
            "class",
            "440 «tier two» firms"),
    Pattern(r"\bphases? (?:one|two|three|I{1,3}|\d)\b", "number of a thing", "«phase two» began"),
    Pattern(r"\bNos?\. ?\d{1,6}(?= (?:(?-i:[A-Z])|middle|primary|hospital|school|document|road|street|bridge|berth"
            r"|plant))"
            r"|\b\d{1,5}(?= (?-i:[A-Z])[a-z]{2,14} (?:Road|Street|Avenue|Rd\.?|St\.?|Ave\.?|Lane|Boulevard)\b)",
            "number of a thing", "the pupils of «No. 3» Middle School"),
    Pattern(r"\b\d{1,3}(?:st|nd|rd|th)[- ](?=(?:(?!Five-Year)(?-i:[A-Z]|\")|session|edition|anniversary|century"
            r"|summit|floor|grade"
            r"|plenary|national|congress|meeting|conference|forum|fair|expo|time|round|batch|phase|generation|year\b"
            r"|straight|consecutive))", "edition", "at the «7th »Summit"),
    Pattern(r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\w{3,9}teenth|twentieth) "
            r"(?=session|edition|anniversary|plenary|batch|phase|generation)", "edition",
            "the «fourth »session"),
    Pattern(r"\b(?:one|two|three|single)[- ](?:stop|way|click|window|network|matter|child|time|dimensional|tier|sided"
            r"|step|card|code|page)\b", "set phrase", "a «one-stop» shop"),
    Pattern(r"(?<!ty-)\b(?:one another|one of|no one|one day|one or more|number one|one's|at one|each one|this one"
            r"|that one|the one|only one|which one|one by one|one after|from one|to one|as one"
            r"|one and all|one thing)\b",
            "set phrase", "it is «one of» the parks"),
    Pattern(r"\b(?:the|these|those|its|their|our|both|other|all) (?:two|three)(?= (?:sides|sessions|cities|places"
            r"|parties"
            r"|countries|academies|provinces|ministries|companies|firms|leaders|governments|shores|foundations|were|are"
            r"|have|will)\b)", "set phrase", "experts of «the two» academies"),
    Pattern(r"\btwo (?:sessions|sides)\b|\bzero[- ](?:carbon|waste|emissions?|distance|tolerance|sum|covid)\b",
            "set phrase",
            "a «zero-carbon» park"),
    Pattern(r"\b(?:Industry(?= ?[45]\.0)|Web|Made in China|Vision|Agenda|Windows|Boeing|Airbus"
            r"|COVID)[ -]?\d{1,4}(?:\.\d)?\b",
            "name",
            "under «Agenda 2030»"),
    Pattern(r"\bCOP ?\d{2}\b|\bG(?:7|20)\b|\bB2[BCG]\b|\bO2O\b|\bP2P\b|\bPM ?2\.5\b|\bPM ?10\b|\bCO2\b", "name",
            "a «B2B» platform"),
    Pattern(r"(?<![A-Za-z])[1-7](?-i:[GDK])\b(?!\w)|\b[48]K\b", "name", "a «5G» base station"),
    Pattern(r"[\"“](?-i:[A-Z]){0,3}\d{3,6}[\"”]", "code", "under the «\"9610\"» import code"),
    Pattern(r"(?<![A-Za-z])(?-i:SL|CJJ?|JGJ|HJ|TB|NB|DL|SY|QB|HG|LY|NY|SN|GA|AQ|WS|JB|JC|HB|GBZ|CECS|ASTM|BS)"
            r"(?:/[TZ])? ?\d{2,6}(?:[.-]\d{1,5}){0,3}(?!\d|[.,]\d|%)", "standard", "built to «SL 250» throughout"),
    Pattern(r"\b(?:per|every|each) (?:ten |hundred )?(?:thousand|hundred|million)\b", "per so many",
            "12 deaths «per thousand» births"),
    Pattern(r"\b(?:the )?three (?:main |major )?industries\b", "name", "«the three industries» grew"),
    Pattern(r"\b(?:aged?|ages)(?: between| from)? \d{1,3}(?:(?: to |-|–| and )\d{1,3})?"
            r"(?: (?:and|or) (?:over|above|older|under|below|younger))?\b(?! (?:million|percent|years on))", "age",
            "residents «aged 60 and over»"),
    Pattern(r"(?<![\d:])\d{1,2}:\d{1,2}\b(?! [ap]m|[.:]\d)", "proportion", "a screen of «16:9» form"),
    Pattern(r"\b(?:the|a|an|our|its|this) (?:\d{3,6}|1[012]\d)(?= (?:[a-z]+ ){0,2}(?:line|hotline|number|platform"
            r"|service|call|label|code|website|app)s?\b)",
            "code", "calls to «the 95598» service line"),
    Pattern(r"\b(?:hotline|emergency|line|platform|helpline|dial|called|reported to|codes?"
            r"|labels?)(?: of)? \d{3,6}(?:(?:, | and | or )\d{3,6}){0,5}\b(?![,.]\d| (?:billion|million|yuan"
            r"|percent))",
            "code", "under «codes 9610 and 1210», goods"),
    Pattern(r"\b\d{3,6}(?:(?:, | and | or )\d{3,6}){0,4}(?= (?:[a-z]+ )?(?:labels?|hotlines?|helplines?"
            r"|lines? (?:work|took|gave|g|lent|handl|receiv|answer)))", "code",
            "the «985 and 211» labels"),
    Pattern(r"\b\d\.\d(?:(?:, | and | or )\d\.\d){0,3}(?= versions?\b)", "version", "the «1.0 and 2.0» versions"),
    Pattern(r"\b(?-i:[A-Z])[a-z]+ No\.? ?\d{1,6}\b", "number of a thing", "under «Programme No. 14» of the plan"),
    Pattern(r"\b\d{1,4} ?kV(?= (?:lines?|substations?|grids?|networks?|transmission))", "voltage class",
            "the «110 kV» lines"),
    Pattern(r"\b\d{1,3}(?:\.\d)?[- ]inch\b(?! ?\()", "size class", "an «8-inch» wafer line"),
    Pattern(r"\bNotes?: \d\.(?!\d)|(?<=[.;] )\d\.(?= (?-i:[A-Z]))", "number of a note",
        "«Notes: 1.» Figures are preliminary"),
    Pattern(r"\bNos?\. ?\d{1,6}(?= [a-z]+)(?! (?:in|among|nation\w*|on|world\w*|for|of)\b)", "number of a thing",
            "opened its «No. 2» boardwalk"),
    Pattern(r"\b(?:highways?|motorways?|freeways?|routes?|roads?|junctions?|exits?|flights?|buses|bus|trams?|channel"
            r"|rooms?|wards?"
            r"|lots?|pylons?|bays?|platforms?|tracks?|gates?|piers?|berths?|boreholes?|wells?|units?|blocks?|plots?"
            r"|apartments?|flats?|suites?|lanes?|runways?|reactors?|stages?|studios?|districts?|schools?|precincts?"
            r"|constituency|squadrons?|extension|ext\.?|box|PO box|row|seat|page|chapter|line) (?:no\. ?|number )?"
            r"\d{1,4}[A-Z]?\b(?![.,]\d|%| (?:percent|per cent|million|billion|thousand|km|kilomet|tonnes|were|was "
            r"to)| to \d"
            r"| [a-z]+s\b)", "number of a thing", "next to «highway 26» by the shore"),
    Pattern(r"\b(?:the|a|an) \d{2,4}(?= (?:class|series|model|type|bus|tram|train|route|road|motorway|highway|flight"
            r"|dispatch"
            r"|emergency|call|line|hotline|number|helpline|centre|center)\b)", "name", "a regatta in «the 470» class"),
    Pattern(r"\bhalf again\b", "set phrase", "«half again» as much as in 2024"),
    Pattern(r"\[\d{1,3}\]", "footnote", "as shown«[3]»."),
    Pattern(r"\b(?:code|codes|code-named|codenamed|customs code|postcode|postal code|zip code|permit|licen[cs]e"
            r"|serial number|stock code|under code)(?: No\.?|:)? ?\(?\d{3,8}\)?\b(?![,.]\d)", "code",
            "«stock code 600123» rose"),
)
