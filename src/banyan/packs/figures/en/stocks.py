"""Words by which English texts say what a stock held, what came in, what went out, and what it holds now."""

from banyan.packs.figures.pattern import Pattern, Table

_TERM = r"(?:[a-z-]+ ){0,2}?(?:year|month|week|quarter|season|day|half|term|period|summer|winter|spring|autumn|night)"
_STOCK = r"(?:balance|stocks?|inventor(?:y|ies)|level|position|holdings?|count|number|figure|total|fund|debt|storage)"

# Before or behind a number. meaning: "open" what there was, "close" what is left, "in" and "out" what came and went.
STOCK = Table(
    Pattern(rf"\b(?:open(?:ed|ing|s)?|beg[aiu]n(?:ning|s)?|start(?:ed|ing|s)?|enter(?:ed|ing|s)?) (?:the|its|their"
            rf"|this|his|her) {_TERM}\b", "open", "It «opened the month» with 12,600 tonnes"),
    Pattern(rf"\b(?:at|from|in|since) the (?:beginning|start|outset|opening|turn)\b|\bwhen the (?:[a-z]+ )?{_TERM}"
            r" (?:began|started|opened)\b|\bat new year\b|\bto (?:begin|start) with\b", "open",
            "1,905 «at the beginning» of the quarter"),
    Pattern(rf"\b(?:opening|initial|starting|beginning|carry-in|previous|former) {_STOCK}\b", "open",
            "an «opening balance» of 61,480"),
    Pattern(r"\b(?:brought forward|(?:carried|taken|held) over from|inherited(?: from)?|carry-over from)\b", "open",
            "«carried over from» last year: 318"),
    Pattern(rf"\b(?:at|by) the end of (?:last|the (?:previous|preceding)) {_TERM}\b"
            rf"|\ba(?:n|t)? {_TERM} (?:ago|earlier|before)\b", "open", "231.9 million «a week ago»"),
    Pattern(rf"\b(?:clos(?:ed|ing|es)|end(?:ed|ing|s)|finish(?:ed|ing|es)|left|conclud(?:ed|es|ing)) (?:it|the|its"
            rf"|their|this|up|with)\b(?: {_TERM}\b)?", "close", "and «closed it» with 48,700"),
    Pattern(rf"\b(?:closing|ending|final|current|present|outstanding|remaining|resulting|year-end"
            rf"|month-end) {_STOCK}\b",
            "close", "a «closing balance» of 54,030"),
    Pattern(r"\b(?:leaving|leaves|(?:was|were|is|are) left|left (?:it|them|us|the [a-z]+)(?: with)?|remain(?:s|ed|ing)?"
            r"|what is left|carried forward|carry forward|in hand|(?:still|now|currently|today) (?:[a-z]+ )?(?:pending"
            r"|open|outstanding|unresolved|waiting|has|have|holds?|counts?|stands?|reports?|numbers?|keeps?|owes?"
            r"|lists?)|balance of|(?:bring|tak)(?:ing|s) [^,;.\d]{0,30} to|(?:came|went|rose|fell|grew|shr[au]nk"
            r"|climbed|dropped"
            r"|declined|dwindled|swelled|increased|decreased|rising|falling) (?:down |up |back |slightly )?to)\b"
            r"|^[^,;.\d]{0,24} now$",
            "close", "«leaving» 399 at midnight"),
    Pattern(r"\b(?:at|by|on) the (?:very )?end\b(?! of last\b)|\bat (?:year|month|quarter|week)[- ]end\b"
            r"|\bby the (?:end|close)\b", "close", "2,044 «at the end»"),
    Pattern(r"\b(?:loaded|drew|drawn|took|taken|paid|moved|transferred|shipped|handed|dropped|checked|flowed|went|lent"
            r"|gave|given|sent|carried|brought) (?:out|off|back out|away)\b|\bused up\b|\bput down\b", "out",
            "it «loaded out» 5,900 tonnes"),
    Pattern(r"\b(?:put|paid|took|taken|brought|comes?|came|flowed|went|moved|transferred|checked|handed|pumped"
            r"|poured) (?:in|back|into)\b|\btop(?:ped)?[- ]?ups?\b|\btopped up\b", "in", "subsidies «put in» 154,900"),
    Pattern(r"\b(?:repa(?:id|y\w*)|redeem\w*|redemptions?|discharg\w+|los(?:t|ses|s|ing|es)|left|departures?|departed"
            r"|resign\w*|retire\w*|died|deaths?|quit|withdr[ae]w\w*|spen[dt]\w*|expen(?:ses|diture|ditures)|outlays?"
            r"|costs?|wages|payments?|paid|settl\w+|decided|resolved|closed|closures?|dispos\w+|released?|releases"
            r"|evaporat\w+|outflows?|outgoings?|consum\w+|used|usage|burn\w*|export\w*|demand|slaughter\w*|cull\w*"
            r"|scrapp\w*|decommission\w*|shipped|shipments|dispatch\w*|issued|sold|cancell\w+|laps\w+|expired"
            r"|written off|wrote off|demolish\w*|graduat\w+|distribut\w+|discard\w*|drawdowns?|shut|dismiss\w+"
            r"|dropped|draws|fed|milled|processed|auctioned|rehomed|adopted|exits?|leavers|emigrat\w+|sales?|dealt with"
            r"|found (?:new |a )?homes?|withheld|transferred to|sank|seepage|leak\w*|clear(?:ed|ances?)|deregistered"
            r"|removed|struck off|outgo|wound up|maturities|matured|outpatients?|swallow\w*|absorb\w*|ate up)\b",
            "out", "it «discharged» 131"),
    Pattern(r"\b(?:receiv\w+|receipts?|bought|buy\w*|purchas\w*|admitt?\w*|admissions?|join\w*|recruit\w*|hir(?:ed|es"
            r"|ing)|enroll?\w*|births?|born|arriv\w+|inflows?|incoming|lodged|filed|filings|registered|new (?:[a-z]+ )?"
            r"(?:borrowing|loans?|members?|cases?|debt|entrants|orders?|arrivals|claims?|issues?)|add(?:ed|s|ing"
            r"|itions?)"
            r"|deposit\w*|import\w*|produc\w+|output|harvest\w*|borrow\w+|rais(?:ed|es|ing)|income|revenues?|donat\w+"
            r"|subscri\w+|contribut(?:ed|ions?)|restock\w*|replenish\w*|launched|commissioned|hatch\w*|acqui\w+|collected"
            r"|subsid\w+|gained|intake|opened|openings?|newcomers|entr(?:ies|ants)|deliver\w+|landed|accepted|immigrat\w+"
            r"|signed up|new(?:ly)? (?:registrations?|registered|built|hired|acquired|enrolled|granted)|rescued"
            r"|grants? received|loans? (?:of|taken)|laid (?:down|up)|rainfall|inpayments|proceeds|issuance"
            r"|hatchlings)\b",
            "in", "it «admitted» 3,465"),
)
