/** Money as the languages count it: 亿元 and 万元, billions and millions. Amounts come as exact decimal strings in CNY. */

import { locale } from "../i18n.svelte.ts";

const DIGITS = 6;

function grouped(value: number, least = 0): string {
  const tag = locale.language === "zh" ? "zh-CN" : "en-GB";
  return new Intl.NumberFormat(tag, { minimumFractionDigits: least, maximumFractionDigits: DIGITS }).format(value);
}

/** An amount with its unit, without rounding: 37.9亿元, CNY 3.79 bn. */
export function money(cny: string): string {
  const value = Number(cny);
  const size = Math.abs(value);
  if (locale.language === "zh") {
    if (size >= 1e8) return `${grouped(value / 1e8)}亿元`;
    return size >= 1e4 ? `${grouped(value / 1e4)}万元` : `${grouped(value)}元`;
  }
  if (size >= 1e9) return `CNY ${grouped(value / 1e9)} bn`;
  return size >= 1e6 ? `CNY ${grouped(value / 1e6)} million` : `CNY ${grouped(value)}`;
}

/** The number alone, for a column whose head says the unit: 亿元, or CNY million. */
export function column(cny: string): string {
  return grouped(Number(cny) / (locale.language === "zh" ? 1e8 : 1e6));
}

export function count(n: number): string {
  return grouped(n);
}

/** A unit as the importer tells it: "100000000 CNY" is 亿元. */
export function unit(text: string): string {
  const [scale, currency, said = ""] = /^(\d+) ([A-Z]{3})(?:, (.*))?$/.exec(text)?.slice(1) ?? [];
  if (!scale || !currency) return text;
  const rest = said ? ` (${said.replace(/^column /, locale.language === "zh" ? "列 " : "column ")})` : "";
  const zh: Record<string, string> = { "1": "", "1000": "千", "10000": "万", "1000000": "百万", "100000000": "亿" };
  if (locale.language === "zh" && scale in zh) return `${zh[scale]}${currency === "CNY" ? "元" : ` ${currency}`}${rest}`;
  return `${scale === "1" ? currency : `${currency} ${grouped(Number(scale))}`}${rest}`;
}
