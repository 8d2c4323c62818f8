/** Texts of the stream browser; they come with its own part of the page. */

import { fill, locale, number, type Args } from "../i18n.svelte.ts";
import { en, type StreamKey } from "./words.en.ts";
import { zh } from "./words.zh.ts";

const CATALOGUES = { en, zh };

export function s(key: StreamKey, args: Args = {}): string {
  return fill(CATALOGUES[locale.language][key], locale.language, args);
}

/** How old, in the largest unit that says enough: 90 min are 90 min, 50 h are 2 d. */
export function age(seconds: number): string {
  const steps = [["s", 1, 120], ["min", 60, 120], ["h", 3600, 48]] as const;
  for (const [unit, size, most] of steps) if (seconds / size < most) return s(`age.${unit}`, { n: Math.floor(seconds / size) });
  return s("age.d", { n: count(Math.floor(seconds / 86_400)) });
}

export const count = (n: number): string => number(n, 0);

/** A moment with its date, to the second where less than ten minutes are looked at. */
export function moment(ms: number, span = Infinity): string {
  const tag = locale.language === "zh" ? "zh-CN" : "en-GB";
  const fine = span < 600_000 ? ({ second: "2-digit" } as const) : {};
  return new Intl.DateTimeFormat(tag, {
    year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", ...fine, hourCycle: "h23", timeZone: locale.zone,
  }).format(ms);
}

/** What stands under an axis whose marks are `step` seconds apart. */
export function mark(ms: number, step: number): string {
  const tag = locale.language === "zh" ? "zh-CN" : "en-GB";
  const options: Intl.DateTimeFormatOptions =
    step >= 28 * 86_400 ? { year: "numeric", month: "short" }
    : step >= 86_400 ? { month: "short", day: "numeric" }
    : step >= 60 ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
    : { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat(tag, { ...options, timeZone: locale.zone }).format(ms);
}
