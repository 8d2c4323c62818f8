/** Decimal sums as the city reckons them (src/banyan/command/forms/expression.py): 28 digits, half to even. */

/** coefficient × 10^exponent, both exact. */
export interface Decimal {
  coefficient: bigint;
  exponent: number;
}

const DIGITS = 28;
const SPARE = 3; // digits of a quotient beyond those that are kept: enough to see on which side of the half it lies
const MOST: Decimal = { coefficient: 1n, exponent: 15 };

/** The number as it is written; null for NaN and the infinities. */
export function decimal(number: number): Decimal | null {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(number));
  if (!parts) return null;
  const [, sign, whole, broken = "", power = "0"] = parts;
  return { coefficient: BigInt(`${sign}${whole}${broken}`), exponent: Number(power) - broken.length };
}

const size = (c: bigint): bigint => (c < 0n ? -c : c);
const digits = (c: bigint): number => size(c).toString().length;
const ten = (power: number): bigint => 10n ** BigInt(power);

function rounded({ coefficient, exponent }: Decimal): Decimal {
  const over = digits(coefficient) - DIGITS;
  if (over <= 0) return { coefficient, exponent };
  const step = ten(over);
  const [whole, rest] = [size(coefficient) / step, (size(coefficient) % step) * 2n];
  const up = rest > step || (rest === step && whole % 2n === 1n) ? 1n : 0n;
  return { coefficient: (whole + up) * (coefficient < 0n ? -1n : 1n), exponent: exponent + over };
}

function plus(a: Decimal, b: Decimal): Decimal {
  const exponent = Math.min(a.exponent, b.exponent);
  return rounded({ coefficient: a.coefficient * ten(a.exponent - exponent) + b.coefficient * ten(b.exponent - exponent), exponent });
}

const minus = (a: Decimal, b: Decimal): Decimal => plus(a, { coefficient: -b.coefficient, exponent: b.exponent });
const times = (a: Decimal, b: Decimal): Decimal => rounded({ coefficient: a.coefficient * b.coefficient, exponent: a.exponent + b.exponent });

function over(a: Decimal, b: Decimal): Decimal | null {
  if (b.coefficient === 0n) return null;
  const shift = Math.max(0, DIGITS + SPARE - digits(a.coefficient) + digits(b.coefficient));
  const [top, bottom] = [size(a.coefficient) * ten(shift), size(b.coefficient)];
  // What is left over still tells on which side of a half the quotient lies.
  const whole = (top / bottom) * 10n + (top % bottom === 0n ? 0n : 1n);
  const sign = a.coefficient < 0n === b.coefficient < 0n ? 1n : -1n;
  return rounded({ coefficient: sign * whole, exponent: a.exponent - b.exponent - shift - 1 });
}

const STEP = { "+": plus, "-": minus, "*": times, "/": over };
export type Sum = keyof typeof STEP;

/** From left to right; null: by zero, or more than 10^15 either way. */
export function sum(operator: Sum, operands: Decimal[]): number | null {
  let total: Decimal | null = operands[0]!;
  for (const one of operands.slice(1)) {
    total = STEP[operator](total, one);
    if (total === null) return null;
  }
  const beyond = minus({ coefficient: size(total.coefficient), exponent: total.exponent }, MOST).coefficient > 0n;
  return beyond ? null : Number(`${total.coefficient}e${total.exponent}`);
}
