"""How English says that a number is more, less or about; numbers without digits."""

from banyan.packs.figures.en.fractions import fractions
from banyan.packs.figures.pattern import Pattern, Table

# "edged up to 5.1 percent": that is no bound, but what was reached.
_NOT_MOVED = "".join(f"(?<!{verb} )" for verb in (
    "edged", "edging", "inched", "crept", "ticked", "nudged", "went", "gone", "goes", "going", "came", "moved",
    "pushed", "picked", "shot", "drove", "driven", "brought", "taken", "took", "stepped", "climbed", "raised", "rose",
    "risen"))
BEFORE = Table(      # right before the number; meaning: a value of Comparison
    Pattern(r"\b(?:just over|slightly (?:more than|over|above)|a little (?:over|more than)|little more than)", "~>",
            "«just over» 90 firms"),
    Pattern(r"\b(?:no|not) (?:less|fewer|lower) than|\b(?:at|the) least|\ba minimum of|\bminimum", ">=",
            "«at least» 90 firms"),
    Pattern(r"\b(?:no|not) (?:more|higher|greater) than|\bat (?:the )?most|\ba maximum of"
            rf"|{_NOT_MOVED}(?<!add )(?<!adds )(?<!adding )(?<!added )\bup to|\bmaximum|\bwithin",
            "<=", "«up to» 90 firms"),
    Pattern(r"\b(?:more|greater|higher|larger) than|\bover|\babove|\bexceed(?:s|ed|ing)?|\bin excess of|\bupwards? of"
            r"|\bsurpass(?:es|ed|ing)?|\btop(?:s|ped|ping)|\bbeyond|\bbroke through|\bcross(?:ed|ing)|\bpast", ">",
            "«more than» 90 firms"),
    Pattern(r"\b(?:less|fewer|lower|smaller) than|\bbelow"
            r"|(?<!buried )(?<!disappeared )(?<!vanished )(?<!submerged )(?<!lies )(?<!lay )(?<!covered )(?<!lying )"
            r"\bunder", "<", "«fewer than» 90 firms"),
    Pattern(r"\b(?:nearly|almost|close to|approaching|just (?:under|short of|below)|near|well-nigh|approached)", "~<",
            "«nearly» 90 firms"),
    Pattern(r"\b(?:about|around|approximately|approx\.?|roughly|some|circa|an estimated|estimated|in the region of"
            r"|on the order of)|[~≈]|\bca?\.", "~", "«about» 90 firms"),
)
AFTER = Table(
    Pattern(r" ?(?:or|and) (?:more|above|over|higher|greater)\b|\+(?!\d)| ?plus\b", ">=", "90 billion« or more»"),
    Pattern(r" ?(?:or|and) (?:less|fewer|below|under|lower)\b", "<=", "90 billion« or less»"),
    Pattern(r" or so\b", "~", "90 firms« or so»"),
)
FRACTION = Table(    # meaning: percent, then the step it is read with
    Pattern(r"\b(?:two[- ]thirds|2/3)\b(?= of\b|,|\.|$)?", "66.67", "«two thirds» of the projects"),
    Pattern(r"(?<!first )(?<!last )(?<!past )\b(?:three[- ]quarters|three[- ]fourths|3/4)\b(?! of (?:19"
            r"|20)\d\d)", "75", "«three quarters» of the projects"),
    Pattern(r"\b(?:one|a)[- ]third\b(?! (?:party|country|time|year|quarter|phase|batch|session)|, (?!or ))|\b1/3\b",
            "33.33",
            "«one third» of the projects"),
    Pattern(r"\b(?:one|a)[- ]quarter\b(?= of\b(?! (?:19|20)\d\d| (?:this|last|the) year)|[,.;)]|$| (?:were|are|is"
            r"|was|more|higher|less|lower|up)\b)|\b1/4\b", "25", "«a quarter» of the projects"),
    Pattern(r"\b(?:one|a)[- ]fifth\b(?! (?:year|time|line|edition|session|season|phase))", "20",
            "«one fifth» of the projects"),
    Pattern(r"\b(?:one|a)[- ]sixth\b", "16.67", "«one sixth» of the projects"),
    Pattern(r"\b(?:one|an)[- ]eighth\b", "12.5", "«one eighth» of the projects"),
    Pattern(r"\bseven[- ]tenths\b|\bseven (?:out of|in) ten\b", "70", "«seven tenths» of the projects"),
    Pattern(r"\bthree (?:out of|in) four\b", "75", "«three in four» projects"),
    Pattern(r"\btwo (?:out of|in) three\b", "66.67", "«two in three» projects"),
    Pattern(r"\bone in (?:every )?five\b", "20", "«one in five» projects"),
    Pattern(r"\bone in (?:every )?four\b", "25", "«one in four» projects"),
    Pattern(r"\bone in (?:every )?three\b", "33.33", "«one in three» projects"),
    Pattern(r"\btwo[- ]fifths\b", "40", "«two fifths» of the projects"),
    Pattern(r"\bthree[- ]fifths\b", "60", "«three fifths» of the projects"),
    Pattern(r"\bfour[- ]fifths\b|\bfour (?:out of|in) five\b", "80", "«four fifths» of the projects"),
    Pattern(r"\b(?:one|a)[- ]tenth\b|\bone in ten\b", "10", "«one tenth» of the projects"),
    Pattern(r"\bnine (?:out of|in) ten\b|\bnine[- ]tenths\b", "90", "«nine in ten» projects"),
    Pattern(r"\bone[- ]half\b|(?<!first )(?<!second )(?<!latter )(?<!last )(?<!other )(?<!\ba )(?<!\ban )(?<!\bthe )"
            r"\bhalf\b"
            r"(?! (?:as (?:many|much|large|big|high|long) again|a|an"
            r"|years?|hours?|days?|term|time|marathon|mile|past|price|board|dozen|way|century|million"
            r"|billion"
            r"|of (?:19|20)\d\d|of (?:the|this|last) year)\b|-)",
            "50", "over «half» of the projects"),
    Pattern(r"(?<!and )\ba half\b(?= (?:of|as)\b(?! (?:a |an |the |last |this )?(?:19|20|year(?!['’]s)|hour|day|century"
            r"|month)))", "50", "fell to «a half» of what it was"),
    *fractions(),
)
MULTIPLE = Table(    # verbs that are a number; meaning: times the former level
    Pattern(r"\bdoubl(?:ed|es|ing) (?:twice|two times)\b(?! (?:as|the))", "4", "membership has «doubled twice»"),
    Pattern(r"\bdoubl(?:ed|es|ing) (?:three times|thrice|three-fold)\b(?! (?:as|the))", "8",
            "it has «doubled three times»"),
    Pattern(r"\bdoubl(?:ed|es|ing) four times\b(?! (?:as|the))", "16", "it has «doubled four times»"),
    Pattern(r"\btripl(?:ed|es|ing) twice\b(?! (?:as|the))", "9", "it has «tripled twice»"),
    Pattern(r"\bhalv(?:ed|es|ing) twice\b(?! (?:as|the))", "0.25", "the fee was «halved twice»"),
    *(Pattern(rf"\bby a factor of {word}\b", str(n), f"exceeded it «by a factor of {word}»")
      for n, word in enumerate(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], start=2)),
    Pattern(r"\bhalf as (?:many|much|large|big|high|long) again\b", "1.5", "«half as many again» as last year"),
    Pattern(r"\bdoubl(?:ed|es|ing)\b(?! down)|\btwofold\b|\b(?:double|twice)(?= (?:the|that|those|last|its|their"
            r"|what|as many"
            r"|as much|as high|as long|as large)\b)", "2", "output «doubled» in a year"),
    Pattern(r"\btripl(?:ed|es|ing)\b|\btrebl(?:ed|es|ing)\b|\bthreefold\b|\b(?:triple|treble)(?= (?:the|that|those"
            r"|last|its"
            r"|their|what)\b)", "3", "output «tripled» in a year"),
    Pattern(r"\bquadrupl(?:ed|es|ing)\b|\bfourfold\b", "4", "output «quadrupled» in a year"),
    Pattern(r"\bquintupl(?:ed|es|ing)\b|\bfivefold\b", "5", "output rose «fivefold» in a year"),
    Pattern(r"\bsixfold\b", "6", "output rose «sixfold» in a year"),
    Pattern(r"\bsevenfold\b", "7", "output rose «sevenfold» in a year"),
    Pattern(r"\beightfold\b", "8", "output rose «eightfold» in a year"),
    Pattern(r"\bninefold\b", "9", "output rose «ninefold» in a year"),
    Pattern(r"\btenfold\b", "10", "output rose «tenfold» in a year"),
    Pattern(r"\bhalv(?:ed|es|ing)\b", "0.5", "the fee was «halved» in a year"),
)
POINTS = Table(      # parts of a percentage point; meaning: so many of it
    Pattern(r"\b(?:half a|one half of a|a half)[- ](?:percentage )?point\b", "0.5", "it fell by «half a point»"),
    Pattern(r"\b(?:a|one)[- ]quarter(?: of a| of one)?[- ](?:percentage )?point\b", "0.25",
            "it was cut by «a quarter of a point»"),
    Pattern(r"\bthree[- ]quarters of a (?:percentage )?point\b", "0.75", "it rose by «three quarters of a point»"),
)
CROWD = Table(       # meaning: the least it can be
    Pattern(r"\btens of thousands\b", "10000", "«tens of thousands» of visitors"),
    Pattern(r"\bhundreds of thousands\b", "100000", "«hundreds of thousands» of visitors"),
    Pattern(r"\btens of millions\b", "10000000", "«tens of millions» of visitors"),
    Pattern(r"\bhundreds of millions\b", "100000000", "«hundreds of millions» of visitors"),
    Pattern(r"\bmillions(?= of)", "1000000", "«millions» of visitors"),
    Pattern(r"\bthousands(?= of)", "1000", "«thousands» of visitors"),
    Pattern(r"\bhundreds(?= of)", "100", "«hundreds» of visitors"),
    Pattern(r"\bdozens(?= of)", "24", "«dozens» of visitors"),
)
