/** Limits of a stream as labelled lines, and the range of the axis that shows value and limits together. Pure. */

import type { Lake, Rule, Stream } from "../client.ts";

export interface LimitLine {
  /** A name of the catalogue ("warning"), or a level ("III"). */
  name: string;
  level: string | null;
  value: number;
}

export function limitLines(stream: Stream, lakes: Lake[], rules: Rule[]): LimitLine[] {
  const lake = lakes.find((l) => l.level === stream.id);
  if (lake)
    return [
      { name: "band_low", level: null, value: Number(lake.band[0]) },
      { name: "band_high", level: null, value: Number(lake.band[1]) },
      { name: "warning", level: null, value: lake.warning_level },
      { name: "guarantee", level: null, value: lake.guarantee_level },
      { name: "bank", level: null, value: lake.bank },
    ];
  // Only rules on the bare stream: a limit of an expression says nothing about this curve.
  return rules
    .filter((r) => r.kind === "threshold" && [stream.id, `{${stream.id}}`].includes(r.of.trim()))
    .flatMap((r) => r.limits.map((x) => ({ name: "level", level: x.level, value: x.raise_at })));
}

/** All limits of a lake; of rules those reached and the next one, so that 3 cm of water isn't a flat line. */
export function shownLimits(lines: LimitLine[], highest: number): LimitLine[] {
  const sorted = [...lines].sort((a, b) => a.value - b.value);
  if (sorted.every((x) => x.level === null)) return sorted;
  const next = sorted.findIndex((x) => x.value > highest);
  return next < 0 ? sorted : sorted.slice(0, next + 1);
}

export function axisRange(values: (number | null)[], lines: LimitLine[]): [number, number] {
  const known = [...values.filter((v) => v !== null), ...lines.map((x) => x.value)];
  if (known.length === 0) return [0, 1];
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const room = Math.max((high - low) * 0.08, 0.05);
  return [low >= 0 && low < room * 2 ? 0 : low - room, high + room];
}
