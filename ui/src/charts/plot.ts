/** One uPlot curve: band of low to high, forecast as a dashed band, limits as labelled lines, orders as ticks. */

import type uPlot from "uplot";
import type { Series } from "../client.ts";
import { hour, locale, number, numeral, t } from "../i18n.svelte.ts";
import type { Key } from "../locales/en.ts";
import { ink } from "../state/theme.svelte.ts";
import { axisRange, shownLimits, type LimitLine } from "./limits.ts";

export interface Ticks {
  /** Seconds since 1970. */
  now: number;
  orders: number[];
  /** When the look ahead that is drawn was asked for, and the moment shown, where that isn't now. */
  decided?: number | null;
  there?: number | null;
}

interface Options {
  lines: LimitLine[];
  label: string;
  ticks: () => Ticks;
  height: number;
  period_s: number;
}

type Row = (number | null)[];

const NONE = (n: number): Row => new Array<null>(n).fill(null);

/**
 * Columns for uPlot: time, low, high, forecast low, high, expected, and without the plan; the forecast starts where the
 * curve ends. An old forecast has neither of the last two: its columns are empty.
 * Buckets finer than the gauge's period are empty without meaning anything; a hole of five periods is a hole.
 */
export function table(series: Series, period_s: number): [number[], Row, Row, Row, Row, Row, Row] {
  const [past, low, high] = curve(series, period_s);
  const last = past.at(-1) ?? 0;
  const from = (series.forecast_time ?? []).map((x) => Date.parse(x) / 1000);
  const kept = from.map((x, i) => [x, i] as const).filter(([x]) => x > last);
  // The dashed band begins at the last reading, so that it is seen to grow out of it.
  const join = (row: Row): Row => (kept.length && row.length ? [...NONE(row.length - 1), row.at(-1) ?? null] : NONE(row.length));
  const joinIf = (course: number[] | undefined): Row => (course?.length ? join(high) : NONE(high.length));
  return [
    [...past, ...kept.map(([x]) => x)],
    [...low, ...NONE(kept.length)],
    [...high, ...NONE(kept.length)],
    [...join(low), ...kept.map(([, i]) => series.forecast_low?.[i] ?? null)],
    [...join(high), ...kept.map(([, i]) => series.forecast_high?.[i] ?? null)],
    [...joinIf(series.forecast_expected), ...kept.map(([, i]) => series.forecast_expected?.[i] ?? null)],
    [...joinIf(series.without), ...kept.map(([, i]) => series.without?.[i] ?? null)],
  ];
}

function curve(series: Series, period_s: number): [number[], Row, Row] {
  const [times, low, high]: [number[], Row, Row] = [[], [], []];
  const bucket = series.time.length > 1 ? (Date.parse(series.time[1]!) - Date.parse(series.time[0]!)) / 1000 : 0;
  const hole = Math.max(5 * period_s, 2.5 * bucket);
  series.time.forEach((at, i) => {
    const [x, bottom, top] = [Date.parse(at) / 1000, series.low[i], series.high[i]];
    if (bottom == null || top == null) return;
    const before = times.at(-1);
    if (before !== undefined && x - before > hole) {
      times.push(before + hole / 2);
      low.push(null);
      high.push(null);
    }
    times.push(x);
    low.push(bottom);
    high.push(top);
  });
  return [times, low, high];
}

export async function makeChart(box: HTMLElement, series: Series, options: Options): Promise<uPlot> {
  const [{ default: UPlot }] = await Promise.all([import("uplot"), import("uplot/dist/uPlot.min.css")]);
  const data = table(series, options.period_s);
  const scale = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const font = `${Math.round(scale * 0.86)}px ${getComputedStyle(document.body).fontFamily}`;
  const limits = (): LimitLine[] => shownLimits(options.lines, highest(data));
  const axis = { font, stroke: ink("soft"), grid: { stroke: ink("line"), width: 1 }, ticks: { stroke: ink("line") } };
  // With an expected curve the band is only its range; without one its edges are all there is.
  const edge = series.forecast_expected?.length ? { width: 0.5 } : { width: 1.5, dash: [6, 4] };
  const made = new UPlot(
    {
      width: box.clientWidth,
      height: options.height,
      legend: { show: false },
      cursor: { show: false },
      padding: [scale * 0.8, margin(options.lines, font), 0, 0],
      tzDate: (at) => UPlot.tzDate(new Date(at * 1000), locale.zone),
      scales: { y: { range: (u) => axisRange((u.data.slice(1) as Row[]).flat(), limits()) } },
      axes: [
        { ...axis, size: scale * 2.2, space: 60, values: (_, at) => at.map((x) => hour(x * 1000)) },
        { ...axis, size: scale * 3.4, label: options.label, labelFont: font, labelSize: scale * 1.5, values: (_, at) => at.map((x) => number(x, decimals(at))) },
      ],
      series: [
        {},
        { stroke: ink("blue"), width: 1, points: { show: false } },
        { stroke: ink("blue"), width: 2, points: { show: false } },
        { stroke: ink("blue"), ...edge, points: { show: false } },
        { stroke: ink("blue"), ...edge, points: { show: false } },
        { stroke: ink("blue"), width: 2, dash: [6, 4], points: { show: false } },
        { stroke: ink("ink"), width: 1.4, dash: [1.5, 4], points: { show: false } },
      ],
      bands: [
        { series: [2, 1], fill: ink("blue-soft") },
        { series: [4, 3], fill: ink("hatch") },
      ],
      hooks: { draw: [(u) => decorate(u, limits(), options.ticks(), font)] },
    },
    data as uPlot.AlignedData,
    box,
  );
  return made;
}

/** Room for the longest limit's name at the right. */
function margin(lines: LimitLine[], font: string): number {
  const brush = document.createElement("canvas").getContext("2d");
  if (!brush) return 100;
  brush.font = font;
  return Math.max(12, ...lines.map((x) => brush.measureText(limitText(x)).width + 8));
}

export function limitText(line: LimitLine): string {
  return `${limitName(line)} ${number(line.value, 2)}`;
}

function highest(data: [number[], ...Row[]]): number {
  return Math.max(0, ...(data.slice(1) as Row[]).flat().filter((v) => v !== null));
}

function decimals(at: number[]): number {
  const step = at.length > 1 ? Math.abs(at[1]! - at[0]!) : 1;
  return step >= 1 ? 0 : step >= 0.1 ? 1 : 2;
}

export function limitName(line: LimitLine): string {
  if (line.level) return t("level.label", { level: numeral(line.level) });
  return t(`chart.limit.${line.name}` as Key);
}

function decorate(u: uPlot, lines: LimitLine[], ticks: Ticks, font: string): void {
  const { ctx } = u;
  const { left, top, width, height } = u.bbox;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = font.replace(/^(\d+)px/, (_, px: string) => `${Number(px) * ratio}px`);
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  const row = parseFloat(ctx.font) * 1.1;
  let above = Infinity;
  for (const line of lines) {
    const y = u.valToPos(line.value, "y", true);
    ctx.strokeStyle = line.level ? ink(`level-${line.level}`) : ink("soft");
    ctx.lineWidth = (line.name === "bank" ? 2.5 : 1.5) * ratio;
    ctx.setLineDash(line.name.startsWith("band") ? [2 * ratio, 3 * ratio] : []);
    ctx.beginPath();
    ctx.moveTo(left, y);
    ctx.lineTo(left + width, y);
    ctx.stroke();
    // Labels of limits closer than a line of text are pushed up, not printed over one another.
    const at = Math.min(y, above - row);
    above = at;
    ctx.fillStyle = ink("ink");
    ctx.fillText(limitText(line), left + width + 4 * ratio, at);
  }
  mark(u, ticks, { left, top, width, height, ratio });
  ctx.restore();
}

function mark(u: uPlot, ticks: Ticks, b: { left: number; top: number; width: number; height: number; ratio: number }): void {
  const { ctx } = u;
  const within = (x: number): boolean => x >= b.left && x <= b.left + b.width;
  ctx.setLineDash([]);
  ctx.strokeStyle = ink("ink");
  ctx.lineWidth = 2 * b.ratio;
  for (const at of ticks.orders) {
    const x = u.valToPos(at, "x", true);
    if (!within(x)) continue;
    ctx.beginPath();
    ctx.moveTo(x, b.top + b.height);
    ctx.lineTo(x, b.top + b.height - 9 * b.ratio);
    ctx.stroke();
  }
  upright(u, ticks.now, b, 1.5, []);
  if (ticks.there != null) upright(u, ticks.there, b, 2.5, [4, 3]);
  if (ticks.decided == null) return;
  const x = u.valToPos(ticks.decided, "x", true);
  if (!within(x)) return;
  // A square on its corner, as on the time line.
  const r = 5 * b.ratio;
  ctx.setLineDash([]);
  ctx.fillStyle = ink("sheet");
  ctx.beginPath();
  ctx.moveTo(x, b.top);
  for (const [dx, dy] of [[r, r], [0, 2 * r], [-r, r], [0, 0]] as const) ctx.lineTo(x + dx, b.top + dy);
  ctx.fill();
  ctx.stroke();
}

function upright(u: uPlot, at: number, b: { left: number; top: number; width: number; height: number; ratio: number }, width: number, dash: number[]): void {
  const x = u.valToPos(at, "x", true);
  if (x < b.left || x > b.left + b.width) return;
  const { ctx } = u;
  ctx.lineWidth = width * b.ratio;
  ctx.setLineDash(dash.map((n) => n * b.ratio));
  ctx.beginPath();
  ctx.moveTo(x, b.top);
  ctx.lineTo(x, b.top + b.height);
  ctx.stroke();
}
