"""Sentences of releases in English and Chinese, with numbers that are drawn and the statement that they make.

Each kind is a function (desk, subject, letter,
                         wrong) -> Said: `letter` keeps the names of its quantities apart, `wrong`
asks for a planted error. Numbers are drawn as decimals first and the derived ones rounded from them, so that what is
true is true for any exact reader.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

PLACES = [("溯江市", "Hollowmere"), ("霁川市", "Calverton"), ("岚洲市", "Norwick Bay"), ("砚溪市", "Inkwell City"),
          ("梧岭市", "Ashridge"), ("澜川市", "Veridale"), ("雁洲市", "Goosehaven"), ("棠浦市", "Pearmouth")]
SUBJECTS = [("生物医药产业", "the biomedical industry"), ("数字经济", "the digital economy"), ("文化产业",
                                                                                               "the cultural sector"),
            ("海洋经济", "the marine economy"), ("现代物流业", "the logistics sector"), ("软件业",
                                                                                         "the software sector"),
            ("新材料产业", "the new materials industry"), ("冷链产业", "the cold chain sector"),
            ("环保产业", "the environmental industry"), ("会展业", "the exhibition business"),
            ("纺织服装业", "the textile industry"), ("食品加工业", "food processing"), ("船舶制造业", "shipbuilding"),
            ("光伏产业", "the photovoltaic industry"), ("康养产业", "the wellness industry"), ("种业",
                                                                                               "the seed industry")]
FILLERS = [("相关服务已接入{{12345}}热线。", "Residents can ask at hotline {{12345}}."),
           ("园区已实现{{5G}}网络全覆盖。", "The parks are covered by {{5G}}."),
           ("新投用的{{TX-300}}型设备由本地企业研制。", "The {{TX-300}} equipment was made by local firms."),
           ("有关做法写入条例{{第十八条}}。", "The practice was written into {{Article 18}} of the rules."),
           ("自助服务区{{24小时}}开放。", "The self-service area is open {{24 hours}} a day."),
           ("相关展品通过{{ISO 14001}}认证。", "The exhibits are certified under {{ISO 14001}}.")]


@dataclass
class Said:
    """A sentence with marks and its statement; `names` are all quantities concerned."""

    text: str
    names: str
    expression: str
    wrong: bool = False
    fault: str = ""
    expected: str = "fail"

    def line(self, kind: str) -> str:
        """The statement as marked.py reads it."""
        if not self.wrong:
            return f"= {kind} | {self.names} | {self.expression}"
        return f"! {kind} | {self.expected} | {self.fault} | {self.names} | {self.expression} | drawn"


class Desk:
    """The writer of one release: its place, its year and its subjects, of which none comes twice."""

    def __init__(self, rng: Random, zh: bool) -> None:
        self.rng, self.zh = rng, zh
        self.place = rng.choice(PLACES)[not zh]
        self.year = rng.randrange(2019, 2025)
        self.subjects = [pair[not zh] for pair in SUBJECTS]
        self.fillers = [pair[not zh] for pair in FILLERS]
        rng.shuffle(self.subjects)
        rng.shuffle(self.fillers)

    def say(self, zh: str, en: str) -> str:
        return zh if self.zh else en

    def subject(self) -> str:
        return self.subjects.pop()

    def title(self) -> str:
        return self.say(f"{self.place}{self.year}年经济社会发展情况", f"{self.place}: development in {self.year}")

    def lead(self) -> str:
        return self.say(f"{self.place}统计局日前发布{self.year}年有关数据。",
                        f"The {self.place} Bureau of Statistics has published its figures for {self.year}.")

    def tail(self) -> str:
        return self.say(f"数据来源：{self.place}统计局", f"Source: {self.place} Bureau of Statistics")

    def filler(self) -> str:
        return self.fillers.pop() if self.fillers else ""

    def tenths(self, low: int, high: int) -> Decimal:
        """A number with one decimal."""
        return Decimal(self.rng.randrange(low * 10 + 1, high * 10)).scaleb(-1)

    def money(self, amount: Decimal, name: str) -> str:
        """An amount (亿元, or bn CNY) as marked text."""
        if self.zh:
            return f"[[{name}:{amount:,}亿元]]"
        return f"[[{name}:{self.rng.choice((f'{amount:,} billion yuan', f'RMB {amount:,} billion'))}]]"

    def count(self, number: int, name: str, word: str = "") -> str:
        return f"[[{name}:{number:,}{word}]]" if self.zh else f"[[{name}:{number:,}]]"

    def percent(self, value: Decimal, name: str) -> str:
        return f"[[{name}:{value}{self.say('%', self.rng.choice(('%', ' percent')))}]]"

    def off(self, value: Decimal, wrong: bool) -> Decimal:
        """The value, or one that is clearly another."""
        return rounded(value * Decimal(self.rng.choice(("0.6", "0.75", "1.35", "1.6"))), value) if wrong else value


def rounded(value: Decimal, like: Decimal | str) -> Decimal:
    """To as many decimals as `like` has, halves up."""
    return value.quantize(Decimal(1).scaleb(Decimal(like).as_tuple().exponent), ROUND_HALF_UP)  # type: ignore[arg-type]


def whole_and_parts(d: Desk, subject: str, n: str, wrong: bool) -> Said:
    a, b, c = (d.tenths(20, 400) for _ in range(3))
    total = d.off(a + b + c, wrong)
    t, x, y, z = (d.money(v, n + s) for v, s in ((total, "t"), (a, "x"), (b, "y"), (c, "z")))
    text = d.say(f"{d.year}年{subject}营业收入{t}，其中东片区{x}、中片区{y}、西片区{z}。",
                 f"In {d.year} revenue of {subject} was {t}: {x} in the east, {y} in the centre and {z} in the west.")
    return Said(text, f"{n}t {n}x {n}y {n}z", f"{n}x + {n}y + {n}z = {n}t", wrong, f"{n}t {n}x {n}y {n}z")


def counts(d: Desk, subject: str, n: str, wrong: bool) -> Said:
    a, b = d.rng.randrange(40, 900), d.rng.randrange(40, 900)
    total = a + b + (d.rng.choice((-30, 10, 20, 100)) if wrong else 0)
    t, x, y = d.count(total, n + "t", "家"), d.count(a, n + "x", "家"), d.count(b, n + "y", "家")
    text = d.say(f"{d.year}年末{subject}规模以上企业{t}，其中内资{x}，外资{y}。",
                 f"At the end of {d.year} {subject} had {t} larger firms, of which {x} were domestic and {y} foreign.")
    return Said(text, f"{n}t {n}x {n}y", f"{n}x + {n}y = {n}t", wrong, f"{n}t {n}x {n}y")


def share(d: Desk, subject: str, n: str, wrong: bool) -> Said:
    total = d.tenths(150, 900)
    part = rounded(total * Decimal(d.rng.randrange(12, 70)) / 100, "0.1")
    pct = d.off(rounded(100 * part / total, d.rng.choice(("1", "0.1"))), wrong)
    t, p, s = d.money(total, n + "t"), d.money(part, n + "p"), d.percent(pct, n + "s")
    text = d.say(f"{d.year}年{subject}完成投资{t}，其中民间投资{p}，占{s}。",
                 f"Investment in {subject} reached {t} in {d.year}, of which {p}, or {s}, was private.")
    return Said(text, f"{n}s {n}p {n}t", f"{n}s = 100 * {n}p / {n}t", wrong, f"{n}s")


def growth(d: Desk, subject: str, n: str, wrong: bool) -> Said:
    before, now = d.tenths(100, 500), d.tenths(520, 800)
    pct = d.off(rounded(100 * (now / before - 1), "0.1"), wrong)
    a, b, g = d.money(now, n + "a"), d.money(before, n + "b"), d.percent(pct, n + "g")
    text = d.say(f"{d.year}年{subject}出口{a}，比{d.year - 1}年的{b}增长{g}。",
                 f"Exports of {subject} were {a} in {d.year}, up {g} from {b} in {d.year - 1}.")
    return Said(text, f"{n}a {n}b {n}g", f"{n}a = {n}b * (1 + {n}g / 100)", wrong, f"{n}g")


def decline(d: Desk, subject: str, n: str, wrong: bool) -> Said:
    before, now = d.rng.randrange(5200, 9000), d.rng.randrange(2500, 5000)
    pct = d.off(rounded(100 * (1 - Decimal(now) / before), "0.1"), wrong)
    a, b, g = d.count(now, n + "a", "件"), d.count(before, n + "b", "件"), d.percent(pct, n + "g")
    text = d.say(f"{subject}投诉量由{d.year - 1}年的{b}减少到{d.year}年的{a}，下降{g}。",
                 f"Complaints about {subject} fell from {b} in {d.year - 1} to {a} in {d.year}, down {g}.")
    return Said(text, f"{n}a {n}b {n}g", f"{n}a = {n}b * (1 - {n}g / 100)", wrong, f"{n}g")


def times(d: Desk, subject: str, n: str, wrong: bool) -> Said:
    before, factor = d.tenths(5, 60), d.rng.choice((2, 3, 4))
    now = before * (factor + 1)
    said = factor + 3 if wrong else factor
    a, b = d.money(now, n + "a"), d.money(before, n + "b")
    t = d.say(f"[[{n}t:{said}倍]]", f"[[{n}t:{said} times]]")
    text = d.say(f"{subject}贷款余额由{d.year - 5}年的{b}增加到{d.year}年的{a}，增长{t}。",
                 f"Loans to {subject} rose from {b} in {d.year - 5} to {a} in {d.year}, an increase of {t}.")
    return Said(text, f"{n}t {n}a {n}b", f"{n}a = {n}b * (1 + {n}t) or {n}a = {n}b * {n}t", wrong, f"{n}t {n}a {n}b")


def compound(d: Desk, subject: str, n: str, wrong: bool) -> Said:
    years, before = d.rng.choice((3, 4, 5)), d.tenths(100, 400)
    now = rounded(before * (1 + Decimal(d.rng.randrange(60, 190)) / 1000) ** years, "0.1")
    rate = rounded(Decimal(100 * (float(now / before) ** (1 / years) - 1)), "0.1")
    rate = d.off(rate, wrong)
    a, b, g = d.money(now, n + "a"), d.money(before, n + "b"), d.percent(rate, n + "g")
    text = d.say(f"{d.year - years}年至{d.year}年，{subject}增加值由{b}增加到{a}，年均增长{g}。",
                 f"From {d.year - years} to {d.year} value added of {subject} rose from {b} to {a}, "
                 f"an average annual growth of {g}.")
    return Said(text, f"{n}a {n}b {n}g", f"{n}a = {n}b * (1 + {n}g / 100) ** {years}", wrong, f"{n}g")


def ratio(d: Desk, subject: str, n: str, wrong: bool) -> Said:
    firms, each = d.rng.randrange(20, 400), d.rng.randrange(15, 90)
    said = each * d.rng.choice((2, 3)) if wrong else each
    f, p, e = d.count(firms, n + "f", "家"), d.count(firms * each, n + "p", "人"), d.count(said, n + "e", "人")
    text = d.say(f"{d.year}年{subject}示范企业{f}，从业人员{p}，平均每家{e}。",
                 f"In {d.year} the {f} model firms of {subject} employed {p} people, {e} each on average.")
    return Said(text, f"{n}f {n}p {n}e", f"{n}e = {n}p / {n}f", wrong, f"{n}e")


def magnitude(d: Desk, subject: str, n: str, wrong: bool) -> Said:
    units, each = d.rng.randrange(12, 90), d.tenths(2, 40)
    total = units * each * (d.rng.choice((10, 100)) if wrong else 1)
    u, e, t = d.count(units, n + "u", "个"), d.money(each, n + "e"), d.money(total, n + "t")
    text = d.say(f"{d.year}年{subject}新建园区{u}，每个园区投资{e}，合计投资{t}。",
                 f"In {d.year} {subject} built {u} parks at {e} each, {t} in all.")
    return Said(text, f"{n}u {n}e {n}t", f"{n}t = {n}u * {n}e", wrong, f"{n}t")


def points(d: Desk, subject: str, n: str, wrong: bool) -> Said:
    before = d.tenths(20, 40)
    gap = d.tenths(3, 12)
    a, b = d.percent(before + gap, n + "a"), d.percent(before, n + "b")
    unit = d.say("%" if wrong else "个百分点", " percent" if wrong else " percentage points")
    g = f"[[{n}g:{gap}{unit}]]"
    text = d.say(f"{subject}设备数字化率由{d.year - 1}年的{b}提高到{d.year}年的{a}，提高{g}。",
                 f"The share of digital equipment in {subject} rose from {b} in {d.year - 1} to {a} in {d.year}, "
                 f"an increase of {g}.")
    expression = f"{n}a = {n}b * (1 + {n}g / 100)" if wrong else f"{n}a - {n}b = {n}g"
    return Said(text, f"{n}g {n}a {n}b", expression, wrong, f"{n}g", "flag")


def currency(d: Desk, subject: str, n: str, wrong: bool) -> Said:
    dollars, rate = d.tenths(2, 30), Decimal(d.rng.randrange(640, 730)) / 100
    yuan = d.off(rounded(dollars * rate, "0.1"), wrong)
    u = d.say(f"[[{n}u:{dollars}亿美元]]", f"[[{n}u:${dollars} billion]]")
    r = d.say(f"[[{n}r:{rate}元]]", f"[[{n}r:{rate} yuan]]")
    y = d.money(yuan, n + "y")
    text = d.say(f"{d.year}年{subject}利用外资{u}，按1美元兑{r}计算，合人民币{y}。",
                 f"In {d.year} {subject} drew {u} of foreign capital, {y} at a rate of {r} per dollar.")
    return Said(text, f"{n}y {n}u {n}r", f"{n}y = {n}u * {n}r", wrong, f"{n}y {n}u {n}r")


def subset(d: Desk, subject: str, n: str, wrong: bool) -> Said:
    whole = d.rng.randrange(100, 2000)
    part = whole + d.rng.randrange(40, 400) if wrong else d.rng.randrange(20, whole)
    w, p = d.count(whole, n + "w", "个"), d.count(part, n + "p", "个")
    text = d.say(f"{d.year}年{subject}在库项目{w}，其中已开工{p}。",
                 f"In {d.year} {subject} had {w} projects on its list, of which {p} had been started.")
    return Said(text, f"{n}p {n}w", f"{n}p <= {n}w", wrong, f"{n}p {n}w")


def floor(d: Desk, subject: str, n: str, wrong: bool) -> Said:
    number, least = d.rng.randrange(12, 60), d.rng.choice((2, 5, 10))
    total = number * least * Decimal(d.rng.choice(("0.5", "0.7")) if wrong else d.rng.choice(("1.6", "2.3")))
    total = rounded(total, "0.1")
    c, t = d.count(number, n + "c", "个"), d.money(total, n + "t")
    b = d.say(f"[[{n}b={least}e8:{least}亿元]]", f"[[{n}b={least}e9:{least} billion yuan]]")
    text = d.say(f"{d.year}年{subject}签约项目{c}，单个项目投资均超过{b}，总投资{t}。",
                 f"In {d.year} {subject} signed {c} projects, each worth more than {b}, for a total of {t}.")
    return Said(text, f"{n}c {n}b {n}t", f"{n}c * {n}b <= {n}t", wrong, f"{n}c {n}b {n}t")


def dates(d: Desk, subject: str, n: str, wrong: bool) -> Said:
    first = date(d.year, d.rng.randrange(1, 6), d.rng.randrange(1, 29))
    last = first + timedelta(d.rng.randrange(40, 150) * (-1 if wrong else 1))

    def shown(day: date, name: str) -> str:
        text = d.say(f"{day.year}年{day.month}月{day.day}日", f"{day:%B} {day.day}, {day.year}")
        return f"[[{name}@{day.isoformat()}:{text}]]"

    a, b = shown(first, n + "a"), shown(last, n + "b")
    text = d.say(f"{subject}服务中心于{a}开工建设，{b}竣工。",
                 f"Construction of the service centre of {subject} began on {a} and was completed on {b}.")
    return Said(text, f"{n}a {n}b", f"{n}a <= {n}b", wrong, f"{n}a {n}b")


def enumerated(d: Desk, subject: str, n: str, wrong: bool) -> Said:
    names = d.rng.sample([("青坪", "Upper Fern"), ("上桐", "Mossgate"), ("下桐", "Nether Fern"), ("白渡", "Whiteford"),
                          ("石浦", "Stonelea"), ("云台", "Cloudhill"), ("沙堤", "Sandbank")], d.rng.randrange(3, 6))
    said = len(names) + (1 if wrong else 0)
    words = {3: ("三", "three"), 4: ("四", "four"), 5: ("五", "five"), 6: ("六", "six")}[said]
    listed = [pair[not d.zh] for pair in names]
    text = d.say(f"{subject}新设[[{n}c={said}:{words[0]}个]]基地，分别位于{'、'.join(listed[:-1])}和{listed[-1]}。",
                 f"In {d.year} {subject} opened [[{n}c={said}:{words[1]}]] bases: "
                 f"{', '.join(listed[:-1])} and {listed[-1]}.")
    return Said(text, f"{n}c", f"{n}c = {len(names)}", wrong, f"{n}c")


KINDS: dict[str, Callable[[Desk, str, str, bool], Said]] = {
    "sum": whole_and_parts, "sum_of_counts": counts, "share": share, "growth": growth, "decline": decline,
    "times": times,
    "compound": compound, "ratio": ratio, "magnitude": magnitude, "points": points, "currency": currency,
    "subset": subset,
    "band": floor, "dates": dates, "list": enumerated}
