/** What the newest estimate says of one gauge. Pure: tested without a browser. */

import type { Estimate, Said } from "../client.ts";

export interface Trust {
  at: number;
  /** The model's level, in the gauge's unit. */
  level: number;
  /** Measured less modelled; null where the gauge said nothing. */
  error: number | null;
  /** Why it isn't believed; null where it is. */
  why: Said | null;
  /** What steers in its place. */
  instead: number | null;
}

export function newestEstimate(held: Record<string, Estimate>): Estimate | null {
  return Object.values(held).at(-1) ?? null;
}

/** null where nobody estimates, or not this gauge. */
export function estimateOf(held: Record<string, Estimate>, stream: string): Trust | null {
  const newest = newestEstimate(held);
  const level = newest?.levels[stream];
  if (!newest || newest.error || level === undefined) return null;
  return {
    at: Date.parse(newest.at), level, error: newest.errors?.[stream] ?? null, why: newest.distrusted?.[stream] ?? null,
    instead: newest.instead?.[stream] ?? null,
  };
}

export function distrusted(held: Record<string, Estimate>): string[] {
  return Object.keys(newestEstimate(held)?.distrusted ?? {});
}
