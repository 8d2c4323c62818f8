import { describe, expect, test } from "vitest";
import type { Alert, Case, Device, DeviceState, Incident, Place, Proposal, Rule, Task } from "../src/client.ts";
import { devicesFor, doingAbout, moving, nextDeadline, worstFirst, type Known } from "../src/state/doing.ts";

const place = { id: "tower-road", below: "east-lake", stream: "tower-road.depth" } as Place;
const gate = { id: "gate-east", kind: "gate", thing: "east-lake", level: "east-lake.level", read_back: "gate-east.position" } as Device;
const pump = { id: "pump-1", kind: "pump", thing: "station", level: "tower-road.depth" } as Device;
const far = { id: "gate-west", kind: "gate", thing: "west-lake", level: "west-lake.level" } as Device;
const incident = { id: "I-1", place: "tower-road", level: "II", case: "C-1", opened_at: "2026-07-24T04:00:00Z" } as Incident;
const nothing: Known = {
  places: [place], devices: [gate, pump, far], crews: [], cases: {}, tasks: {}, crewStates: {}, proposals: {}, deviceStates: {}, readBack: {}, alerts: {}, rules: [],
  now: Date.parse("2026-07-24T04:10:00Z"),
};
const task = (fields: Partial<Task>): Task => ({ id: "T-1", case: "C-1", place: "tower-road", crew: "crew-1", status: "travelling", ...fields }) as Task;
const state = (fields: Partial<DeviceState>): DeviceState => ({ id: "gate-east", ordered: 10, target: 10, ...fields }) as DeviceState;

test("an incident that nobody works on says so", () => {
  expect(doingAbout(incident, nothing)).toEqual([{ what: "nobody" }]);
});

test("below the level that opens a case nobody is missing: it is watched", () => {
  const [iv, ii] = [{ id: "A", rule: "r", level: "IV" } as Alert, { id: "A", rule: "r", level: "II" } as Alert];
  const rule = { id: "r", case_type: "ponding", case_from: "III" } as Rule;
  const mild = { ...incident, case: null, standing: ["A"] };
  const what = (alert: Alert, r: Rule): string => doingAbout(mild, { ...nothing, alerts: { A: alert }, rules: [r] })[0]!.what;
  expect([what(iv, rule), what(ii, rule), what(ii, { ...rule, case_type: null })]).toEqual(["watched", "nobody", "watched"]);
});

test("a crew on its way says in how many minutes it arrives", () => {
  const tasks = { "T-1": task({ expected_at: "2026-07-24T04:14:00Z" }) };
  expect(doingAbout(incident, { ...nothing, tasks })).toEqual([{ what: "travelling", crew: "crew-1", due: Date.parse("2026-07-24T04:14:00Z"), left: 240_000 }]);
});

test("done and recalled tasks, and those of other cases, are nobody's help", () => {
  const tasks = { a: task({ status: "done" }), b: task({ status: "recalled" }), c: task({ case: "C-2" }) };
  expect(doingAbout(incident, { ...nothing, tasks })).toEqual([{ what: "nobody" }]);
});

test("a task without a crew waits", () => {
  expect(doingAbout(incident, { ...nothing, tasks: { a: task({ crew: null, status: "waiting" }) } })).toEqual([{ what: "waiting" }]);
});

test("only an open proposal for a machine that bears on the place counts", () => {
  const proposal = (id: string, device: string, status: string): Proposal =>
    ({ id, status, plan: { targets: [{ device, setting: 60 }], predicted: [] } }) as unknown as Proposal;
  const proposals = { a: proposal("a", "gate-west", "open"), b: proposal("b", "gate-east", "expired"), c: proposal("c", "gate-east", "open") };
  expect(doingAbout(incident, { ...nothing, proposals })).toEqual([{ what: "proposal", proposal: "c" }]);
});

describe("a gate", () => {
  test("on its way to its target is something being done", () => {
    const deviceStates = { "gate-east": state({ target: 60, seen: 34 }) };
    expect(doingAbout(incident, { ...nothing, deviceStates })).toEqual([{ what: "moving", device: "gate-east", to: 60, opens: true }]);
  });
  test("is where its newest read-back says, whatever was seen before", () => {
    const deviceStates = { "gate-east": state({ target: 60, seen: 34 }) };
    const readBack = { "gate-east.position": { value: 59.2 } };
    expect(doingAbout(incident, { ...nothing, deviceStates, readBack })).toEqual([{ what: "nobody" }]);
  });
  test("that stands, or can't be moved by us, is not", () => {
    expect(moving(state({ target: 60 }), 60.4)).toBe(false);
    expect(moving(state({ target: 60, local_override: true }), 10)).toBe(false);
    expect(moving(state({ target: 60, fault: true }), 10)).toBe(false);
    expect(moving(state({ target: 60 }), null)).toBe(false);
    expect(moving(undefined, 10)).toBe(false);
  });
});

test("machines near a place are those of its water and those that watch its level", () => {
  expect(devicesFor(place, [gate, pump, far]).map((d) => d.id)).toEqual(["gate-east", "pump-1"]);
  expect(devicesFor(undefined, [gate])).toEqual([]);
});

test("incidents go from worst to mildest, of one level the newest first", () => {
  const make = (id: string, level: string, opened_at: string): Incident => ({ id, level, opened_at }) as Incident;
  const all = [make("a", "IV", "3"), make("b", "II", "1"), make("c", "I", "1"), make("d", "II", "2"), make("e", "III", "9")];
  expect(all.sort(worstFirst).map((i) => i.id)).toEqual(["c", "d", "b", "e", "a"]);
});

test("the next deadline is the earliest promise not yet kept", () => {
  const deadlines = [
    { what: "close", due: "2026-07-24T10:00:00Z" },
    { what: "dispatch", due: "2026-07-24T04:05:00Z", met_at: "2026-07-24T04:01:00Z" },
    { what: "on-site", due: "2026-07-24T04:30:00Z" },
  ];
  expect(nextDeadline({ deadlines } as unknown as Case)).toEqual({ what: "on-site", due: Date.parse("2026-07-24T04:30:00Z") });
  expect(nextDeadline(undefined)).toBeNull();
});
