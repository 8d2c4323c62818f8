/** Texts of the programme office. They come with its own part of the page, so that the command centre stays small. */

import { fill, locale, named, type Args, type Name } from "../i18n.svelte.ts";
import { en, type OfficeKey } from "./words.en.ts";
import { zh } from "./words.zh.ts";

const CATALOGUES = { en, zh };

export function o(key: OfficeKey, args: Args = {}): string {
  return fill(CATALOGUES[locale.language][key], locale.language, args);
}

/** A text whose key is made from a value of the API; the value itself where no text is known. */
export function said(group: string, value: string): string {
  const key = `${group}.${value}`;
  return key in en ? o(key as OfficeKey) : value;
}

export function name(of: Name | null): string {
  return of ? named(of) : "";
}

/** A day without a clock: ISO dates come without a time zone and are said without one. */
export function date(iso: string | null): string {
  if (!iso) return "";
  const tag = locale.language === "zh" ? "zh-CN" : "en-GB";
  return new Intl.DateTimeFormat(tag, { year: "numeric", month: "short", day: "numeric", timeZone: "UTC" }).format(Date.parse(`${iso}T00:00:00Z`));
}

/** A moment of the city's local time, with its date. */
export function moment(iso: string): string {
  const tag = locale.language === "zh" ? "zh-CN" : "en-GB";
  return new Intl.DateTimeFormat(tag, {
    year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: locale.zone,
  }).format(Date.parse(iso));
}

/** Why a column was taken for a field: the importer says it in English. */
export function reason(text: string): string {
  const values = /^the values are words for it \((.*), \.\.\.\)$/.exec(text);
  if (values) return o("reason.values", { values: values[1]! });
  const key = Object.keys(REASONS).find((k) => text.startsWith(k));
  return key ? o(REASONS[key]!) : text;
}

const REASONS: Record<string, OfficeKey> = {
  "the header is a word for it": "reason.exact",
  "the header holds a word for it": "reason.part",
  "the header may name it": "reason.vague",
  "as you said": "reason.you",
  "remembered from": "reason.remembered",
  "no field has such a header": "reason.none",
};
