/** The part of time that a chart shows, in ms since 1970; and the columns it is drawn from. Pure. */

export interface Window {
  begin: number;
  end: number;
}

export const SPANS = { year: 365 * 86_400_000, month: 30 * 86_400_000, day: 86_400_000, hour: 3_600_000, minute: 60_000 } as const;
export type Span = keyof typeof SPANS;
export const SHORTEST = 1_000;
export const LONGEST = 20 * SPANS.year;

const width = (window: Window): number => window.end - window.begin;

/** The span that is most like a window's. */
export function nearest(window: Window): Span {
  const off = (span: Span): number => Math.abs(Math.log(width(window) / SPANS[span]));
  return (Object.keys(SPANS) as Span[]).reduce((best, span) => (off(span) < off(best) ? span : best));
}

/** What an address says: a window, else a span that ends now, with now itself inside, so that it goes on with the time. */
export function windowOf(query: Record<string, string>, now: number): Window {
  const [begin, end] = [Date.parse(query["begin"] ?? ""), Date.parse(query["end"] ?? "")];
  if (begin < end) return { begin, end };
  const last = now + SHORTEST;
  return { begin: last - SPANS[spanOf(query) ?? "day"], end: last };
}

/** The span that goes on with the time; null for a window that stands still. */
export function spanOf(query: Record<string, string>): Span | null {
  if (Date.parse(query["begin"] ?? "") < Date.parse(query["end"] ?? "")) return null;
  const asked = query["span"] ?? "";
  return asked in SPANS ? (asked as Span) : "day";
}

export function addressed(window: Window): Record<string, string> {
  return { begin: new Date(window.begin).toISOString(), end: new Date(window.end).toISOString() };
}

/** Another width around the middle. */
export function widened(window: Window, to: number): Window {
  const wide = Math.round(Math.min(Math.max(to, SHORTEST), LONGEST));
  const begin = Math.round((window.begin + window.end - wide) / 2);
  return { begin, end: begin + wide };
}

export const zoomed = (window: Window, factor: number): Window => widened(window, width(window) * factor);

/** Half a window back (-1) or on (1). */
export function panned(window: Window, by: -1 | 1): Window {
  const step = Math.round((width(window) / 2) * by);
  return { begin: window.begin + step, end: window.end + step };
}

/** A window of the same width with one moment in it, at three quarters. */
export function around(window: Window, at: number): Window {
  const begin = Math.round(at - width(window) * 0.75);
  return { begin, end: begin + width(window) };
}

export interface Curve {
  time: string[];
  value: number[];
  low: number[];
  high: number[];
  width_s: number;
}

type Row = (number | null)[];

/** Seconds, values, low and high; where readings are missing for five times what is usual there is a hole. */
export function columns(curve: Curve, period_s: number): [number[], Row, Row, Row] {
  const at = curve.time.map((time) => Date.parse(time) / 1000);
  const steps = at.slice(1).map((x, n) => x - at[n]!).sort((a, b) => a - b);
  const usual = Math.max(period_s, curve.width_s, steps[Math.floor(steps.length / 2)] ?? 0);
  const [x, value, low, high]: [number[], Row, Row, Row] = [[], [], [], []];
  at.forEach((time, n) => {
    if (n > 0 && time - at[n - 1]! > 5 * usual) {
      x.push((time + at[n - 1]!) / 2);
      for (const row of [value, low, high]) row.push(null);
    }
    x.push(time);
    value.push(curve.value[n]!);
    low.push(curve.low[n]!);
    high.push(curve.high[n]!);
  });
  return [x, value, low, high];
}

/** Lowest and highest of all readings, with room; null without any. */
export function reach(curve: Curve): [number, number] | null {
  if (curve.low.length === 0) return null;
  return [Math.min(...curve.low), Math.max(...curve.high)];
}

/** How many digits behind the point tell values of this range apart. */
export function decimals(low: number, high: number): number {
  const range = high - low || Math.abs(high) || 1;
  return Math.min(Math.max(2 - Math.floor(Math.log10(range)), 0), 6);
}
