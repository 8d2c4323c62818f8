import { describe, expect, test } from "vitest";
import { fault, FRESH, metrics, NAME, planRows, proposable, question, rainRows, runsOf, streamsOf, type Form } from "../src/state/whatif.ts";
import type { Decision, Device, Forecast, WhatIfResult, WhatIfRun } from "../src/client.ts";

const NOW = Date.parse("2026-07-24T04:00:00Z");
const at = (minute: number): string => new Date(NOW + minute * 60_000).toISOString();
const issue = { id: "F", start: at(-15), step_min: 10, rain_mm_per_h: [1, 2, 3, 4, 5, 6] } as unknown as Forecast;
const form = (given: Partial<Form>): Form => ({ ...structuredClone(FRESH), ...given });

describe("rain that is scaled", () => {
  test("begins now with the step that is on, ends dry, and stops where the question does", () => {
    expect(rainRows(issue, NOW, 6, 2)).toEqual([[0, 4], [5, 6], [15, 8], [25, 10], [35, 12], [45, 0]]);
    expect(rainRows(issue, NOW, 0.25, 1)).toEqual([[0, 2], [5, 3], [15, 0]]);
  });
  test("of a forecast that begins later is dry until then, and of one that is over dry altogether", () => {
    expect(rainRows({ ...issue, start: at(20), rain_mm_per_h: [9] } as Forecast, NOW, 6, 1)).toEqual([[0, 0], [20, 9], [30, 0]]);
    expect(rainRows({ ...issue, start: at(-600) } as Forecast, NOW, 6, 1)).toEqual([[0, 0]]);
  });
});

describe("a form", () => {
  test("that was not touched asks for what is forecast", () => {
    expect(question(form({}), issue, NOW)).toEqual({ from: "live", hours: 6, storm_at: 0, approve: true, look_ahead: false });
  });
  test("with more rain than forecast leaves the city its forecast, unless that says so, too", () => {
    const asked = question(form({ rain: "scaled", factor: 2, hours: 0.25 }), issue, NOW);
    expect([asked.rain, asked.forecast]).toEqual([[[0, 4], [5, 6], [15, 0]], [[0, 2], [5, 3], [15, 0]]]);
    expect(question(form({ rain: "scaled", factor: 2, foretold: true }), issue, NOW).forecast).toBeUndefined();
    expect(question(form({ rain: "scaled", factor: 2 }), null, NOW).rain).toBeUndefined();
  });
  test("names a storm only where one is chosen", () => {
    expect(question(form({ rain: "storm", storm: "great", stormAt: 60 }), issue, NOW)).toMatchObject({ storm: "great", storm_at: 60 });
    expect(question(form({ rain: "storm" }), issue, NOW).storm).toBeUndefined();
  });
  test("tells its steps in order of time", () => {
    const plan = [{ device: "g", minutes: 30, setting: 5 }, { device: "g", minutes: 0, setting: 60 }];
    expect(question(form({ plan }), issue, NOW).plan!.map((r) => r.minutes)).toEqual([0, 30]);
  });
  test("writes faults as the city reads them", () => {
    expect(fault({ kind: "gate-stuck", from: 0, to: null, target: "g" })).toBe("gate-stuck@0:g");
    expect(fault({ kind: "gauge-lies", from: 10, to: 90, target: "l" })).toBe("gauge-lies@10-90:l");
    expect(fault({ kind: "forecast-lost", from: 5, to: null, target: "g" })).toBe("forecast-lost@5");
  });
  test("takes the look ahead's plan from now on", () => {
    const decision = { times: [at(-10), at(0), at(10)], settings: { g: [10, 40, 40], p: [0, 0, 100] } } as unknown as Decision;
    expect(planRows(decision, [{ id: "g" }, { id: "p" }] as Device[], NOW)).toEqual([{ device: "g", minutes: 0, setting: 40 }, { device: "p", minutes: 0, setting: 100 }]);
  });
});

describe("an answer", () => {
  const run: WhatIfRun = { flooding_m3: { total: 5, street: 4, bank: 1, by_place: {} }, ponding_hours: { a: 1, b: 2 }, band_hours_outside: {}, gate_travel: { g: 60 }, pump_starts: { p: 2 } };
  const result = {
    runs: { plan: run, passive: run }, curves: { passive: { lake: [1], a: [0.2], b: [0.4] }, plan: { lake: [1], a: [0.5], b: [0] } },
    asked: { plan: [{ device: "g", minutes: 0, setting: 5 }, { device: "g", minutes: 9, setting: 50 }] },
  } as unknown as WhatIfResult;
  test("is told over all places, in the runs' own order", () => {
    expect(metrics(run)).toEqual({ total: 5, street: 4, bank: 1, ponding_h: 3, band_h: 0, travel: 60, starts: 2 });
    expect(runsOf(result)).toEqual(["passive", "plan"]);
  });
  test("has curves of lakes and of the deepest streets of any run", () => {
    expect(streamsOf(result, ["lake", "nowhere"], ["a", "b", "c"], 1)).toEqual(["lake", "a"]);
  });
  test("can become a proposal of what is wanted now, and of nothing else", () => {
    expect(proposable(result)).toEqual([{ device: "g", minutes: 0, setting: 5 }]);
  });
});

test("names of kept what-ifs are those the city takes", () => {
  expect(["gate-stuck-2", "a", "A", "-a", "塔", "a".repeat(41), ""].map((x) => NAME.test(x))).toEqual([true, true, false, false, false, false, false]);
});
