import { describe, expect, test } from "vitest";
import type { Event } from "../src/client.ts";
import { locale } from "../src/i18n.svelte.ts";
import { city } from "../src/state/city.svelte.ts";
import { asked, GROUPS, joined, sentence } from "../src/state/events.svelte.ts";
import { acknowledgedText } from "../src/state/view.svelte.ts";

const event = (sequence: number, key = "k"): Event => ({ sequence, said: { key }, at: "", group: "stop", record: "" }) as unknown as Event;

describe("the question for the log", () => {
  test("says only what is wanted; all kinds is no filter", () => {
    expect(asked({ groups: GROUPS, level: "", incident: null, text: "  " })).toEqual({});
    expect(asked({ groups: ["alert", "crew"], level: "II", incident: "I-1", text: " gate " })).toEqual({ kind: "alert,crew", level: "II", incident: "I-1", text: "gate" });
  });
});

test("what is new stands above what was there, and nothing stands there twice", () => {
  const known = [event(5, "a"), event(5, "b"), event(3)];
  expect(joined([event(7), event(5, "a")], known).map((e) => `${e.sequence}${e.said.key}`)).toEqual(["7k", "5a", "5b", "3k"]);
});

test("a sentence of the log takes words of the catalogue and local times, with the date on another day", () => {
  locale.language = "en";
  locale.zone = "Asia/Shanghai";
  city.texts = { en: { "events.x": "{what} until {at}, {level}", "events.level.II": "level II" }, zh: {} };
  const at = Date.parse("2026-07-24T04:00:00Z");
  const said = (time: string): string => sentence({ key: "events.x", args: { what: "2 gates", at: time, level: "events.level.II" } }, at);
  expect(said("2026-07-24T05:30:00Z")).toBe("2 gates until 13:30, level II");
  expect(said("2026-07-24T16:30:00Z")).toBe("2 gates until 25 Jul 00:30, level II");
});

test("a sentence without its unit leaves no hole and no blank behind", () => {
  city.texts = { en: { "events.y": "{value} {unit}, limit {limit} {unit} reached {unit}" }, zh: {} };
  expect(sentence({ key: "events.y", args: { value: "0.1", limit: "0.05" } }, 0)).toBe("0.1, limit 0.05 reached");
});

test("an acknowledgement says how many, and how many newer ones are left", () => {
  locale.language = "en";
  expect(acknowledgedText(undefined)).toBe(null);
  expect(acknowledgedText({ acknowledged: 3, newer: 0 })).toBe("3 acknowledged");
  expect(acknowledgedText({ acknowledged: 3, newer: 1 })).toBe("3 acknowledged, 1 newer one not");
  expect(acknowledgedText({ acknowledged: 0, newer: 2 })).toBe("Nothing was left to acknowledge, 2 newer ones not");
  locale.language = "zh";
  expect(acknowledgedText({ acknowledged: 3, newer: 1 })).toBe("已确认 3 条，另有 1 条新告警未确认");
});
