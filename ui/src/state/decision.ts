/** A look ahead reckoned up for the screen. Pure: tested without a browser. */

import type { Band, Costs, Decision, Device, Member, Stream, Tried } from "../client.ts";

export const PARTS = ["street_m3", "bank_m3", "band_h", "travel", "starts", "pump_h", "stored_m3"] as const;
export type Part = (typeof PARTS)[number];

export interface Sum {
  parts: Record<Part, number>;
  total: number;
  /** The dearest member: its place among the members, and what it costs. */
  worst: number;
  worstTotal: number;
  /** Members simulated; fewer than there are where the plan was given up early. */
  members: number;
}

/** Means over the members that were simulated, by their weight; null where none was. */
export function sum(tried: Tried, members: Member[]): Sum | null {
  const pairs = tried.costs.map((costs, i) => ({ costs, weight: members[i]?.weight ?? 0, i }));
  if (pairs.length === 0) return null;
  const weights = pairs.reduce((all, p) => all + p.weight, 0);
  const mean = (of: (costs: Costs) => number): number =>
    weights > 0 ? pairs.reduce((all, p) => all + of(p.costs) * p.weight, 0) / weights : of(pairs[0]!.costs);
  const dearest = pairs.reduce((a, b) => ((b.costs.total ?? 0) > (a.costs.total ?? 0) ? b : a));
  return {
    parts: Object.fromEntries(PARTS.map((part) => [part, mean((c) => c[part] ?? 0)])) as Record<Part, number>,
    total: mean((c) => c.total ?? 0),
    worst: dearest.i,
    worstTotal: dearest.costs.total ?? 0,
    members: pairs.length,
  };
}

/** The plans that are always shown, each once, and the others, best first. */
export function plans(decision: Decision): { shown: Tried[]; others: Tried[] } {
  const wanted = [...new Set(["hold", "rule", decision.chosen, decision.runner_up])];
  const shown = wanted.flatMap((id) => decision.tried.filter((t) => t.id === id));
  return { shown, others: decision.tried.filter((t) => !wanted.includes(t.id)).sort((a, b) => a.score - b.score) };
}

/** Streams with curves: lakes' levels in the city's order, then the streets, the deepest first, at most `count`. */
export function curves(decision: Decision, lakes: string[], streams: Stream[], count: number): string[] {
  const known = decision.with_plan ?? {};
  const top = (band: Band | undefined): number => Math.max(0, ...(band?.high ?? []), ...(band?.expected ?? []));
  const worst = (id: string): number => Math.max(top(known[id]), top(decision.without?.[id]));
  const streets = streams
    .filter((s) => s.measures === "depth" && s.id in known && worst(s.id) >= 0.01)
    .sort((a, b) => worst(b.id) - worst(a.id))
    .map((s) => s.id);
  return [...lakes.filter((id) => id in known), ...streets.slice(0, count)];
}

export interface Move {
  device: string;
  from: number;
  to: number;
  at: number;
}

/** The first thing that each device does in the plan, in order of time: from where, to where it stops first. */
export function moves(decision: Decision, devices: Device[]): Move[] {
  const times = decision.times ?? [];
  const found = devices.flatMap((device): Move[] => {
    const course = decision.settings?.[device.id] ?? [];
    const start = course.findIndex((v, i) => i > 0 && Math.abs(v - course[0]!) >= 1);
    if (start < 0) return [];
    const up = course[start]! > course[0]!;
    let end = start;
    while (end + 1 < course.length && (up ? course[end + 1]! > course[end]! + 0.5 : course[end + 1]! < course[end]! - 0.5)) end++;
    return [{ device: device.id, from: course[0]!, to: course[end]!, at: Date.parse(times[start - 1] ?? "") }];
  });
  return found.sort((a, b) => a.at - b.at || a.device.localeCompare(b.device));
}

/** Highest expected value of a stream with the plan and without, over the look ahead. */
export function peaks(decision: Decision, stream: string): { plan: number | null; without: number | null } {
  const top = (band: Band | undefined): number | null => (band && band.expected.length > 0 ? Math.max(...band.expected) : null);
  return { plan: top(decision.with_plan?.[stream]), without: top(decision.without?.[stream]) };
}
