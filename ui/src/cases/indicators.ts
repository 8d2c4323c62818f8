/** Indicators as the city answers them: docs/schemas/indicators.schema.json. */

import { Trouble } from "../client.ts";
import type { Name } from "../i18n.svelte.ts";

export interface IndicatorResult {
  group: Record<string, string>;
  numerator: number;
  /** null: a number of cases, no share. */
  denominator: number | null;
  percent: string | null;
  none: { key: string; zh: string; en: string } | null;
  /** How many cases are behind it. */
  behind: { met: number; not_met: number; left_out: { key: string; zh: string; en: string; cases: number }[] };
  /** Which they are: only where one indicator is asked for. */
  rows?: { met: string[]; not_met: string[]; left_out: { id: string; key: string; zh: string; en: string }[] };
}

export interface Indicator {
  indicator: string;
  title: Name;
  formula: Name;
  unit: string;
  base: Name & { column: string };
  owner: string;
  results: IndicatorResult[];
}

export interface Indicators {
  schema: string;
  from: string | null;
  to: string | null;
  as_of: string | null;
  indicators: Indicator[];
}

/** null: this city doesn't answer indicators. */
export async function indicators(from: string, to: string): Promise<Indicators | null> {
  return asked("/api/indicators", from, to);
}

/** One indicator, as closed-in-time@1, with the cases behind it. */
export async function behind(indicator: string, from: string, to: string): Promise<Indicators | null> {
  return asked(`/api/indicators/${encodeURIComponent(indicator)}`, from, to);
}

async function asked(path: string, from: string, to: string): Promise<Indicators | null> {
  const kept = Object.entries({ from, to }).filter(([, value]) => value !== "");
  let response: Response;
  try {
    response = await fetch(`${path}?${new URLSearchParams(kept)}`, { credentials: "same-origin" });
  } catch (cause) {
    throw new Trouble("offline", String(cause));
  }
  if (response.status === 404) return null;
  if (!response.ok) throw new Trouble("failed", `HTTP ${response.status}`);
  const found = (await response.json()) as Indicators;
  if (!found.schema?.startsWith("banyan.indicators/1")) throw new Trouble("failed", `schema ${found.schema}`);
  return found;
}

/** A share in per cent, or a number of cases; never a bare rate: `basis` stands beside it. */
export function figure(whole: IndicatorResult | undefined): string {
  if (whole === undefined) return "–";
  if (whole.denominator === null) return String(whole.numerator);
  return whole.percent === null ? "–" : `${whole.percent} %`;
}
