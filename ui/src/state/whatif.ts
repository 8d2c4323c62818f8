/** What-ifs as forms and tables. Pure: tested without a browser. */

import type { Decision, Device, Forecast, WhatIfAsk, WhatIfResult, WhatIfRun } from "../client.ts";
import { moves } from "./decision.ts";

export type Rain = "forecast" | "scaled" | "storm";
export interface FaultRow {
  kind: FaultKind;
  from: number;
  to: number | null;
  target: string;
}
export interface PlanRow {
  device: string;
  minutes: number;
  setting: number;
}
export interface Form {
  hours: number;
  rain: Rain;
  factor: number;
  storm: string;
  stormAt: number;
  /** Whether the city's own forecast says so too; else it is surprised. */
  foretold: boolean;
  faults: FaultRow[];
  plan: PlanRow[];
  approve: boolean;
  /** Whether the city's control looks ahead in its run, as the city does: dearer than its rule alone. */
  ahead: boolean;
}

export const FAULTS = ["gate-stuck", "pump-fails", "gauge-stuck", "gauge-silent", "gauge-lies", "forecast-lost", "all-gauges-cut"] as const;
export type FaultKind = (typeof FAULTS)[number];
/** What a fault strikes: a device of a kind, a gauge, or nothing in particular. */
export const STRIKES: Record<FaultKind, "gate" | "pump" | "gauge" | null> = {
  "gate-stuck": "gate", "pump-fails": "pump", "gauge-stuck": "gauge", "gauge-silent": "gauge", "gauge-lies": "gauge",
  "forecast-lost": null, "all-gauges-cut": null,
};

export const FRESH: Form = { hours: 6, rain: "forecast", factor: 1.5, storm: "", stormAt: 0, foretold: false, faults: [], plan: [], approve: true, ahead: false };

/** Rows of minute and mm/h from `now` on: what is forecast, times `factor`. */
export function rainRows(forecast: Forecast, now: number, hours: number, factor: number): [number, number][] {
  const [start, step, end] = [Date.parse(forecast.start), forecast.step_min * 60_000, now + hours * 3_600_000];
  const rows: [number, number][] = [];
  forecast.rain_mm_per_h.forEach((mm, i) => {
    const at = start + i * step;
    if (at + step <= now || at >= end) return;
    rows.push([Math.max(0, Math.round((at - now) / 60_000)), Math.round(mm * factor * 1000) / 1000]);
  });
  const last = rows.at(-1);
  if (!last) return [[0, 0]];
  return [...(rows[0]![0] > 0 ? [[0, 0] as [number, number]] : []), ...rows, [last[0] + forecast.step_min, 0]];
}

/** The question that a form asks. A scaled rain needs a forecast; without one it is asked as it is forecast. */
export function question(form: Form, forecast: Forecast | null, now: number): WhatIfAsk {
  const asked: WhatIfAsk = { from: "live", hours: form.hours, storm_at: 0, approve: form.approve, look_ahead: form.ahead };
  if (form.rain === "storm" && form.storm) Object.assign(asked, { storm: form.storm, storm_at: form.stormAt });
  if (form.rain === "scaled" && forecast) {
    asked.rain = rainRows(forecast, now, form.hours, form.factor);
    if (!form.foretold) asked.forecast = rainRows(forecast, now, form.hours, 1);
  }
  if (form.faults.length > 0) asked.faults = form.faults.map(fault);
  if (form.plan.length > 0) asked.plan = [...form.plan].sort((a, b) => a.minutes - b.minutes);
  return asked;
}

export function fault(row: FaultRow): string {
  const span = row.to === null ? String(row.from) : `${row.from}-${row.to}`;
  return `${row.kind}@${span}${STRIKES[row.kind] && row.target ? `:${row.target}` : ""}`;
}

/** The look ahead's plan as rows of a form: each device's first move. */
export function planRows(decision: Decision, devices: Device[], now: number): PlanRow[] {
  return moves(decision, devices).map((m) => ({ device: m.device, minutes: Math.max(0, Math.round((m.at - now) / 60_000)), setting: Math.round(m.to) }));
}

export const RUNS = ["passive", "standing", "banyan", "plan"] as const;
export type RunName = (typeof RUNS)[number];
export const METRICS = ["total", "street", "bank", "ponding_h", "band_h", "travel", "starts"] as const;
export type Metric = (typeof METRICS)[number];

const all = (by: Record<string, number>): number => Object.values(by).reduce((a, b) => a + b, 0);

/** One run in the numbers of the table, over all places and machines. */
export function metrics(run: WhatIfRun): Record<Metric, number> {
  return {
    total: run.flooding_m3.total, street: run.flooding_m3.street, bank: run.flooding_m3.bank, ponding_h: all(run.ponding_hours),
    band_h: all(run.band_hours_outside), travel: all(run.gate_travel), starts: all(run.pump_starts),
  };
}

export function runsOf(result: WhatIfResult): RunName[] {
  return RUNS.filter((name) => name in result.runs);
}

/** Streams worth a curve: the lakes' levels, then the streets that get wet in any run, the deepest first. */
export function streamsOf(result: WhatIfResult, lakes: string[], depths: string[], count: number): string[] {
  const top = (id: string): number => Math.max(0, ...runsOf(result).flatMap((run) => result.curves[run]?.[id] ?? []));
  const known = (id: string): boolean => runsOf(result).some((run) => (result.curves[run]?.[id]?.length ?? 0) > 0);
  const wet = depths.filter((id) => known(id) && top(id) >= 0.01).sort((a, b) => top(b) - top(a));
  return [...lakes.filter(known), ...wet.slice(0, count)];
}

/** What the plan wants now: that alone can become a proposal. */
export function proposable(result: WhatIfResult): PlanRow[] {
  return (result.asked.plan ?? []).filter((row) => row.minutes === 0);
}

export const NAME = /^[a-z0-9][a-z0-9-]{0,39}$/;
