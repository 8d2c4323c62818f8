/** How the newest reading of a stream is said. */

import { locale } from "../i18n.svelte.ts";
import { city } from "../state/city.svelte.ts";
import type { StreamLine } from "./api.ts";
import { s } from "./words.ts";

/** What isn't sent any more is never shown as live. */
export function silent(line: StreamLine): boolean {
  return line.states.some((one) => one.state === "silent");
}

/** The Thing as the city calls it in this language, where its folder declares the stream; else as it calls itself. */
export function thing(line: StreamLine): string {
  const subject = line.stream ? city.stream(line.stream)?.thing : undefined;
  return subject ? city.name(subject) : line.thing;
}

/** To four significant digits, without the unit; as it was sent where it is no number. */
export function reading(line: StreamLine): string {
  if (line.value !== null) return figure(line.value);
  return line.said ?? s("value.none");
}

export function figure(value: number): string {
  const tag = locale.language === "zh" ? "zh-CN" : "en-GB";
  const whole = Math.abs(value) >= 1000;
  return new Intl.NumberFormat(tag, whole ? { maximumFractionDigits: 1 } : { maximumSignificantDigits: 4 }).format(Object.is(value, -0) ? 0 : value);
}
