/** Texts, numbers and times in the chosen language. Times are the city's local times, whatever the browser's zone. */

import { en, type Catalogue, type Key, type Template } from "./locales/en.ts";
import { zh } from "./locales/zh.ts";

export type Language = "zh" | "en";
export type Args = Record<string, string | number>;
export interface Name {
  zh: string;
  en: string;
}

const CATALOGUES: Record<Language, Catalogue> = { zh, en };
const STORED = "banyan.language";

class Locale {
  language = $state<Language>(preferred());
  zone = $state("UTC");

  switch(): void {
    this.language = this.language === "zh" ? "en" : "zh";
    remember(STORED, this.language);
  }
}

export const locale = new Locale();

function preferred(): Language {
  const kept = recall(STORED);
  if (kept === "zh" || kept === "en") return kept;
  const wanted = typeof navigator === "undefined" ? "en" : navigator.language;
  return wanted.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** Settings live in this browser; where storage is forbidden the page works with its defaults. */
export function recall(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    return;
  }
}

export function fill(template: Template, language: Language, args: Args): string {
  const text =
    typeof template === "string"
      ? template
      : template[new Intl.PluralRules(language).select(Number(args["n"] ?? 0)) === "one" ? "one" : "other"];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in args ? String(args[name]) : whole));
}

export function t(key: Key, args: Args = {}): string {
  return fill(CATALOGUES[locale.language][key], locale.language, args);
}

/** A text whose key is made from a value of the API ("crew." + status); the value itself where no text is known. */
export function word(group: string, value: string): string {
  const key = `${group}.${value}`;
  return key in en ? t(key as Key) : value;
}

export function named(name: Name): string {
  return name[locale.language];
}

const LEVELS: Record<string, string> = { I: "Ⅰ", II: "Ⅱ", III: "Ⅲ", IV: "Ⅳ" };

/** The response level as this language writes it: Chinese has numerals of its own. */
export function numeral(level: string): string {
  return locale.language === "zh" ? (LEVELS[level] ?? level) : level;
}

// -- numbers ---------------------------------------------------------------------------------------------------

const DECIMALS: Record<string, number> = { m: 2, cm: 0, "%": 0, "m3/s": 1, "mm/h": 0, mm: 0 };

export function number(value: number, decimals: number): string {
  return new Intl.NumberFormat(locale.language === "zh" ? "zh-CN" : "en-GB", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(Object.is(value, -0) ? 0 : value);
}

export function unitText(unit: string): string {
  return unit.replace("m3", "m³").replace("m2", "m²");
}

export function quantity(value: number, unit: string): string {
  return `${number(value, DECIMALS[unit] ?? 2)} ${unitText(unit)}`;
}

/** Street water is said in centimetres: 31 cm means something to whoever stands in it. */
export function depth(metres: number): string {
  return quantity(100 * metres, "cm");
}

// -- time ------------------------------------------------------------------------------------------------------

const tag = (): string => (locale.language === "zh" ? "zh-CN" : "en-GB");
const formats = new Map<string, Intl.DateTimeFormat>();

function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${name}/${tag()}/${locale.zone}`;
  let made = formats.get(key);
  if (!made) formats.set(key, (made = new Intl.DateTimeFormat(tag(), { ...options, timeZone: locale.zone })));
  return made;
}

export function hour(ms: number): string {
  return format("hour", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(ms);
}

export function day(ms: number): string {
  return format("day", { month: "short", day: "numeric" }).format(ms);
}

/** The city's day, as 2026-07-24. */
export function isoDay(ms: number): string {
  const parts = format("iso-day", { year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(ms);
  return (["year", "month", "day"] as const).map((type) => parts.find((p) => p.type === type)!.value).join("-");
}

/** Clock time, with the date where that isn't the city's today. */
export function when(ms: number, now: number): string {
  return day(ms) === day(now) ? hour(ms) : `${day(ms)} ${hour(ms)}`;
}

export function duration(ms: number): string {
  const minutes = Math.floor(Math.abs(ms) / 60_000);
  if (minutes < 1) return t("duration.now");
  const [h, n] = [Math.floor(minutes / 60), minutes % 60];
  if (h === 0) return t("duration.min", { n });
  return n === 0 ? t("duration.h", { h }) : t("duration.hmin", { h, n });
}

/** A time still to come: "under 1 min" on its last stretch, rounded up before it. */
export function ahead(ms: number): string {
  return duration(Math.ceil(Math.max(ms, 0) / 60_000) * 60_000);
}
