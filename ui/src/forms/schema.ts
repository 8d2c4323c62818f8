/** One answer against its JSON Schema (2020-12), as far as a screen tells it at once; the city judges the whole. */

import { same } from "./expression.ts";

export interface Schema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  title?: string;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  not?: Schema;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  format?: string;
  items?: unknown;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  required?: string[];
  properties?: Record<string, Schema>;
  $ref?: string;
  [further: string]: unknown;
}

export interface Broken {
  keyword: string;
  expected: unknown;
}

type Test = (found: unknown, limit: never, root: Schema) => boolean;

const isNumber = (found: unknown): found is number => typeof found === "number";
const isText = (found: unknown): found is string => typeof found === "string";
const isObject = (found: unknown): found is Record<string, unknown> => typeof found === "object" && found !== null && !Array.isArray(found);
const length = (text: string): number => [...text].length;

const TYPES: Record<string, (found: unknown) => boolean> = {
  string: isText, number: isNumber, integer: (found) => Number.isInteger(found), boolean: (found) => typeof found === "boolean",
  array: Array.isArray, object: isObject, null: (found) => found === null,
};

/** RFC 3339, section 5.6, with the days that a month has. */
function day(text: string): boolean {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!found) return false;
  const [y, m, d] = [Number(found[1]), Number(found[2]), Number(found[3])];
  return y > 0 && m >= 1 && m <= 12 && d >= 1 && d <= new Date(Date.UTC(2000 + (y % 400), m, 0)).getUTCDate();
}

const FORMATS: Record<string, (text: string) => boolean> = {
  date: day,
  "date-time": (text) => {
    const found = /^(.{10})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]([01]\d|2[0-3]):?[0-5]\d)$/i.exec(text);
    return found !== null && day(found[1]!);
  },
  email: (text) => text.includes("@"),
  uuid: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
  uri: (text) => /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/.test(text),
};

/** A pattern of a dialect that the browser doesn't read is left to the city. */
function matches(text: string, pattern: string): boolean {
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return true;
  }
}

const fits = (schema: Schema, found: unknown, root: Schema): boolean => broken(schema, found, root).length === 0;

/** Keyword → whether an answer keeps to it; each speaks of its own kind of answer alone. */
const TESTS: Record<string, Test> = {
  type: (found, limit: string | string[]) => [limit].flat().some((one) => TYPES[one]?.(found) ?? true),
  enum: (found, limit: unknown[]) => limit.some((one) => same(one, found)),
  const: (found, limit: unknown) => same(limit, found),
  oneOf: (found, limit: Schema[], root) => limit.filter((one) => fits(one, found, root)).length === 1,
  anyOf: (found, limit: Schema[], root) => limit.some((one) => fits(one, found, root)),
  not: (found, limit: Schema, root) => !fits(limit, found, root),
  minimum: (found, limit: number) => !isNumber(found) || found >= limit,
  maximum: (found, limit: number) => !isNumber(found) || found <= limit,
  exclusiveMinimum: (found, limit: number) => !isNumber(found) || found > limit,
  exclusiveMaximum: (found, limit: number) => !isNumber(found) || found < limit,
  multipleOf: (found, limit: number) => !isNumber(found) || (Number.isInteger(limit) ? found % limit === 0 : Number.isInteger(found / limit)),
  minLength: (found, limit: number) => !isText(found) || length(found) >= limit,
  maxLength: (found, limit: number) => !isText(found) || length(found) <= limit,
  pattern: (found, limit: string) => !isText(found) || matches(found, limit),
  format: (found, limit: string) => !isText(found) || (FORMATS[limit]?.(found) ?? true),
  minItems: (found, limit: number) => !Array.isArray(found) || found.length >= limit,
  maxItems: (found, limit: number) => !Array.isArray(found) || found.length <= limit,
  uniqueItems: (found, limit: boolean) => !limit || !Array.isArray(found) || found.every((one, n) => !found.slice(0, n).some((other) => same(one, other))),
  required: (found, limit: string[]) => !isObject(found) || limit.every((key) => Object.hasOwn(found, key)),
};

/** Every keyword that an answer breaks, its items' and parts' included; `root` is where references lead to. */
export function broken(schema: Schema, found: unknown, root: Schema): Broken[] {
  const wrong: Broken[] = [];
  for (const [keyword, limit] of Object.entries(schema)) {
    const test = TESTS[keyword];
    if (test && !test(found, limit as never, root)) wrong.push({ keyword, expected: limit });
  }
  if (schema.$ref) {
    const target = resolved(schema.$ref, root);
    if (target) wrong.push(...broken(target, found, root));
  }
  wrong.push(...(schema.allOf ?? []).flatMap((one) => broken(one, found, root)));
  if (Array.isArray(found) && isObject(schema.items)) wrong.push(...found.flatMap((one) => broken(schema.items as Schema, one, root)));
  if (isObject(found)) {
    for (const [key, inner] of Object.entries(schema.properties ?? {})) if (Object.hasOwn(found, key)) wrong.push(...broken(inner, found[key], root));
  }
  return wrong;
}

/** A JSON Pointer within the form (RFC 6901). */
function resolved(ref: string, root: Schema): Schema | null {
  if (ref !== "#" && !ref.startsWith("#/")) return null;
  let at: unknown = root;
  for (const step of ref.slice(1).split("/").slice(1)) {
    const key = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
    if (!isObject(at) || !Object.hasOwn(at, key)) return null;
    at = at[key];
  }
  return isObject(at) ? (at as Schema) : null;
}
