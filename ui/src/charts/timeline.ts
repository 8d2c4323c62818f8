/** The time line's numbers: rain and tide measured and expected, and what was done, on one axis of time. Pure. */

import type { Actuation, Forecast, Series } from "../client.ts";

export interface Bar {
  begin: number;
  end: number;
  value: number;
}

export interface Point {
  at: number;
  value: number;
}

export interface Mark {
  at: number;
  device: string;
  setting: number;
  refused: boolean;
}

/** The issue to show: the newest that is still valid; null once all are out of date. */
export function newest(forecasts: Record<string, Forecast>, now: number): Forecast | null {
  const valid = Object.values(forecasts).filter((f) => Date.parse(f.valid_until) > now && Date.parse(f.issued_at) <= now);
  return valid.sort((a, b) => a.issued_at.localeCompare(b.issued_at)).at(-1) ?? null;
}

export function rainAhead(forecast: Forecast | null, now: number, end: number): Bar[] {
  if (!forecast) return [];
  const [start, step] = [Date.parse(forecast.start), forecast.step_min * 60_000];
  return forecast.rain_mm_per_h
    .map((value, i) => ({ begin: Math.max(now, start + i * step), end: Math.min(end, start + (i + 1) * step), value }))
    .filter((bar) => bar.end > bar.begin && bar.value > 0);
}

export function tideAhead(forecast: Forecast | null, now: number, end: number): Point[] {
  if (!forecast) return [];
  const [start, step] = [Date.parse(forecast.start), forecast.step_min * 60_000];
  return forecast.tide_m.map((value, i) => ({ at: start + i * step, value })).filter((p) => p.at >= now && p.at <= end);
}

/** Measured rain as bars: a bucket lasts until the next one, at most half an hour (a gap stays a gap). */
export function rainPast(series: Series | null, now: number): Bar[] {
  if (!series) return [];
  const at = series.time.map((x) => Date.parse(x));
  return at.flatMap((begin, i) => {
    const value = series.high[i];
    const end = Math.min(at[i + 1] ?? now, begin + 1_800_000);
    return value != null && value > 0 && end > begin ? [{ begin, end, value }] : [];
  });
}

export function tidePast(series: Series | null): Point[] {
  return (series?.time ?? []).flatMap((x, i) => {
    const value = series!.high[i];
    return value == null ? [] : [{ at: Date.parse(x), value }];
  });
}

/** A ramp is many orders; a person did one thing. Orders to one device less than `gap` apart are one mark. */
export function marks(actuations: Actuation[], begin: number, gap = 10 * 60_000): Mark[] {
  const last = new Map<string, { mark: Mark; until: number }>();
  const found: Mark[] = [];
  for (const a of [...actuations].sort((x, y) => x.at.localeCompare(y.at))) {
    const at = Date.parse(a.at);
    if (at < begin) continue;
    const refused = a.outcome !== "pass";
    const held = last.get(`${a.device}/${refused}`);
    if (held && at - held.until < gap) {
      held.until = at;
      held.mark.setting = a.setting;
      continue;
    }
    const mark = { at, device: a.device, setting: a.setting, refused };
    found.push(mark);
    last.set(`${a.device}/${refused}`, { mark, until: at });
  }
  return found;
}
