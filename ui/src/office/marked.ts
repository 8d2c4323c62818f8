/** A release cut into lines and pieces: what is plain, what is a number with its verdict. Pure.

Offsets count Unicode code points; JavaScript counts UTF-16 units, so the text is taken apart once. */

import type { ReleaseView, SpanView } from "./api.ts";

export type Verdict = "contradicts" | "agrees" | "cannot_tell" | "unknown";
export const VERDICTS: readonly Verdict[] = ["contradicts", "agrees", "cannot_tell", "unknown"];
export const SHAPES: Record<Verdict, string> = { contradicts: "✗", agrees: "✓", cannot_tell: "?", unknown: "○" };

export interface Piece {
  text: string;
  /** Index of the number it is, or null. */
  quantity: number | null;
}

export interface Line {
  kind: string;
  cells: Piece[][];
}

export function lines(of: Pick<ReleaseView, "text" | "lines" | "quantities">): Line[] {
  const points = Array.from(of.text);
  const spans = order(of.quantities);
  return of.lines.map(({ start, end, kind }) => {
    if (kind !== "row") return { kind, cells: [pieces(points, spans, start, end)] };
    const cells: Piece[][] = [];
    let at = start;
    for (let i = start; i <= end; i++)
      if (i === end || points[i] === "\t") {
        cells.push(pieces(points, spans, at, i));
        at = i + 1;
      }
    return { kind, cells };
  });
}

/** Numbers in the order of the text; of two that lie over each other the stronger verdict shows. */
function order(quantities: SpanView[]): { start: number; end: number; index: number }[] {
  const rank = (index: number): number => VERDICTS.indexOf(quantities[index]!.verdict as Verdict);
  const all = quantities.map((q, index) => ({ start: q.start, end: q.end, index })).sort((a, b) => a.start - b.start || rank(a.index) - rank(b.index) || b.end - a.end);
  const kept: typeof all = [];
  for (const span of all) {
    const last = kept.at(-1);
    if (!last || span.start >= last.end) kept.push(span);
    else if (rank(span.index) < rank(last.index)) kept[kept.length - 1] = span;
  }
  return kept;
}

function pieces(points: string[], spans: { start: number; end: number; index: number }[], start: number, end: number): Piece[] {
  const found: Piece[] = [];
  let at = start;
  for (const span of spans) {
    if (span.end <= start || span.start >= end) continue;
    const [low, high] = [Math.max(span.start, start), Math.min(span.end, end)];
    if (low > at) found.push({ text: points.slice(at, low).join(""), quantity: null });
    found.push({ text: points.slice(low, high).join(""), quantity: span.index });
    at = high;
  }
  if (at < end) found.push({ text: points.slice(at, end).join(""), quantity: null });
  return found;
}

export interface Group {
  kind: string;
  lines: Line[];
}

/** Rows that follow each other are one table. */
export function groups(all: Line[]): Group[] {
  const found: Group[] = [];
  for (const line of all) {
    const last = found.at(-1);
    if (line.kind === "row" && last?.kind === "row") last.lines.push(line);
    else found.push({ kind: line.kind, lines: [line] });
  }
  return found;
}

export function tally(quantities: SpanView[]): Record<Verdict, number> {
  const found: Record<Verdict, number> = { contradicts: 0, agrees: 0, cannot_tell: 0, unknown: 0 };
  for (const q of quantities) found[q.verdict as Verdict]++;
  return found;
}
