/** Texts of the cases. They come with their own part of the page. */

import { ahead, duration, fill, hour, locale, named, when, type Args, type Name } from "../i18n.svelte.ts";
import { en, type CaseKey } from "./words.en.ts";
import { zh } from "./words.zh.ts";

const CATALOGUES = { en, zh };

export function c(key: CaseKey, args: Args = {}): string {
  return fill(CATALOGUES[locale.language][key], locale.language, args);
}

/** A text whose key is made from a value of the API; the value itself where no text is known. */
export function said(group: string, value: string | null | undefined): string {
  const key = `${group}.${value}`;
  return key in en ? c(key as CaseKey) : (value ?? "");
}

export function name(of: Name | null | undefined): string {
  return of ? named(of) : "";
}

const DAY_MS = 24 * 3_600_000;
const UNITS: [RegExp, CaseKey][] = [
  [/^(\d+) minutes?$/, "limit.minutes"], [/^(\d+) urgent hours?$/, "limit.urgent-hours"], [/^(\d+) working hours?$/, "limit.working-hours"],
  [/^(\d+) urgent working days?$/, "limit.urgent-days"], [/^(\d+) working days?$/, "limit.days"],
];

/** A limit as in "5 working days", said in this language. */
export function limit(text: string): string {
  for (const [form, key] of UNITS) {
    const found = form.exec(text);
    if (found) return c(key, { n: Number(found[1]) });
  }
  return text;
}

/** When it is due: how long still, or how long over; and the clock time. */
export function due(at: string, now: number): string {
  const ms = Date.parse(at);
  const days = Math.floor(Math.abs(ms - now) / DAY_MS);
  // Beyond two days nobody counts hours.
  if (days >= 2) return c(ms < now ? "due.over.days" : "due.left.days", { n: days, at: when(ms, now) });
  return ms < now ? c("due.over", { time: duration(now - ms), at: when(ms, now) }) : c("due.left", { time: ahead(ms - now), at: when(ms, now) });
}

export function moment(at: string, now: number): string {
  return when(Date.parse(at), now);
}

export const clock = (at: string): string => hour(Date.parse(at));

/** Whole minutes as people say them. */
export function span(minutes: number): string {
  return duration(minutes * 60_000);
}
