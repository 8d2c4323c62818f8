import { describe, expect, test } from "vitest";
import { fill, locale } from "../src/i18n.svelte.ts";
import { file } from "../src/streams/api.ts";
import { asked, link, parse } from "../src/streams/route.ts";
import { figure, reading, silent } from "../src/streams/values.ts";
import { addressed, around, columns, decimals, LONGEST, nearest, panned, reach, SHORTEST, spanOf, SPANS, widened, windowOf, zoomed } from "../src/streams/windows.ts";
import { en, type StreamKey } from "../src/streams/words.en.ts";
import { age, mark } from "../src/streams/words.ts";
import { zh } from "../src/streams/words.zh.ts";

const keys = Object.keys(en) as StreamKey[];
const forms = (t: (typeof en)[StreamKey]): string[] => (typeof t === "string" ? [t] : [t.one, t.other]);
const placeholders = (t: string): string => [...t.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort().join();
const NOW = Date.parse("2026-07-25T12:00:00Z");

describe("the streams' catalogue", () => {
  test("has no Latin word in Chinese and no CJK character in English", () => {
    const plain = (t: string): string => t.replace(/\{\w+\}/g, "");
    expect(keys.filter((k) => forms(zh[k] as never).some((t) => /[A-Za-z]/.test(plain(t))))).toEqual([]);
    expect(keys.filter((k) => forms(en[k]).some((t) => /[\u2e80-\u9fff\uff00-\uffef]/.test(t)))).toEqual([]);
  });
  test("uses the same arguments in both languages", () => {
    expect(keys.filter((k) => new Set([...forms(en[k]), ...forms(zh[k] as never)].map(placeholders)).size > 1)).toEqual([]);
  });
  test("counts by the language's plural", () => {
    expect([0, 1, 2].map((n) => fill(en["chart.sum"], "en", { n, low: 1, high: 2 }))).toEqual([
      "0 readings, from 1 to 2", "1 reading, from 1 to 2", "2 readings, from 1 to 2",
    ]);
  });
});

describe("an address of the streams", () => {
  test.each([
    ["#/streams", 0, {}],
    ["#/streams?state=silent&text=%E6%B0%B4", 0, { state: "silent", text: "水" }],
    ["#/streams/17?span=year", 17, { span: "year" }],
    ["#/streams/17x", 0, {}],
    ["#/streams/%E0%A4", 0, {}],
  ])("%s is read", (hash, id, query) => {
    expect(parse(hash)).toEqual({ id, query });
  });
  test("leads back to what it was made of, without what isn't set", () => {
    expect(link(0, { text: "a b", state: "", owner: "水务局" })).toBe("#/streams?text=a+b&owner=%E6%B0%B4%E5%8A%A1%E5%B1%80");
    expect(parse(link(4, { span: "hour" }))).toEqual({ id: 4, query: { span: "hour" } });
  });
  test("asks the city for what it knows and nothing else", () => {
    expect(asked({ text: "x", state: "odd", page: "0", more: "1" })).toEqual({ text: "x" });
    expect(asked({ state: "stuck", page: "3", kind: "Level" })).toEqual({ kind: "Level", state: "stuck", page: 3 });
    expect(asked({ text: "y".repeat(300) }).text).toHaveLength(200);
  });
});

describe("a window of time", () => {
  const day = { begin: NOW - SPANS.day, end: NOW };
  test("goes on with the time where only its span is said", () => {
    expect(windowOf({}, NOW)).toEqual({ begin: NOW + 1_000 - SPANS.day, end: NOW + 1_000 });
    expect(windowOf({ span: "minute" }, NOW)).toEqual({ begin: NOW - 59_000, end: NOW + 1_000 });
    expect(spanOf({})).toBe("day");
    expect(spanOf({ span: "never" })).toBe("day");
  });
  test("stands still where both ends are said, and not where they are the wrong way round", () => {
    const query = addressed(day);
    expect(query).toEqual({ begin: "2026-07-24T12:00:00.000Z", end: "2026-07-25T12:00:00.000Z" });
    expect(windowOf(query, 0)).toEqual(day);
    expect(spanOf(query)).toBeNull();
    expect(windowOf({ begin: query["end"]!, end: query["begin"]!, span: "hour" }, NOW)).toEqual({ begin: NOW + 1_000 - SPANS.hour, end: NOW + 1_000 });
  });
  test("zooms around its middle, between a second and twenty years", () => {
    expect(zoomed(day, 0.5)).toEqual({ begin: NOW - 0.75 * SPANS.day, end: NOW - 0.25 * SPANS.day });
    expect(zoomed({ begin: 0, end: SHORTEST }, 0.5)).toEqual({ begin: 0, end: SHORTEST });
    const long = widened(day, LONGEST * 2);
    expect(long.end - long.begin).toBe(LONGEST);
  });
  test("moves by half of itself, and to a moment that is then inside", () => {
    expect(panned(day, 1)).toEqual({ begin: NOW - SPANS.day / 2, end: NOW + SPANS.day / 2 });
    expect(panned(panned(day, 1), -1)).toEqual(day);
    expect(around(day, NOW)).toEqual({ begin: NOW - 0.75 * SPANS.day, end: NOW + 0.25 * SPANS.day });
  });
  test("is most like one of the spans", () => {
    const like = (ms: number): string => nearest({ begin: 0, end: ms });
    expect([1, SPANS.minute * 7, SPANS.minute * 8, SPANS.hour * 4, SPANS.day * 10, LONGEST].map(like)).toEqual(["minute", "minute", "hour", "hour", "month", "year"]);
  });
  test("is what a file is asked for", () => {
    expect(file(3, day, "parquet")).toBe("/api/streams/3/export?begin=2026-07-24T12%3A00%3A00.000Z&end=2026-07-25T12%3A00%3A00.000Z&format=parquet");
  });
});

describe("a curve", () => {
  const at = (minutes: number[]): string[] => minutes.map((n) => new Date(NOW + n * 60_000).toISOString());
  const curve = (minutes: number[]) => {
    const value = minutes.map((_, n) => n);
    return { time: at(minutes), value, low: value.map((v) => v - 1), high: value.map((v) => v + 1), width_s: 0 };
  };
  test("has a hole where more than five readings are missing, and none where four are", () => {
    expect(columns(curve([0, 1, 2, 7, 8]), 60)[1]).toEqual([0, 1, 2, 3, 4]);
    const [x, value, low, high] = columns(curve([0, 1, 2, 8, 9]), 60);
    expect(value).toEqual([0, 1, 2, null, 3, 4]);
    expect([low[3], high[3], x[3]]).toEqual([null, null, NOW / 1000 + 300]);
  });
  test("takes the usual step where no period is known, and the width of its buckets where that is more", () => {
    expect(columns(curve([0, 10, 20, 60, 70]), 0)[1]).not.toContain(null);
    expect(columns(curve([0, 10, 20, 80, 90]), 0)[1]).toContain(null);
    expect(columns({ ...curve([0, 10, 20, 80, 90]), width_s: 3600 }, 0)[1]).not.toContain(null);
  });
  test("of nothing is nothing", () => {
    expect(columns(curve([]), 0)).toEqual([[], [], [], []]);
    expect(reach(curve([]))).toBeNull();
    expect(reach(curve([0, 1]))).toEqual([-1, 2]);
  });
  test("is said with as many digits as tell its values apart", () => {
    expect([decimals(0, 100), decimals(0, 1), decimals(1.2, 1.21), decimals(5, 5)]).toEqual([0, 2, 4, 2]);
  });
});

describe("a reading", () => {
  const line = { value: 1.23456, said: null, states: [] } as never as Parameters<typeof reading>[0];
  test("has four digits that count, thousands and all of a large one", () => {
    locale.language = "en";
    expect([1.23456, 0.000123456, 123456.78, -0, 0.5].map(figure)).toEqual(["1.235", "0.0001235", "123,456.8", "0", "0.5"]);
    expect([reading(line), reading({ ...line, value: null, said: "open" }), reading({ ...line, value: null })]).toEqual(["1.235", "open", "no reading"]);
  });
  test("of a silent stream is told as such", () => {
    expect(silent(line)).toBe(false);
    expect(silent({ ...line, states: [{ state: "silent", reason: { zh: "", en: "" } }] })).toBe(true);
  });
  test("is as old as the largest unit says that still tells enough", () => {
    locale.language = "en";
    expect([0, 119, 120, 7199, 7200, 172_799, 172_800, 86_400_000].map(age)).toEqual(["0 s", "119 s", "2 min", "119 min", "2 h", "47 h", "2 d", "1,000 d"]);
    locale.language = "zh";
    expect(age(300)).toBe("5分钟");
  });
  test("stands over a mark as fine as the axis is", () => {
    locale.language = "en";
    expect([31 * 86_400, 86_400, 60, 1].map((step) => mark(NOW, step))).toEqual(["Jul 2026", "25 Jul", "12:00", "12:00:00"]);
  });
});
