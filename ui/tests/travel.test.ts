import { describe, expect, test } from "vitest";
import { asShown, reachable } from "../src/state/travel.svelte.ts";
import { NOTHING } from "../src/state/city.svelte.ts";
import type { Moment } from "../src/client.ts";

const H = 3_600_000;
const NOW = Date.parse("2026-07-24T04:00:00Z");

describe("the moment that can be shown", () => {
  test("is no earlier than the run and no later than the look ahead", () => {
    expect(reachable(NOW - 9 * H, NOW - 4 * H, NOW, NOW + 8 * H)).toBe(NOW - 4 * H);
    expect(reachable(NOW + 9 * H, NOW - 4 * H, NOW, NOW + 8 * H)).toBe(NOW + 8 * H);
    expect(reachable(NOW - H, NOW - 4 * H, NOW, null)).toBe(NOW - H);
  });
  test("is now where nobody looks ahead, where the look ahead is over, and close to now", () => {
    expect(reachable(NOW + H, NOW - H, NOW, null)).toBeNull();
    expect(reachable(NOW + H, NOW - H, NOW, NOW - 1)).toBeNull();
    expect(reachable(NOW + 60_000, NOW - H, NOW, NOW + H)).toBeNull();
    expect(reachable(NOW - 60_000, NOW - H, NOW, NOW + H)).toBeNull();
  });
});

const moment = (given: Partial<Moment>): Moment =>
  ({
    at: "2026-07-24T05:00:00Z", now: "2026-07-24T04:00:00Z", forecast: false, sequence: 3, entities: {}, decision: null, low: [], high: [], without: [], settings: {},
    levels: { stream: ["a", "b"], value: [1.5, null], time: ["2026-07-24T04:59:00Z", null], stale: [false, true], flags: [0, 0] }, ...given,
  }) as Moment;
const live = { ...NOTHING, incident: { I: { id: "I" } }, forecast: { F: { id: "F" } } } as unknown as typeof NOTHING;

describe("a moment on the screen", () => {
  test("that has been has its own things and none of now's", () => {
    const found = asShown(moment({ entities: { alert: { A: { id: "A" } } } as unknown as Moment["entities"] }), live);
    expect([Object.keys(found.held.alert), found.held.incident, found.held.forecast, found.range]).toEqual([["A"], {}, {}, {}]);
    expect(found.values["b"]).toEqual({ value: null, time: null, stale: true, flags: 0, trend: null });
  });
  test("that is to come has ranges, the forecast it was made of, and no incident", () => {
    const found = asShown(moment({ forecast: true, decision: "d", low: [1, null], high: [2, null], without: [3, null] }), live);
    expect([found.range, found.held.incident, Object.keys(found.held.forecast)]).toEqual([{ a: { low: 1, high: 2, without: 3 } }, {}, ["F"]]);
  });
});
