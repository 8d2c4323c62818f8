import { describe, expect, test } from "vitest";
import { table } from "../src/charts/plot.ts";
import { axisRange, limitLines, shownLimits, type LimitLine } from "../src/charts/limits.ts";
import { marks, newest, rainAhead, rainPast, tideAhead } from "../src/charts/timeline.ts";
import type { Actuation, Forecast, Lake, Rule, Series, Stream } from "../src/client.ts";

const T = Date.parse("2026-07-24T04:00:00Z");
const at = (minute: number): string => new Date(T + minute * 60_000).toISOString();

describe("limits", () => {
  const line = (level: string, value: number): LimitLine => ({ name: "level", level, value });
  test("a lake shows all of its limits", () => {
    const lake = { level: "l", band: [0.8, 1.4], warning_level: 1.9, guarantee_level: 2.3, bank: 2.8 } as unknown as Lake;
    expect(limitLines({ id: "l" } as Stream, [lake], []).map((x) => [x.name, x.value])).toEqual([
      ["band_low", 0.8], ["band_high", 1.4], ["warning", 1.9], ["guarantee", 2.3], ["bank", 2.8],
    ]);
  });
  test("only rules on the bare stream have a line on its curve", () => {
    const rule = (of: string): Rule => ({ kind: "threshold", of, limits: [{ level: "II", raise_at: 0.27 }] }) as unknown as Rule;
    expect(limitLines({ id: "d" } as Stream, [], [rule("{d}"), rule("{d} - {e}"), rule("{e}")])).toEqual([line("II", 0.27)]);
    expect(limitLines({ id: "d" } as Stream, [], [rule("d")])).toEqual([line("II", 0.27)]);
  });
  test("limits far above the curve are left out, but for the next one", () => {
    const all = [line("IV", 0.05), line("III", 0.15), line("II", 0.27)];
    expect(shownLimits(all, 0.07).map((x) => x.level)).toEqual(["IV", "III"]);
    expect(shownLimits(all, 0.5).map((x) => x.level)).toEqual(["IV", "III", "II"]);
  });
  test("the axis holds values and limits, starts at zero near zero, and survives emptiness", () => {
    expect(axisRange([0, 0.1, null], [line("III", 0.5)])).toEqual([0, 0.55]);
    expect(axisRange([], [])).toEqual([0, 1]);
    const [low, high] = axisRange([-2, 3], []);
    expect([low, high]).toEqual([-2.4, 3.4]);
  });
});

describe("a curve's columns", () => {
  const series = (minutes: number[], values: (number | null)[], ahead: number[] = []): Series =>
    ({ time: minutes.map(at), low: values, high: values, forecast_time: ahead.map(at), forecast_low: ahead.map(() => 1), forecast_high: ahead.map(() => 2) }) as unknown as Series;
  const minutes = (x: number[]): number[] => x.map((s) => (s * 1000 - T) / 60_000);
  test("empty buckets finer than the gauge's period leave no hole, a silence does", () => {
    const [x, , high] = table(series([0, 0.5, 1, 1.5, 2, 10, 11], [1, null, 2, null, 3, 4, 5]), 60);
    expect(minutes(x)).toEqual([0, 1, 2, 4.5, 10, 11]);
    expect(high).toEqual([1, 2, 3, null, 4, 5]);
  });
  test("the forecast begins at the last reading, however many empty buckets follow it", () => {
    const [x, , high, low, top] = table(series([0, 1, 2, 3], [5, 6, null, null], [0, 2, 4]), 60);
    expect(minutes(x)).toEqual([0, 1, 2, 4]);
    expect([high, low, top]).toEqual([[5, 6, null, null], [null, 6, 1, 1], [null, 6, 2, 2]]);
  });
  test("expected and without join the last reading, and are empty where an old forecast has neither", () => {
    const told = { ...series([0, 1], [5, 6], [2, 4]), forecast_expected: [7, 8], without: [9, 10] } as Series;
    expect(table(told, 60).slice(5)).toEqual([[null, 6, 7, 8], [null, 6, 9, 10]]);
    expect(table(series([0, 1], [5, 6], [2]), 60).slice(5)).toEqual([[null, null, null], [null, null, null]]);
  });
  test("nothing gives nothing", () => {
    expect(table(series([0, 1], [null, null]), 60)[0]).toEqual([]);
  });
});

describe("the time line", () => {
  const issue = { id: "F", issued_at: at(-30), valid_until: at(600), start: at(-30), step_min: 20, rain_mm_per_h: [5, 10, 0, 20], tide_m: [1, 2, 3, 4] } as unknown as Forecast;
  test("the forecast is cut at now and at the end of the line", () => {
    expect(rainAhead(issue, T, T + 35 * 60_000).map((b) => [(b.begin - T) / 60_000, (b.end - T) / 60_000, b.value])).toEqual([
      [0, 10, 10], [30, 35, 20],
    ]);
    expect(tideAhead(issue, T, T + 20 * 60_000).map((p) => p.value)).toEqual([3]);
  });
  test("a forecast out of date, or not yet issued, is none", () => {
    expect(newest({ F: issue }, T)?.id).toBe("F");
    expect(newest({ F: issue }, T + 601 * 60_000)).toBeNull();
    expect(newest({ F: issue }, T - 31 * 60_000)).toBeNull();
  });
  test("a gap in the gauge stays a gap", () => {
    const series = { time: [at(-120), at(-60)], high: [4, null] } as unknown as Series;
    expect(rainPast(series, T).map((b) => [(b.begin - T) / 60_000, (b.end - T) / 60_000])).toEqual([[-120, -90]]);
  });
  test("a ramp is one mark with its last setting; a refusal is its own", () => {
    const order = (minute: number, setting: number, outcome = "pass"): Actuation => ({ at: at(minute), device: "g", setting, outcome }) as Actuation;
    const all = [order(-30, 16), order(-29, 22), order(-28, 28), order(-27, 34, "refuse"), order(-5, 30)];
    expect(marks(all, T - 3_600_000).map((m) => [(m.at - T) / 60_000, m.setting, m.refused])).toEqual([
      [-30, 28, false], [-27, 34, true], [-5, 30, false],
    ]);
    expect(marks(all, T)).toEqual([]);
  });
});
