"""A town with one case type, two units and one desk, and a hand that plays its people."""

from datetime import UTC, date, datetime, time, timedelta

from msgspec.structs import replace

from banyan.command.casework import apply, report, tell
from banyan.model.calendar import Calendar
from banyan.model.casetype import Casebook, Definition, Ground, Nearby, Outcome, SiteState, SubType, Thing, Waiting
from banyan.model.casework import Actor, Case, Done, Entry, Evidence, Intake, Move, Place, Refusal, Report, Verb
from banyan.model.clock import Rung, Term
from banyan.model.ids import CaseId, PrincipalId, RoleId
from banyan.model.ports import Notice
from banyan.model.route import Area, Route, Routes, Unit
from banyan.model.text import Name

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)      # Monday, 09:00 in Shanghai
HERE = (119.6000, 25.9900)
CALENDAR = Calendar("city", "invented", (2026,), ((time(9), time(12)), (time(13), time(18))))


def name(text: str) -> Name:
    return Name(zh=f"甲{text}", en=text)


OUTCOMES = (
    Outcome("solved", name("solved"), solved=True),
    Outcome("not-solved", name("not solved"), evidence=()),
    Outcome("not-our-duty", name("not our duty"), counts=False, early=True, evidence=()),
    Outcome("duplicate", name("duplicate"), counts=False, early=True, evidence=()),
)
HOLE = Definition(
    id="hole", version=1, first=date(2026, 1, 1), name=name("hole"), class_code="01", subclass="02", thing=Thing.PART,
    desk=RoleId("desk"), promised=Term("5 working days", "4 working days"), statutory=Term("15 working days"),
    steps={"file": Term("30 minutes"), "rule": Term("4 working hours"), "handle": Term("3 working days")},
    states=(SiteState("deep", name("deep"), promised=Term("8 urgent hours")),), outcomes=OUTCOMES,
    evidence=("photo-after",), return_grounds=(Ground("not-ours", name("not ours"), ("note",)),),
    suspend_grounds=(Ground("rain", name("rain")), Ground("court", name("court"), legal="a clause")),
    suspension=Waiting("3 working days", 1), extension=Waiting("10 working days", 1),
    reopen_within="10 working days", nearby=Nearby(30, "24 urgent hours"), parts=(SubType("paint"),),
    escalation=(Rung(RoleId("supervisor")), Rung(RoleId("director"), "60 minutes")), on_the_spot=True,
)  # fmt: skip
PAINT = replace(HOLE, id="paint", name=name("paint"), subclass="03", nearby=None, parts=(), on_the_spot=False)
ROUTES = Routes(
    fallback=RoleId("desk"),
    units=tuple(Unit(RoleId(u), name(u)) for u in ("roads", "drains", "desk")),
    areas=(Area("c1", name("c1"), box=(119.5, 25.9, 119.7, 26.1)),),
    routes=(Route("r1", RoleId("roads"), classes=("01",), areas=("c1",)),),
)
BOOK = Casebook((HOLE, PAINT), ROUTES, {None: CALENDAR}, "Asia/Shanghai")
DESK, SUPERVISOR = (Actor(PrincipalId(f"{r}-1"), (RoleId(r),)) for r in ("desk", "supervisor"))
ROADS, DRAINS = (Actor(PrincipalId(f"{r}-1"), (RoleId(r),)) for r in ("roads", "drains"))
PHOTO, NOTE = Evidence("photo-after", "blob:1"), Evidence("note", "blob:2")


def citizen(n: int) -> Actor:
    return Actor(PrincipalId("door"), (), f"citizen-{n}")


def telling(n: int, at: datetime, position: tuple[float, float] | None = HERE) -> Report:
    return Report(f"R{n}", at, Place(position), reporter=f"citizen-{n}", text="a hole")


class Town:
    """Plays moves in order, `after` minutes apart; keeps every case, entry and notice."""

    def __init__(self, book: Casebook = BOOK) -> None:
        self.book, self.now = book, START
        self.cases: dict[CaseId, Case] = {}
        self.entries: list[Entry] = []
        self.notices: list[Notice] = []

    def wait(self, **span: float) -> None:
        self.now += timedelta(**span)

    def report(self, n: int = 1, kind: str = "hole", **more: object) -> Done | Refusal:
        given = {k: more.pop(k) for k in ("position",) if k in more}
        told = telling(n, self.now, **given)      # type: ignore[arg-type]  # a test's own shorthand
        who = more.pop("by", citizen(n))
        intake = Intake(kind, told, who, **more)  # type: ignore[arg-type]  # the same
        fresh = CaseId(f"K{len(self.cases) + 1}")
        return self._keep(report(self.book, intake, self.now, fresh, self.cases.values()))

    def do(self, cid: str, verb: str, by: Actor = DESK, **more: object) -> Done | Refusal:
        move = Move(Verb(verb), by, **more)       # type: ignore[arg-type]  # the same
        return self._keep(apply(self.book, self.cases[CaseId(cid)], move, self.now, self.cases.get))

    def must(self, cid: str, verb: str, by: Actor = DESK, **more: object) -> Case:
        done = self.do(cid, verb, by, **more)
        assert isinstance(done, Done), done
        return done.case

    def no(self, cid: str, verb: str, by: Actor = DESK, **more: object) -> str:
        done = self.do(cid, verb, by, **more)
        assert isinstance(done, Refusal), done
        return done.why.key.removeprefix("case.no.")

    def tell(self, cid: str) -> Done | None:
        case = self.cases[CaseId(cid)]
        definition = next(d for d in self.book.definitions if d.id == case.type)
        done = tell(self.book, definition, case, self.now)
        if done is not None:
            self._keep(done)
        return done

    def handled(self, cid: str = "K1") -> None:
        """From reported to verified, by the roads unit."""
        self.must(cid, "file")
        self.must(cid, "dispatch")
        self.must(cid, "handle", ROADS)
        self.must(cid, "feed-back", ROADS, evidence=(PHOTO,))
        self.must(cid, "verify", yes=True)

    def closed(self, cid: str = "K1") -> Case:
        self.handled(cid)
        return self.must(cid, "close", outcome="solved", reason="mended")

    def _keep(self, done: Done | Refusal) -> Done | Refusal:
        if isinstance(done, Done):
            self.cases.update({case.id: case for case in done.cases})
            self.entries += done.entries
            self.notices += done.notices
        return done
