import { describe, expect, test } from "vitest";
import { locale } from "../src/i18n.svelte.ts";
import type { Aside, CaseView } from "../src/cases/api.ts";
import { blank, complete, FINAL, lacking, move } from "../src/cases/moves.ts";
import { viewOf } from "../src/cases/nouns.ts";
import { asked, link, parse } from "../src/cases/route.ts";
import { due, limit } from "../src/cases/words.ts";
import { en, type CaseKey } from "../src/cases/words.en.ts";
import { zh } from "../src/cases/words.zh.ts";

const keys = Object.keys(en) as CaseKey[];
const forms = (t: unknown): string[] => (typeof t === "string" ? [t] : Object.values(t as Record<string, string>));
const placeholders = (t: string): string => [...t.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort().join();

describe("the catalogue of the cases", () => {
  test("has no Latin word in Chinese and no CJK character in English", () => {
    const plain = (t: string): string => t.replace(/\{\w+\}/g, "");
    expect(keys.filter((k) => forms(zh[k]).some((t) => /[A-Za-z]/.test(plain(t))))).toEqual([]);
    expect(keys.filter((k) => forms(en[k]).some((t) => /[\u2e80-\u9fff\uff00-\uffef]/.test(t)))).toEqual([]);
  });
  test("uses the same arguments in both languages, and says something under every key", () => {
    expect(keys.filter((k) => new Set([...forms(en[k]), ...forms(zh[k])].map(placeholders)).size > 1)).toEqual([]);
    expect(keys.filter((k) => [...forms(en[k]), ...forms(zh[k])].some((t) => t.trim() === ""))).toEqual([]);
  });
});

describe("an address of the cases", () => {
  test.each([
    ["#/cases", "list", "", {}], ["#/cases?status=filed&text=a%26b", "list", "", { status: "filed", text: "a&b" }],
    ["#/cases/desk/K1?queue=rule", "desk", "K1", { queue: "rule" }], ["#/cases/tasks", "tasks", "", {}],
    ["#/cases/K20260724-0001", "one", "K20260724-0001", {}], ["#/cases/case/east-1", "one", "case/east-1", {}], ["#/cases/100%", "one", "100%", {}],
  ])("%s", (hash, screen, id, query) => {
    expect(parse(hash)).toEqual({ screen, id, query });
  });
  test("comes back as it went in, without empty filters", () => {
    expect(parse(link("one", "甲/乙?"))).toEqual({ screen: "one", id: "甲/乙?", query: {} });
    expect(parse(link("list", "", { late: "1", text: "" }))).toEqual({ screen: "list", id: "", query: { late: "1" } });
  });
});

describe("the list's filters as the city is asked", () => {
  test.each([
    [{}, { open: true }], [{ closed: "yes" }, { open: false }], [{ closed: "all" }, {}], [{ status: "closed" }, { status: "closed" }],
    [{ mine: "1", unit: "roads" }, { open: true, holder: "drainage" }], [{ unit: "roads", late: "1", area: "old-town" }, { open: true, holder: "roads", late: true, area: "old-town" }],
  ])("%j", (query, wanted) => {
    expect(asked(query as Record<string, string>, "drainage")).toEqual(wanted);
  });
});

const bare = { id: "K1", type: "lamp", version: 1, status: "reported", place: {}, desk: "desk", reports: [{ id: "R1", at: "2026-07-24T00:00:00Z", place: {} }], terms: {} };
const view = viewOf({ line: { id: "K1", holder: "roads" }, case: bare, clocks: [], account: {}, answers_due: [], log: [{ id: "K1/1", case: "K1", n: 1, verb: "report", at: "", by: "", after: "reported" }], may: [] } as never);

test("what a record leaves out is there as it is as usual", () => {
  expect([view.case.evidence, view.case.parts, view.case.route, view.case.priority]).toEqual([[], [], null, false]);
  expect(view.case.reports[0]).toMatchObject({ text: "", media: [], channel: "desk", answered_at: null, place: { position: null } });
  expect(view.log[0]).toMatchObject({ move: null, told: [], before: null, cause: null });
});

test("another class needs one that isn't its own and a reason, and asks for the states of the site of that one", () => {
  const aside = { definition: { parts: [] }, can: [{ verb: "re-class" }], grounds: {} } as unknown as Aside;
  const draft = { ...blank("re-class", view, aside), reason: " it leaks " };
  expect(complete("re-class", { ...draft, type: "lamp" }, view)).toBe(false);
  expect(complete("re-class", { ...draft, type: "leak", reason: "" }, view)).toBe(false);
  expect(complete("re-class", { ...draft, type: "leak" }, view)).toBe(true);
  expect(move("re-class", { ...draft, type: "leak", state: "burst" }, view)).toEqual({ case: "K1", verb: "re-class", type: "leak", state: "burst", reason: "it leaks" });
});

describe("a verb's form", () => {
  const aside = {
    definition: { evidence: ["photo-after"], parts: [], suspension: { cap: "5 working days" }, extension: { cap: null } },
    can: [{ verb: "close", lacks: [], outcomes: { solved: [], "not-found": ["photo-site"] } }, { verb: "return", lacks: ["ownership"], outcomes: {} }],
    grounds: { "not-ours": ["ownership"], "wrong-class": [] },
  } as unknown as Aside;
  const draft = (verb: string, change: object) => ({ ...blank(verb as never, view as CaseView, aside), ...change });

  test.each([
    ["file", {}, true], ["close", { outcome: "solved" }, false], ["close", { outcome: "solved", reason: "done" }, true], ["close", { reason: "done" }, false],
    ["return", { ground: "not-ours", reason: " " }, false], ["rule", { yes: "no", reason: "no" }, true], ["verify", { yes: "yes" }, true],
    ["verify", { yes: "no" }, false], ["join", { other: "K1" }, false], ["join", { other: "K2" }, true], ["split", { reason: "two" }, false],
    ["reassign", { reason: "r" }, false], ["dispatch", {}, true], ["evaluate", { score: 101 }, false], ["extend", { amount: 0, reason: "r" }, false],
  ])("%s %j is complete: %s", (verb, change, wanted) => {
    expect(complete(verb as never, draft(verb, change), view as CaseView)).toBe(wanted);
  });
  test("asks for the evidence of the outcome, of the ground, and of closing to come", () => {
    expect(lacking("close", draft("close", { outcome: "not-found" }), aside)).toEqual(["photo-site"]);
    expect(lacking("return", draft("return", { ground: "wrong-class" }), aside)).toEqual([]);
    expect(lacking("feed-back", draft("feed-back", {}), aside)).toEqual(["photo-after"]);
  });
  test("sends only what the verb reads", () => {
    expect(move("suspend", draft("suspend", { ground: "weather", reason: " rain " }), view as CaseView)).toEqual({
      case: "K1", verb: "suspend", ground: "weather", limit: "5 working days", reason: "rain",
    });
    expect(move("prioritise", draft("prioritise", {}), view as CaseView)).toEqual({ case: "K1", verb: "prioritise", yes: true });
  });
  test("says once more what nobody can take back", () => {
    expect(FINAL).toEqual(["close", "join", "split", "rule", "answer"]);
  });
});

describe("time is said", () => {
  const now = Date.parse("2026-07-24T04:00:00Z");
  test.each([
    ["en", "2026-07-24T05:30:00Z", "1 h 30 min left · 13:30"], ["en", "2026-07-24T02:00:00Z", "2 h late · was due 10:00"],
    ["en", "2026-07-29T01:00:00Z", "4 days left · 29 Jul 09:00"], ["zh", "2026-07-29T01:00:00Z", "还剩4天 · 7月29日 09:00"],
  ] as const)("%s %s", (language, at, said) => {
    [locale.language, locale.zone] = [language, "Asia/Shanghai"];
    expect(due(at, now)).toBe(said);
  });
  test.each([["zh", "5 working days", "5个工作日"], ["en", "1 urgent hours", "1 urgent hour (day and night)"], ["en", "soon", "soon"]] as const)("%s %s", (language, text, said) => {
    locale.language = language;
    expect(limit(text)).toBe(said);
  });
});
