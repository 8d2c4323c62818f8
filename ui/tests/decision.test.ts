import { describe, expect, test } from "vitest";
import { axis, band, path } from "../src/charts/small.ts";
import { curves, moves, peaks, plans, sum } from "../src/state/decision.ts";
import { distrusted, estimateOf } from "../src/state/trust.ts";
import type { Decision, Device, Estimate, Member, Stream, Tried } from "../src/client.ts";

const T = Date.parse("2026-07-24T04:00:00Z");
const at = (minute: number): string => new Date(T + minute * 60_000).toISOString();
const members: Member[] = [{ factor: 1, late_min: 0, weight: 0.6, lasting_mm_h: 0 }, { factor: 1.5, late_min: 30, weight: 0.4, lasting_mm_h: 0 }];
const tried = (id: string, totals: number[], score = 0): Tried => ({ id, parameters: {}, score, costs: totals.map((total) => ({ total, street_m3: total / 2 })) }) as unknown as Tried;
const flat = (values: number[]) => ({ expected: values, low: values, high: values });
const decision = (given: Partial<Decision>): Decision => ({ members, tried: [], chosen: "rule", runner_up: null, ...given }) as Decision;

describe("a plan's costs", () => {
  test("are means by the members' weight, with the dearest member named", () => {
    const found = sum(tried("rule", [100, 200]), members)!;
    expect([found.total, found.parts.street_m3, found.worst, found.worstTotal, found.members]).toEqual([140, 70, 1, 200, 2]);
  });
  test("of a plan given up early are those of the members it was simulated with", () => {
    const found = sum(tried("plan-3", [100]), members)!;
    expect([found.total, found.members]).toEqual([100, 1]);
  });
  test("of a plan never simulated are none, not zero", () => {
    expect(sum(tried("plan-4", []), members)).toBeNull();
  });
  test("without weights are those of the first member", () => {
    expect(sum(tried("rule", [7, 9]), [])!.total).toBe(7);
  });
});

describe("plans", () => {
  const all = [tried("plan-2", [], 3), tried("hold", [], 9), tried("plan-1", [], 1), tried("rule", [], 5), tried("plan-3", [], 2)];
  test("nothing done, the rule, the chosen and the runner-up are shown, each once, the others best first", () => {
    const found = plans(decision({ tried: all, chosen: "plan-1", runner_up: "plan-3" }));
    expect(found.shown.map((x) => x.id)).toEqual(["hold", "rule", "plan-1", "plan-3"]);
    expect(found.others.map((x) => x.id)).toEqual(["plan-2"]);
  });
  test("a rule that is chosen isn't shown twice, a runner-up that isn't there not at all", () => {
    expect(plans(decision({ tried: all, chosen: "rule", runner_up: null })).shown.map((x) => x.id)).toEqual(["hold", "rule"]);
  });
  test("nothing tried shows nothing", () => {
    expect(plans(decision({}))).toEqual({ shown: [], others: [] });
  });
});

test("curves are those of the lakes and of the deepest streets that get wet", () => {
  const streams = ["a", "b", "c", "dry"].map((id) => ({ id, measures: "depth" })) as Stream[];
  const found = decision({
    with_plan: { lake: flat([1]), a: flat([0.1]), b: flat([0.3]), c: flat([0.02]), dry: flat([0.004]) }, without: { a: flat([0.5]) },
  });
  expect(curves(found, ["lake", "other"], streams, 2)).toEqual(["lake", "a", "b"]);
  expect(peaks(found, "a")).toEqual({ plan: 0.1, without: 0.5 });
  expect(peaks(found, "nowhere")).toEqual({ plan: null, without: null });
});

describe("what a plan does", () => {
  const devices = ["gate", "pump", "still"].map((id) => ({ id })) as Device[];
  const times = [0, 10, 20, 30, 40].map(at);
  test("is each device's first move, in order of time, to where it first stops", () => {
    const found = decision({ times, settings: { gate: [10, 10, 40, 60, 20], pump: [100, 0, 0, 0, 0], still: [5, 5.2, 5, 5, 5] } });
    expect(moves(found, devices).map((m) => [m.device, m.from, m.to, (m.at - T) / 60_000])).toEqual([["pump", 100, 0, 0], ["gate", 10, 60, 10]]);
  });
  test("is nothing where there are no settings", () => {
    expect(moves(decision({ times }), devices)).toEqual([]);
  });
});

describe("trust", () => {
  const estimate = (given: Partial<Estimate>): Record<string, Estimate> => ({ "estimate/1": { id: "estimate/1", at: at(0), levels: { g: 1.4 }, ...given } as Estimate });
  test("a gauge's model level, error, doubt and stand-in come from the newest estimate", () => {
    const why = { key: "judge.trust.departs" };
    expect(estimateOf(estimate({ errors: { g: 0.6 }, distrusted: { g: why }, instead: { g: 1.42 } }), "g")).toEqual({ at: T, level: 1.4, error: 0.6, why, instead: 1.42 });
    expect(estimateOf(estimate({}), "g")).toEqual({ at: T, level: 1.4, error: null, why: null, instead: null });
  });
  test("a gauge the model doesn't know, a failed estimate and none at all say nothing", () => {
    expect([estimateOf(estimate({}), "h"), estimateOf(estimate({ error: "died" }), "g"), estimateOf({}, "g")]).toEqual([null, null, null]);
    expect(distrusted({})).toEqual([]);
  });
});

describe("a small curve", () => {
  test("is broken where there is no number", () => {
    expect(path([0, 1, 2, 3], [5, Number.NaN, 6, 7])).toBe("M0.0 5.0M2.0 6.0L3.0 7.0");
  });
  test("a band goes there along the top and back along the foot", () => {
    expect(band([0, 1], [9, 8], [1, 2])).toBe("M0.0 1.0L1.0 2.0L1.0 8.0L0.0 9.0Z");
    expect(band([], [], [])).toBe("");
  });
  test("the axis begins at zero near zero, holds everything, and survives emptiness", () => {
    expect(axis([0, 1])).toEqual([0, 1.08]);
    expect(axis([2, 3])).toEqual([1.92, 3.08]);
    expect(axis([])).toEqual([0, 1]);
  });
});
