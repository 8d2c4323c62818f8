/// <reference types="node" />
import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { unfit } from "../src/forms/attached.ts";
import { answered, Begun, lacking } from "../src/forms/begun.svelte.ts";
import { Draft, forgetDesks } from "../src/forms/draft.ts";
import { choices, fill, widget, type Answers, type Form } from "../src/forms/form.ts";
import { says } from "../src/forms/says.ts";

interface Row extends Record<"shown" | "required" | "computed" | "wrong", string[]> {
  answers: Answers;
  values: Answers;
}

/** The city's own evaluator is held to the same table: tests/command/forms/test_examples.py. */
const table = JSON.parse(readFileSync(new URL("../../tests/command/forms/examples.json", import.meta.url), "utf-8")) as { name: string; form: Form; rows: Row[] }[];

describe("a form on the screen comes to what the city makes of it", () => {
  test.each(table.map((one) => [one.name, one] as const))("%s", (_name, example) => {
    for (const row of example.rows) {
      const found = fill(example.form, row.answers);
      const wrong = [...new Set(found.wrong.map((w) => `${w.field} ${says(w.keyword)}`))].sort();
      expect({ answers: row.answers, ...found, wrong }).toEqual(row);
    }
  });
});

describe("a question", () => {
  test.each([
    [{ enum: ["a", "b"] }, "one"], [{ type: "array", items: { enum: ["a"] } }, "several"], [{ oneOf: [{ const: "a", title: "A" }] }, "one"],
    [{ type: "boolean" }, "yes-no"], [{ type: "integer" }, "number"], [{ type: "string" }, "long"], [{ type: "string", maxLength: 60 }, "text"],
    [{ type: "string", format: "date" }, "day"], [{ type: "string", format: "date-time" }, "moment"], [{ type: "object" }, "none"], [{ type: "array" }, "none"],
  ] as const)("%j is asked as %s", (schema, asked) => {
    expect(widget(schema as never)).toBe(asked);
  });
  test("has its choices by key and title", () => {
    expect(choices({ oneOf: [{ const: "a", title: "Left" }, { const: "b" }] })).toEqual([{ key: "a", title: "Left" }, { key: "b", title: "b" }]);
  });
});

describe("what is answered so far", () => {
  const form = { id: "f", version: 1, schema: { type: "object", properties: { a: { type: "boolean" }, b: { type: "number", minimum: 1 }, s: {} }, required: ["a"] }, labels: {}, rules: [
    { show: "b", when: { "=": [{ field: "a" }, true] } }, { require: "b", when: { "=": [{ field: "a" }, true] } }, { compute: "s", value: { "+": [{ field: "b" }, 1] } },
  ] } as Form;
  const called = (field: string): string => field.toUpperCase();
  test("is sent without what is skipped and what the city reckons itself", () => {
    expect(answered(form, { a: true, b: 2 })).toEqual({ a: true, b: 2 });
    expect(answered(form, { a: false, b: 2 })).toEqual({ a: false });
    expect(answered(undefined, { a: 1 })).toEqual({});
  });
  test("lacks what its form and its type's own questions need, by name", () => {
    const lane = { code: "lane", required: true } as never;
    expect(lacking([lane], {}, form, {}, called)).toEqual({ names: ["LANE", "A"], wrong: false });
    expect(lacking([lane], { lane: "left" }, form, { a: true }, called)).toEqual({ names: ["B"], wrong: false });
    expect(lacking([], {}, form, { a: true, b: 0 }, called)).toEqual({ names: [], wrong: true });
  });
});

describe("a file", () => {
  const policy = { kinds: ["image/jpeg"], most_bytes: 1024 * 1024, most_files: 2, metadata: "strip" };
  test("is taken by its kind and size", () => {
    expect(unfit("a.jpg", new Blob(["x"], { type: "image/jpeg" }), policy)).toBeNull();
    expect(unfit("a.png", new Blob(["x"], { type: "image/png" }), policy)).toEqual({ key: "photo.kind", args: { name: "a.png" } });
    expect(unfit("b.jpg", new Blob([new Uint8Array(1_572_864)], { type: "image/jpeg" }), policy)).toEqual({ key: "photo.large", args: { name: "b.jpg", size: "1.5", most: 1 } });
    expect(unfit("a.png", new Blob(["x"], { type: "image/png" }), undefined)).toBeNull();
  });
});

describe("a draft", () => {
  const HOUR = 3_600_000;
  beforeEach(() => {
    const kept = new Map<string, string>();
    class Memory {
      [key: string]: unknown;
      getItem(key: string): string | null {
        return kept.get(key) ?? null;
      }
      setItem(key: string, value: string): void {
        kept.set(key, value);
        this[key] = value;
      }
      removeItem(key: string): void {
        kept.delete(key);
        delete this[key];
      }
    }
    vi.stubGlobal("localStorage", new Memory());
  });
  test("is found again within a day by whoever wrote it, and by nobody else", () => {
    new Draft<{ text: string }>("desk.lin").keep({ text: "a hole" });
    expect(new Draft<{ text: string }>("desk.lin").found).toEqual({ text: "a hole" });
    expect(new Draft("desk.wang").found).toBeNull();
    expect(new Draft("desk.lin", Date.now() + 21 * HOUR).found).toBeNull();
    expect(new Draft("desk.lin").found).toBeNull();
  });
  test("gets no younger by being opened and written on, and is another one after it was let go of", () => {
    vi.useFakeTimers({ now: 0 });
    const first = new Draft<string>("desk.lin");
    first.keep("a");
    vi.setSystemTime(15 * HOUR);
    const again = new Draft<string>("desk.lin");
    again.keep("ab");
    expect(new Draft("desk.lin").at).toBe(0);
    vi.setSystemTime(21 * HOUR);
    expect(new Draft("desk.lin").found).toBeNull();
    again.drop();
    again.keep("b");
    expect(new Draft("desk.lin").at).toBe(21 * HOUR);
    vi.useRealTimers();
  });
  test("that was written to an older form lets go of what the form asks no longer", () => {
    const form = { id: "f", version: 2, schema: { type: "object", properties: { a: { type: "boolean" } } } } as Form;
    const begun = new Begun("desk.lin");
    begun.answers = { a: true, gone: "x" };
    expect(lacking([], {}, form, begun.answers, String).wrong).toBe(true);
    begun.fit(undefined);
    expect(begun.answers).toEqual({ a: true, gone: "x" });
    begun.fit(form);
    expect(begun.answers).toEqual({ a: true });
    expect(lacking([], {}, form, begun.answers, String)).toEqual({ names: [], wrong: false });
  });
  test("goes from a desk with whoever signs out, and stays on a resident's own phone", () => {
    new Draft("desk.lin").keep({ text: "a" });
    new Draft("resident").keep({ text: "b" });
    forgetDesks();
    expect([new Draft("desk.lin").found, new Draft("resident").found]).toEqual([null, { text: "b" }]);
  });
});
