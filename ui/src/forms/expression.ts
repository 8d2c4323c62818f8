/** Conditions and sums of a form, as docs/forms.md has them. What is absent makes a comparison false and a sum absent. */

import { decimal, sum, type Decimal, type Sum } from "./decimal.ts";

export type Expression = unknown;
/** Gives a field's value; undefined: absent. */
export type Look = (field: string) => unknown;

type Table = Record<string, unknown>;
const isTable = (found: unknown): found is Table => typeof found === "object" && found !== null && !Array.isArray(found);
const absent = (found: unknown): found is null | undefined => found === undefined || found === null;

/** What it comes to; undefined: absent. */
export function value(expression: Expression, look: Look): unknown {
  if (!isTable(expression)) return expression ?? undefined;
  const [operator, given] = Object.entries(expression)[0]!;
  const operands = Array.isArray(given) ? given : [given];
  switch (operator) {
    case "field":
      return look(String(given)) ?? undefined;
    case "given":
      return !absent(look(String(given)));
    case "not":
      return !holds(given, look);
    case "and":
      return operands.every((one) => holds(one, look));
    case "or":
      return operands.some((one) => holds(one, look));
    case "in": {
      const left = value(operands[0], look);
      return (operands[1] as unknown[]).some((choice) => compare("=", left, choice));
    }
    case "+":
    case "-":
    case "*":
    case "/":
      return reckon(operator, operands.map((one) => value(one, look)));
    default:
      return compare(operator, value(operands[0], look), value(operands[1], look));
  }
}

/** Only true is true: 0, "" and lists decide nothing by themselves. */
export function holds(expression: Expression, look: Look): boolean {
  return value(expression, look) === true;
}

function reckon(operator: Sum, operands: unknown[]): number | undefined {
  const numbers = operands.map((one) => (typeof one === "number" ? decimal(one) : null));
  return numbers.includes(null) ? undefined : (sum(operator, numbers as Decimal[]) ?? undefined);
}

function compare(operator: string, left: unknown, right: unknown): boolean {
  if (absent(left) || absent(right)) return false;
  if (kind(left) !== kind(right)) return operator === "!=";
  if (operator === "=" || operator === "!=") return same(left, right) === (operator === "=");
  const order = typeof left === "number" ? left - (right as number) : typeof left === "string" ? alphabetical(left, right as string) : NaN;
  return operator === "<" ? order < 0 : operator === "<=" ? order <= 0 : operator === ">" ? order > 0 : order >= 0;
}

const kind = (found: unknown): string => (Array.isArray(found) ? "list" : typeof found);

/** By code points, as the city sorts: UTF-16 would put an emoji before 龍. */
function alphabetical(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let n = 0; n < Math.min(left.length, right.length); n++) {
    const apart = left[n]!.codePointAt(0)! - right[n]!.codePointAt(0)!;
    if (apart !== 0) return apart;
  }
  return left.length - right.length;
}

/** Lists and tables by what is in them, whatever the order of a table's keys. */
export function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, n) => same(one, b[n]));
  if (!isTable(a) || !isTable(b)) return a === b;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
}
