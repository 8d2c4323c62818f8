/** Rounds as they are shown and sent. Pure. */

import { isoDay } from "../i18n.svelte.ts";
import type { Proposed, Round, RoundsTaken } from "./api.ts";

/** A, B, ... Z, AA: a crew's sign on the map and in the list. */
export function letter(n: number): string {
  return (n >= 26 ? letter(Math.floor(n / 26) - 1) : "") + String.fromCharCode(65 + (n % 26));
}

export const visits = (rounds: Round[]): number => rounds.reduce((sum, one) => sum + one.stops.length, 0);
export const kilometres = (metres: number): string => (metres / 1000).toFixed(1);
export const metresOf = (one: Round): number => one.stops.reduce((sum, stop) => sum + stop.metres, 0);

/** What is sent is the order alone: times are the city's to reckon. */
export function ask(found: Proposed): { unit: string; accept: true; reason: string; rounds: { crew: string; cases: string[] }[] } {
  return { unit: found.unit, accept: true, reason: "", rounds: found.rounds.map((one) => ({ crew: one.crew, cases: one.stops.map((s) => s.case) })) };
}

/** Whether the same crews make the same visits in the same order, whatever the times. */
export function sameOrder(a: Round[], b: Round[]): boolean {
  const told = (rounds: Round[]): string => JSON.stringify(rounds.map((one) => [one.crew, one.stops.map((s) => s.case)]));
  return told(a) === told(b);
}

export interface Place {
  /** Counted from 1. */
  n: number;
  crew: Round;
  arrives: string;
}

/** Rounds are of the city's day on which they were accepted; of a night's shift, until their last visit ends. */
export function stand(taken: RoundsTaken, now: number): boolean {
  if (!taken.accepted) return false;
  const ends = taken.rounds.flatMap((one) => one.stops.map((stop) => Date.parse(stop.ends)));
  return isoDay(now) === isoDay(Date.parse(taken.at)) || now <= Math.max(...ends);
}

/** Where a case stands in accepted rounds; null: in none that still stand. */
export function placeIn(taken: RoundsTaken | null, cid: string, now: number): Place | null {
  if (!taken || !stand(taken, now)) return null;
  for (const crew of taken.rounds) {
    const at = crew.stops.findIndex((stop) => stop.case === cid);
    if (at >= 0) return { n: at + 1, crew, arrives: crew.stops[at]!.arrives };
  }
  return null;
}
