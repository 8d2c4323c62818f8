import { describe, expect, test } from "vitest";
import { fill, locale } from "../src/i18n.svelte.ts";
import { groups, lines, tally } from "../src/office/marked.ts";
import { column, money, unit } from "../src/office/money.ts";
import { placed } from "../src/office/placed.ts";
import { link, parse } from "../src/office/route.ts";
import { en, type OfficeKey } from "../src/office/words.en.ts";
import { zh } from "../src/office/words.zh.ts";
import type { SpanView } from "../src/office/api.ts";

const keys = Object.keys(en) as OfficeKey[];
const forms = (t: (typeof en)[OfficeKey]): string[] => (typeof t === "string" ? [t] : [t.one, t.other]);
const placeholders = (t: string): string => [...t.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort().join();

describe("the office's catalogue", () => {
  test("has no Latin word in Chinese and no CJK character in English", () => {
    const plain = (t: string): string => t.replace(/\{\w+\}/g, "").replace(/kB/g, "");
    expect(keys.filter((k) => forms(zh[k] as never).some((t) => /[A-Za-z]/.test(plain(t))))).toEqual([]);
    expect(keys.filter((k) => forms(en[k]).some((t) => /[\u2e80-\u9fff\uff00-\uffef]/.test(t)))).toEqual([]);
  });
  test("uses the same arguments in both languages", () => {
    expect(keys.filter((k) => new Set([...forms(en[k]), ...forms(zh[k] as never)].map(placeholders)).size > 1)).toEqual([]);
  });
  test("counts by the language's plural", () => {
    expect([0, 1, 2].map((n) => fill(en["list.count"], "en", { n }))).toEqual(["0 projects", "1 project", "2 projects"]);
  });
});

describe("an address of the office", () => {
  test.each([
    ["", "projects", "", {}], ["#/office/nowhere/x", "projects", "", {}], ["#/office/import/draft-1", "import", "draft-1", {}],
    ["#/office/projects?edition=2021+expo&text=a%26b", "projects", "", { edition: "2021 expo", text: "a&b" }],
    ["#/office/projects/P%2F1", "projects", "P/1", {}], ["#/office/projects/100%", "projects", "100%", {}],
  ])("%s", (hash, screen, id, query) => {
    expect(parse(hash)).toEqual({ screen, id, query });
  });
  test("comes back as it went in, without empty filters", () => {
    const route = { screen: "duplicates" as const, id: "甲/乙?", query: { edition: "2021 智博会" } };
    expect(parse(link(route.screen, route.id, { ...route.query, standing: "" }))).toEqual(route);
  });
});

describe("money", () => {
  test.each([
    ["zh", "3790000000", "37.9亿元"], ["zh", "81500", "8.15万元"], ["zh", "0", "0元"], ["zh", "-123000000", "-1.23亿元"],
    ["en", "3790000000", "CNY 3.79 bn"], ["en", "123456789", "CNY 123.456789 million"], ["en", "9500", "CNY 9,500"],
  ] as const)("%s %s", (language, cny, said) => {
    locale.language = language;
    expect(money(cny)).toBe(said);
  });
  test("in a column has one unit", () => {
    locale.language = "zh";
    expect(["1015000000", "5000000"].map(column)).toEqual(["10.15", "0.05"]);
    locale.language = "en";
    expect(column("1015000000")).toBe("1,015");
  });
  test("units are said as people say them", () => {
    locale.language = "zh";
    expect(["100000000 CNY", "10000 CNY, column 总投资", "1 USD", "亩"].map(unit)).toEqual(["亿元", "万元 (列 总投资)", " USD", "亩"]);
  });
});

describe("a marked release", () => {
  const quantity = (text: string, start: number, verdict: string): SpanView =>
    ({ text, start, end: start + Array.from(text).length, sentence: "", value: "", unit: "", verdict, findings: [] });
  const shown = (text: string, quantities: SpanView[], kinds: [number, number, string][]): string[] =>
    lines({ text, quantities, lines: kinds.map(([start, end, kind]) => ({ start, end, kind })) }).map((line) =>
      line.cells.map((cell) => cell.map((p) => (p.quantity === null ? p.text : `[${p.text}|${p.quantity}]`)).join("")).join(" / "),
    );

  test("counts code points, so that a rare character moves nothing", () => {
    expect(shown("𠮷共92个", [quantity("92", 2, "agrees")], [[0, 5, "text"]])).toEqual(["𠮷共[92|0]个"]);
  });
  test("shows the stronger verdict where two numbers lie over each other", () => {
    expect(shown("50-60", [quantity("50-60", 0, "unknown"), quantity("60", 3, "contradicts")], [[0, 5, "text"]])).toEqual(["50-[60|1]"]);
  });
  test("cuts a table's row into cells, and a number at the edge into its cell", () => {
    expect(shown("甲\t12\t3", [quantity("12", 2, "agrees")], [[0, 6, "row"]])).toEqual(["甲 / [12|0] / 3"]);
  });
  test("puts rows that follow each other into one table", () => {
    const kinds = ["text", "row", "row", "heading", "row"].map((kind) => ({ kind, cells: [] }));
    expect(groups(kinds).map((g) => `${g.kind} ${g.lines.length}`)).toEqual(["text 1", "row 2", "heading 1", "row 1"]);
  });
  test("counts verdicts", () => {
    expect(tally([quantity("1", 0, "agrees"), quantity("2", 2, "agrees"), quantity("3", 4, "unknown")])).toEqual({
      contradicts: 0, agrees: 2, cannot_tell: 0, unknown: 1,
    });
  });
});

describe("a project on the map", () => {
  const ring = [[0, 0], [2, 0], [2, 4], [0, 4], [0, 0]];
  const layers = { districts: { type: "FeatureCollection" as const, features: [
    { type: "Feature" as const, properties: { name_zh: "榕东区", name_en: "Rongdong District" }, geometry: { type: "Polygon" as const, coordinates: [ring] } },
  ] } };
  const point = (district: string, at: [number, number] | null) => ({ id: district, name: "", district, amount: null, at });
  test("stands at its own point, else in the middle of its district, else nowhere", () => {
    const found = placed([point("榕东区", [9, 9]), point("榕东", null), point("Rongdong", null), point("别处", null)], layers);
    expect(found.map((p) => [p.id, ...p.at, p.about])).toEqual([["榕东区", 9, 9, false], ["榕东", 1, 2, true], ["Rongdong", 1, 2, true]]);
  });
});
