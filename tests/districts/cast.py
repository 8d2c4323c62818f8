"""Gives the dealt slots names, codes, investors and an office; and their look-alikes and second reports."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from tests.districts import plan, words
from tests.districts.shapes import Increase, Project, Row, row_of

OFFICES = len(words.DISTRICTS)
ENGLISH_OFFICE = 6
INCREASE_OFFICES = (7, 9)  # one marks increases among its rows, one has a sheet for them


def cast(rng: Random, without: frozenset[str]) -> tuple[list[Project], list[tuple[str, str, str]]]:
    """The 92 projects, and the pairs of keys that look alike with the reason."""
    slots = plan.deal(rng, "increments" not in without)
    alike = _choose_alike(rng, slots)
    plan.even_out(slots, *alike["equal"])
    plan.roughen(rng, slots, set(alike["equal"]))
    pairs = list(words.TREES), list(words.STEMS)
    names = [(tree, stem) for tree in pairs[0] for stem in pairs[1]]
    rng.shuffle(names)
    projects = [_project(rng, index, slot, names[index]) for index, slot in enumerate(slots)]
    for at, project in enumerate(p for p in projects if p.increases):
        _place(project, INCREASE_OFFICES[at % len(INCREASE_OFFICES)])
    return projects, _make_alike(rng, projects, alike)


def _choose_alike(rng: Random, slots: list[plan.Slot]) -> dict[str, list[int]]:
    used: set[int] = set()
    chosen: dict[str, list[int]] = {}
    cells = [members for members in plan.same_cell(slots).values() if len(members) > 1]
    rng.shuffle(cells)
    chosen["equal"] = rng.sample(cells[0], 2)
    used.update(chosen["equal"])
    free = [i for members in plan.same_cell(slots).values() for i in members
            if i not in used and slots[i].kind == "private"]
    rng.shuffle(free)
    for name in ("phase", "block", "namesake", "english", "neighbour"):
        first = next(i for i in free if i not in used)
        used.add(first)
        second = next(i for i in free if i not in used and (slots[i].sector == slots[first].sector))
        used.add(second)
        chosen[name] = [first, second]
    return chosen


def _project(rng: Random, index: int, slot: plan.Slot, name: tuple[tuple[str, str], tuple[str, str]]) -> Project:
    (tree, tree_en), (stem, stem_en) = name
    trade, trade_en = rng.choice(words.TRADES[slot.sector])
    product, product_en = rng.choice(words.PRODUCTS[slot.sector])
    form = "研究院" if slot.kind == "other" else rng.choice(words.FORMS)
    office = index % OFFICES
    signed = date(2021, 8, 23) if slot.channel != "off-site" else date(2021, 8, 16) + timedelta(rng.randrange(8))
    if slot.increase:
        signed = date(2021, 8, 16) + timedelta(rng.randrange(4))
    region = words.DISTRICTS[office][0]
    project = Project(
        key=f"P{index + 1:03}", channel=slot.channel, sector=slot.sector, kind=slot.kind, wan=slot.wan,
        name=f"{tree}{stem}{product}项目", english=f"{tree_en} {stem_en} {product_en} Project",
        code=words.project_code(rng, region, signed), investor=f"{tree}{stem}{trade}{form}",
        investor_english=f"{tree_en} {stem_en} {trade_en} Co., Ltd.",
        credit=words.credit_code(rng, slot.kind, region), agreement=rng.choice(list(words.AGREEMENTS)), signed=signed,
        origin=rng.choice(list(words.ORIGINS)), contact=rng.choice(list(words.CONTACTS)), office=office,
        about=not slot.increase and not slot.fixed and rng.random() < 0.15)
    if slot.increase:
        project.increases.append(Increase(slot.increase, signed + timedelta(rng.randrange(1, 4))))
    return project


def _one_investor(a: Project, b: Project) -> None:
    for name in ("investor", "investor_english", "credit"):
        setattr(b, name, getattr(a, name))


def _place(project: Project, office: int) -> None:
    """Move a project to an office; the region in its code goes with it."""
    project.office = office
    if project.code:
        parts = project.code.split("-")
        project.code = "-".join([parts[0], words.DISTRICTS[office][0], *parts[2:]])


def _make_alike(rng: Random, projects: list[Project], chosen: dict[str, list[int]]) -> list[tuple[str, str, str]]:
    pairs = {name: (projects[a], projects[b]) for name, (a, b) in chosen.items()}
    reasons = {"equal": "phases I and II of one investor with the same amount, both coded",
               "phase": "phases I and II of one investor in one office, neither coded",
               "block": "blocks A and B of one investor, reported by two offices",
               "namesake": "one project name, two investors",
               "english": "Phase I and Phase II in English",
               "neighbour": "one investor, two different projects"}
    for name, (a, b) in pairs.items():
        if name != "namesake":
            _one_investor(a, b)
        stem = a.name.removesuffix("项目")
        stem_en = a.english.removesuffix(" Project")
        match name:
            case "equal" | "phase" | "english":
                a.name, b.name = f"{stem}一期项目", f"{stem}二期项目"
                a.english, b.english = f"{stem_en} Phase I Project", f"{stem_en} Phase II Project"
            case "block":
                a.name, b.name = f"{stem}A区项目", f"{stem}B区项目"
                a.english, b.english = f"{stem_en} Block A Project", f"{stem_en} Block B Project"
            case "namesake":
                a.name = b.name = f"{stem[2:]}建设项目"
                a.english = b.english = f"{stem_en.split(' ', 2)[2]} Construction Project"
            case "neighbour":
                _rename_neighbour(rng, a, b)
    for name, offices in {"equal": (0, 0), "phase": (8, 8), "block": (1, 4), "namesake": (2, 5), "english": (6, 6),
                          "neighbour": (7, 7)}.items():
        for project, office in zip(pairs[name], offices, strict=True):
            _place(project, office)
            project.about = False
    for project in pairs["phase"]:
        project.code = ""
    return [(a.key, b.key, reasons[name]) for name, (a, b) in pairs.items()]


def _rename_neighbour(rng: Random, a: Project, b: Project) -> None:
    product, english = rng.choice([p for p in words.PRODUCTS[b.sector] if p[0] not in a.name])
    b.name = f"{a.name[:2]}{product}项目"
    b.english = f"{' '.join(a.english.split(' ')[:2])} {english} Project"


def _near(wan: int) -> int:
    """The amount rounded up to the next half 亿: what a second office writes after `约`."""
    return -(-wan // 5_000) * 5_000


def _bare(investor: str) -> str:
    return investor.replace("股份有限公司", "").replace("集团有限公司", "").replace("有限公司", "")


MANNERS = ("same code, another name", "a prefix and another corporate form, same credit code",
           "a place in the name, same credit code", "no corporate form and no codes, same amount",
           "traditional characters",
           "English beside Chinese", "a near amount, same credit code", "spaces and brackets",
           "reported by three offices",
           "without the company in the name, same credit code and amount")


def _second(p: Project, district: str, why: str) -> Row:
    """A project as another office reports it."""
    row = replace(row_of(p), role="duplicate", why=why)
    uncoded = replace(row, code="")
    match MANNERS.index(why):
        case 0:
            return replace(row, name=f"{district}重点产业招商{p.key[1:]}号项目", credit="")
        case 1:
            return replace(uncoded, name=f"2021年智博会签约项目：{p.name}", investor=f"{_bare(p.investor)}集团")
        case 2:
            return replace(uncoded, name=f"福州市{district}{p.name}")
        case 3:
            name = f"{p.name.removesuffix('项目')}建设项目"
            return replace(uncoded, name=name, investor=_bare(p.investor), credit="")
        case 4:
            return replace(uncoded, name=words.traditional(p.name), investor=words.traditional(p.investor))
        case 5:
            return replace(uncoded, name=f"{p.english} / {p.name}")
        case 6:
            return replace(uncoded, name=p.name.removesuffix("项目"), wan=_near(p.wan), about=True)
        case 7:
            investor = f"{p.investor[:2]}（福建）{p.investor[2:]}"
            return replace(uncoded, name=f" {p.name[:2]}（福建）{p.name[2:-2]} 项目", investor=investor)
        case 8:
            return replace(row, name=f"{district}{p.name}")
        case _:
            return replace(uncoded, name=p.name[2:])


def second_reports(rng: Random, projects: list[Project], taken: set[str]) -> list[tuple[int, Row]]:
    """(office, row) of second and third reports; the office comes after the one that reports first."""
    free = [p for p in projects if p.key not in taken and not p.increases and not p.about and p.wan % 5_000]
    rng.shuffle(free)
    reports: list[tuple[int, Row]] = []
    later = [office for office in range(OFFICES) if office != ENGLISH_OFFICE]
    for why in MANNERS:
        project = next(p for p in free if p.office < 5 and ("near" not in why or _near(p.wan) * 100 <= p.wan * 103))
        free.remove(project)
        times = 2 if why == "reported by three offices" else 1
        for office in sorted(rng.sample([o for o in later if o > project.office], times)):
            reports.append((office, _second(project, words.DISTRICTS[office][1], why)))
    project = next(p for p in free if p.office < ENGLISH_OFFICE)
    row = replace(row_of(project), name=project.english, investor=project.investor_english, role="duplicate",
                  why="in English alone, same code")
    reports.append((ENGLISH_OFFICE, row))
    return reports
