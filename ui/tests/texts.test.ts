import { describe, expect, test } from "vitest";
import { newId } from "../src/client.ts";
import { fill } from "../src/i18n.svelte.ts";
import { en, type Key, type Template } from "../src/locales/en.ts";
import { zh } from "../src/locales/zh.ts";

/** What may stand in Latin letters in a Chinese sentence: nothing but the language switch, which speaks to others. */
const LATIN_ALLOWED: Key[] = ["language.switch"];
const CJK_ALLOWED: Key[] = ["language.switch"];
const keys = Object.keys(en) as Key[];
const forms = (t: Template): string[] => (typeof t === "string" ? [t] : [t.one, t.other]);
const said = (t: Template): string => forms(t).join(" ").replace(/\{\w+\}/g, "");
const placeholders = (t: string): string[] => [...t.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!).sort();

/** Keys of the texts that break a rule; a test says "none", and names them where there are some. */
const offenders = (broken: (key: Key) => boolean, allowed: Key[] = []): Key[] => keys.filter((k) => !allowed.includes(k) && broken(k));

describe("the catalogue", () => {
  test("has no Latin word in Chinese", () => {
    expect(offenders((k) => /[A-Za-z]/.test(said(zh[k])), LATIN_ALLOWED)).toEqual([]);
  });
  test("has no CJK character in English", () => {
    expect(offenders((k) => /[\u2e80-\u9fff\uff00-\uffef]/.test(said(en[k])), CJK_ALLOWED)).toEqual([]);
  });
  test("uses the same arguments in both languages and in every plural form", () => {
    const sets = (k: Key): Set<string> => new Set([...forms(en[k]), ...forms(zh[k])].map((x) => placeholders(x).join()));
    expect(offenders((k) => sets(k).size > 1)).toEqual([]);
  });
  test("says something under every key", () => {
    expect(offenders((k) => [...forms(en[k]), ...forms(zh[k])].some((x) => x.trim() === ""))).toEqual([]);
  });
});

describe("fill", () => {
  test("takes the plural form of the language", () => {
    const t = { one: "{n} gate", other: "{n} gates" };
    expect([0, 1, 2, 21].map((n) => fill(t, "en", { n }))).toEqual(["0 gates", "1 gate", "2 gates", "21 gates"]);
    expect(fill({ one: "x", other: "{n}座" }, "zh", { n: 1 })).toBe("1座");
  });
  test("leaves an unknown argument visible instead of saying nothing", () => {
    expect(fill("{a} and {b}", "en", { a: 1 })).toBe("1 and {b}");
  });
  test("does not fill what an argument brings along", () => {
    expect(fill("{a}", "en", { a: "{b}", b: "no" })).toBe("{b}");
  });
});

test("ids of intents differ", () => {
  expect(new Set(Array.from({ length: 100 }, newId)).size).toBe(100);
});
