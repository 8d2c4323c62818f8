/** A form's rules on the screen, as the city judges them (src/banyan/command/forms/fill.py): tests/command/forms/examples.json
 *  is run by both. Pure. */

import { holds, value, type Expression } from "./expression.ts";
import { broken, type Schema } from "./schema.ts";

export interface Name {
  zh: string;
  en: string;
}

export interface Rule {
  show?: string | null;
  require?: string | null;
  compute?: string | null;
  when?: Expression;
  value?: Expression;
}

export interface Form {
  id: string;
  version: number;
  schema: Schema & { properties: Record<string, Schema>; required?: string[] };
  title?: Name | null;
  labels?: Record<string, Name>;
  choices?: Record<string, Record<string, Name>>;
  rules?: Rule[];
  prefill?: Record<string, string>;
  attachments?: { kinds: string[]; most_bytes: number; most_files: number; metadata: string };
}

export type Answers = Record<string, unknown>;

/** `keyword`: of the schema, or "missing", "unknown". */
export interface Wrong {
  field: string;
  keyword: string;
  expected: unknown;
}

export interface Filled {
  values: Answers;
  shown: string[];
  required: string[];
  computed: string[];
  wrong: Wrong[];
}

/** Each field is settled once, after all that it looks at: the order of rules says nothing. */
export function settle(form: Form, answers: Answers): { shown: string[]; values: Answers } {
  const rules = form.rules ?? [];
  const fields = Object.keys(form.schema.properties);
  const settled = new Map<string, { shown: boolean; value: unknown }>();

  function look(field: string): unknown {
    const known = settled.get(field);
    if (known) return known.value;
    settled.set(field, { shown: false, value: undefined }); // a circle, which no form that was checked has, ends here
    const asked = rules.filter((r) => r.show === field);
    const shown = asked.length === 0 || asked.some((r) => holds(r.when ?? true, look));
    const reckoned = rules.find((r) => r.compute === field);
    let found: unknown;
    if (shown) found = !reckoned ? own(answers, field) : holds(reckoned.when ?? true, look) ? value(reckoned.value, look) : undefined;
    settled.set(field, { shown, value: found ?? undefined });
    return found ?? undefined;
  }

  fields.forEach(look);
  const values = fields.map((f) => [f, settled.get(f)!.value] as const).filter(([, found]) => found !== undefined);
  return { shown: fields.filter((f) => settled.get(f)!.shown), values: Object.fromEntries(values) };
}

export function fill(form: Form, answers: Answers): Filled {
  const { shown, values } = settle(form, answers);
  const rules = form.rules ?? [];
  const look = (field: string): unknown => own(values, field);
  const needed = new Set([...(form.schema.required ?? []), ...rules.filter((r) => r.require && holds(r.when ?? true, look)).map((r) => r.require!)]);
  const required = shown.filter((f) => needed.has(f)).sort();
  const wrong: Wrong[] = [
    ...Object.keys(answers).filter((f) => !Object.hasOwn(form.schema.properties, f)).map((field) => ({ field, keyword: "unknown", expected: null })),
    ...required.filter((f) => !Object.hasOwn(values, f)).map((field) => ({ field, keyword: "missing", expected: null })),
    ...Object.entries(values).flatMap(([field, found]) =>
      broken(form.schema.properties[field]!, found, form.schema).map((one) => ({ field, ...one })),
    ),
  ];
  const computed = [...new Set(rules.map((r) => r.compute).filter((f): f is string => !!f && Object.hasOwn(values, f)))].sort();
  return { values, shown, required, computed, wrong };
}

const own = (from: Answers, field: string): unknown => (Object.hasOwn(from, field) ? from[field] : undefined);

export const computes = (form: Form, field: string): boolean => (form.rules ?? []).some((r) => r.compute === field);

// -- how a field is asked ---------------------------------------------------------------------------------------------

export type Widget = "one" | "several" | "yes-no" | "number" | "text" | "long" | "day" | "moment" | "none";

/** `none`: tables and lists without choices, which no screen asks for. */
export function widget(schema: Schema): Widget {
  if (choices(schema).length > 0) return schema.type === "array" ? "several" : "one";
  if (schema.type === "boolean") return "yes-no";
  if (schema.type === "number" || schema.type === "integer") return "number";
  if (schema.type !== "string") return "none";
  if (schema.format === "date") return "day";
  if (schema.format === "date-time") return "moment";
  return Number(schema.maxLength ?? 1000) > 120 && !schema.pattern && !schema.format ? "long" : "text";
}

export interface Choice {
  key: string;
  title: string;
}

export function choices(schema: Schema): Choice[] {
  const inner: Schema = schema.type === "array" ? ((schema.items as Schema | undefined) ?? {}) : schema;
  if (inner.oneOf?.every((one) => typeof one.const === "string")) return inner.oneOf.map((one) => ({ key: one.const as string, title: one.title ?? (one.const as string) }));
  if (inner.enum?.every((one) => typeof one === "string")) return inner.enum.map((one) => ({ key: one as string, title: one as string }));
  return [];
}
