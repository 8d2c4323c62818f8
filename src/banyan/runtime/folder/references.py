"""Cross references: every name used in one place of the folder is declared in another."""

from collections.abc import Iterable

from banyan.control.watch import ERRORS
from banyan.model.casework import OF_TIME, Verb
from banyan.model.device import Kind
from banyan.model.ids import StreamId
from banyan.model.intent import Action
from banyan.model.stream import Measures
from banyan.packs.water.expectation import Settings
from banyan.runtime.folder.decode import closest
from banyan.runtime.folder.errors import Findings, shown
from banyan.runtime.folder.rules import Written
from banyan.runtime.folder.shapes import STORMS, Shapes

PROJECTS = ("projects.contacts", "projects.fix", "projects.import", "projects.merge", "projects.read", "projects.undo")
CASES = ("case.read", *(f"case.{verb}" for verb in Verb if verb not in (Verb.CLOSE, *OF_TIME)))
ACTIONS = (*(a.value for a in Action), "city.read", "contact.reveal", "journal.read", "notice.retry", "proposal.make",
           "readings.send", "standing.grant", "things.read", "things.write", "whatif.run", "figures.check",
           "figures.release", *PROJECTS, *CASES)
PLACE_KINDS = ("ponding-point", "lake", "station", "gauge", "river", "sea")
CREW_ACTIONS = ("mobile-pump", "inspect", "none")


class References:
    """Looks names up; says nothing about names of a file that could not be read."""

    def __init__(self, shapes: Shapes, rules: list[Written], found: Findings) -> None:
        self._shapes, self._rules, self._found = shapes, rules, found
        city = shapes.city
        self._known: dict[str, tuple[str, ...]] = {
            "stream": tuple(s.id for s in shapes.streams.streams),
            "lake": tuple(lake.id for lake in city.lakes),
            "place": tuple(p.id for p in city.places),
            "device": tuple(d.id for d in city.devices),
            "case type": tuple(c.id for c in shapes.cases.case_types),
            "role": tuple(r.id for r in shapes.authority.roles),
            "principal": tuple(p.id for p in shapes.authority.principals),
            "storm": tuple(s.id for s in shapes.storms.storms),
        }
        self._joined: dict[str, dict[str, None]] = {}
        self._streams = {s.id: s for s in shapes.streams.streams}
        self._homes = {
            "stream": "streams.toml", "case type": "cases.toml", "storm": STORMS,
            "role": "authority.toml", "principal": "authority.toml",
        }  # fmt: skip

    def check(self) -> None:
        """All of them."""
        self._city()
        self._devices()
        self._controller()
        self._streams_and_rules()
        self._cases()
        self._authority()

    def _want(self, name: str | None, kinds: str, file: str, key: str) -> None:
        """`kinds` is one kind, or several joined by " or "."""
        if name is None:
            return
        parts = kinds.split(" or ")
        if any(self._homes.get(part, "city.toml") not in self._shapes.read for part in parts):
            return
        if kinds not in self._joined:
            self._joined[kinds] = dict.fromkeys(n for part in parts for n in self._known[part])
        known = self._joined[kinds]
        if name not in known:
            self._found.add(file, key, shown(name), f"the id of a {kinds} declared here{closest(name, known)}")

    def _city(self) -> None:
        city = self._shapes.city
        self._want(self._shapes.storms.default, "storm", STORMS, "default")
        for i, lake in enumerate(city.lakes):
            self._stream(lake.level, f"lakes[{i}].level", Measures.LEVEL)
        for i, place in enumerate(city.places):
            self._want(place.stream, "stream", "city.toml", f"places[{i}].stream")
            if place.kind not in PLACE_KINDS:
                expected = f"one of {', '.join(PLACE_KINDS)}{closest(place.kind, PLACE_KINDS)}"
                self._found.add("city.toml", f"places[{i}].kind", shown(place.kind), expected)
            self._want(place.below, "lake or place", "city.toml", f"places[{i}].below")

    def _devices(self) -> None:
        for i, device in enumerate(self._shapes.city.devices):
            key = f"devices[{i}]"
            self._want(device.thing, "lake or place", "city.toml", f"{key}.thing")
            self._stream(device.level, f"{key}.level", Measures.LEVEL)
            self._stream(device.downstream, f"{key}.downstream", Measures.LEVEL, Measures.TIDE)
            if not self._found.told("city.toml", f"{key}.kind"):
                read_back = Measures.POSITION if device.kind is Kind.GATE else Measures.FLOW
                self._stream(device.read_back, f"{key}.read_back", read_back)
            for j, other in enumerate(device.excludes):
                self._want(other, "device", "city.toml", f"{key}.excludes[{j}]")
                if other == device.id:
                    self._found.add("city.toml", f"{key}.excludes[{j}]", shown(other), "another device")

    def _stream(self, name: StreamId | None, key: str, *measures: Measures) -> None:
        """A stream that measures one of these."""
        self._want(name, "stream", "city.toml", key)
        stream = self._streams.get(name) if name is not None else None
        if stream is not None and stream.measures not in measures:
            what = f"{shown(stream.id)}, which measures {stream.measures.value}"
            self._found.add("city.toml", key, what, f"a stream that measures {' or '.join(measures)}")

    def _controller(self) -> None:
        """Parameters of the rule controller: numbers, but for the second gauge of a lake."""
        city = self._shapes.city
        of_things = [f"{name}.{lake.id}" for lake in city.lakes for name in ("second", "foot")]
        of_things += [f"opening_m2.{d.id}" for d in city.devices if d.kind is Kind.GATE]
        known = [*Settings.__struct_fields__, *ERRORS, *of_things]
        for name, value in city.controller.items():
            key = f"controller.{name}"
            if name not in known:
                expected = f"a parameter: {', '.join(known)}{closest(name, known)}"
                self._found.add("city.toml", key, f"an unknown parameter {shown(name)}", expected)
            elif name.startswith("second."):
                self._stream(StreamId(str(value)), key, Measures.LEVEL)
            elif isinstance(value, str):
                self._found.add("city.toml", key, shown(value), "a number")

    def _streams_and_rules(self) -> None:
        for i, stream in enumerate(self._shapes.streams.streams):
            self._want(stream.thing, "lake or place or device", "streams.toml", f"streams[{i}].thing")
        for rule in self._rules:
            subjects = "lake or place or device or stream"
            self._want(rule.shape.subject, subjects, "rules.toml", f"{rule.key}.subject")
            self._want(rule.shape.place, "place", "rules.toml", f"{rule.key}.place")
            self._want(rule.shape.case_type, "case type", "rules.toml", f"{rule.key}.case_type")

        for i, template in enumerate(self._shapes.rules.templates):
            self._want(template.place, "place", "rules.toml", f"templates[{i}].place")
            self._want(template.case_type, "case type", "rules.toml", f"templates[{i}].case_type")

    def _cases(self) -> None:
        skills = sorted({skill for crew in self._shapes.crews.crews for skill in crew.skills})
        for i, case in enumerate(self._shapes.cases.case_types):
            key = f"case_types[{i}]"
            self._want(case.owner, "role", "cases.toml", f"{key}.owner")
            for j, role in enumerate(case.escalate_to):
                self._want(role, "role", "cases.toml", f"{key}.escalate_to[{j}]")
            if case.action not in CREW_ACTIONS:
                what = f"one of {', '.join(CREW_ACTIONS)}{closest(case.action, CREW_ACTIONS)}"
                self._found.add("cases.toml", f"{key}.action", shown(case.action), what)
            needed = case.skill or (case.action if case.action in CREW_ACTIONS[:2] else None)
            if needed and needed not in skills and "crews.toml" in self._shapes.read:
                where = f"{key}.skill" if case.skill else f"{key}.action"
                what = f"a skill that some crew of crews.toml has{closest(needed, skills)}"
                self._found.add("cases.toml", where, shown(needed), what)
            elif case.equipment and "crews.toml" in self._shapes.read:
                able = [crew for crew in self._shapes.crews.crews if needed is None or needed in crew.skills]
                if not any(all(thing in crew.equipment for thing in case.equipment) for crew in able):
                    what = "equipment that some crew with the skill brings, all of it"
                    self._found.add("cases.toml", f"{key}.equipment", shown(", ".join(case.equipment)), what)

    def _authority(self) -> None:
        authority = self._shapes.authority
        scopes = [n for kind in ("lake", "place", "device") for n in self._known[kind]]
        for i, role in enumerate(authority.roles):
            self._actions(role.may, f"roles[{i}].may")
            for j, name in enumerate(role.scope):
                if name != "*":
                    self._scope(name, scopes, f"roles[{i}].scope[{j}]")
        if not authority.principals and "authority.toml" in self._shapes.read:
            expected = "at least one: somebody has to own the data folder"
            self._found.add("authority.toml", "principals", "no principal", expected)
        for i, principal in enumerate(authority.principals):
            for j, role_id in enumerate(principal.roles):
                self._want(role_id, "role", "authority.toml", f"principals[{i}].roles[{j}]")
        for i, standing in enumerate(authority.standing):
            key = f"standing[{i}]"
            self._grant(standing.holder, "proposal.make", f"{key}.holder")
            self._grant(standing.granted_by, "standing.grant", f"{key}.granted_by")
            for j, device in enumerate(standing.devices):
                if device != "*":
                    self._want(device, "device", "authority.toml", f"{key}.devices[{j}]")

    def _scope(self, name: str, known: list[str], key: str) -> None:
        if name not in known and "city.toml" in self._shapes.read:
            what = f'"*", or the id of a lake, place or device{closest(name, known)}'
            self._found.add("authority.toml", key, shown(name), what)

    def _actions(self, may: Iterable[str], key: str) -> None:
        families = {action.split(".")[0] + ".*" for action in ACTIONS}
        for j, action in enumerate(may):
            if action != "*" and action not in ACTIONS and action not in families:
                what = f"an action like alert.acknowledge, or alert.*{closest(action, ACTIONS)}"
                self._found.add("authority.toml", f"{key}[{j}]", shown(action), what)

    def _grant(self, name: str, action: str, key: str) -> None:
        """`name` is a principal with a role that allows `action`."""
        self._want(name, "principal", "authority.toml", key)
        authority = self._shapes.authority
        roles = [r for p in authority.principals if p.id == name for r in p.roles]
        may = [m for r in authority.roles if r.id in roles for m in r.may]
        if not any(m in ("*", action) or (m.endswith(".*") and action.startswith(m[:-1])) for m in may):
            self._found.add("authority.toml", key, shown(name), f"a principal with a role that may {action}")
