import { describe, expect, test } from "vitest";
import type { Alert } from "../src/client.ts";
import { alarmsIn, holds, MUTE_MS } from "../src/state/sound.svelte.ts";

const alert = (id: string, fields: Partial<Alert>): Alert => ({ id, level: "I", phase: "unacknowledged", shelved_until: null, ...fields }) as Alert;
const ids = (alerts: Alert[]): string[] => alarmsIn(Object.fromEntries(alerts.map((a) => [a.id, a]))).map((a) => a.id);

test("level I rings until somebody acknowledges it, also when it is over; nothing else rings", () => {
  const all = [
    alert("new", {}), alert("over", { phase: "returned-unacknowledged" }), alert("seen", { phase: "acknowledged" }), alert("shelved", { shelved_until: "2026-07-24T06:00:00Z" }),
    alert("closed", { phase: "closed" }), alert("two", { level: "II" }),
  ];
  expect(ids(all)).toEqual(["new", "over"]);
});

describe("a mute", () => {
  const mute = { until: 1_000_000, ids: ["a", "b"] };
  test("holds for what was ringing, until its time", () => {
    expect(holds(mute, ["a", "b"], 999_999)).toEqual(mute);
    expect(holds(mute, ["a", "b"], 1_000_000)).toBe(null);
    expect(holds(null, ["a"], 0)).toBe(null);
  });
  test("ends at once when anything new rings", () => {
    expect(holds(mute, ["a", "c"], 900_000)).toBe(null);
  });
  test("forgets what is over, so that it rings when it comes back", () => {
    const after = holds(mute, ["a"], 900_000);
    expect(after).toEqual({ until: 1_000_000, ids: ["a"] });
    expect(holds(after, ["a", "b"], 900_000)).toBe(null);
  });
  test("is never for ever, whatever was stored or the clock was set to", () => {
    expect(holds({ until: Number.MAX_SAFE_INTEGER, ids: ["a"] }, ["a"], 0)).toBe(null);
    expect(holds({ until: MUTE_MS, ids: ["a"] }, ["a"], 0)).toEqual({ until: MUTE_MS, ids: ["a"] });
  });
});
