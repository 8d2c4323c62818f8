import { describe, expect, test } from "vitest";
import type { Proposed, Round, RoundsTaken } from "../src/cases/api.ts";
import { isoDay, locale } from "../src/i18n.svelte.ts";
import { ask, letter, metresOf, placeIn, sameOrder, visits } from "../src/cases/rounds.ts";

const stop = (id: string, metres: number) => ({ case: id, metres, arrives: `2026-07-24T0${metres / 1000}:00:00Z`, ends: `2026-07-24T0${metres / 1000}:30:00Z` });
const rounds = [
  { crew: "a", stops: [stop("K1", 1000), stop("K2", 2000)] }, { crew: "b", stops: [stop("K3", 3000)] },
] as unknown as Round[];

test("a crew's sign goes on after Z", () => {
  expect([0, 1, 25, 26, 27, 52].map(letter)).toEqual(["A", "B", "Z", "AA", "AB", "BA"]);
});

test("visits and ways add up", () => {
  expect([visits(rounds), metresOf(rounds[0]!), visits([])]).toEqual([3, 3000, 0]);
});

test("what is accepted is the order, crew by crew; times are the city's to reckon", () => {
  expect(ask({ unit: "drainage", rounds } as Proposed)).toEqual({
    unit: "drainage", accept: true, reason: "", rounds: [{ crew: "a", cases: ["K1", "K2"] }, { crew: "b", cases: ["K3"] }],
  });
});

describe("a task's place in the rounds", () => {
  const taken = { accepted: true, rounds, at: "2026-07-24T00:30:00Z" } as RoundsTaken;
  const NOW = Date.parse("2026-07-24T02:00:00Z");
  test("is counted from one within its own crew's round", () => {
    expect(placeIn(taken, "K2", NOW)).toEqual({ n: 2, crew: rounds[0], arrives: "2026-07-24T02:00:00Z" });
    expect(placeIn(taken, "K3", NOW)?.n).toBe(1);
  });
  test("is none where it isn't visited, and where the rounds were refused or taken back", () => {
    expect([placeIn(taken, "K9", NOW), placeIn({ ...taken, accepted: false }, "K1", NOW), placeIn(null, "K1", NOW)]).toEqual([null, null, null]);
  });
  test("ends with the city's day on which they were accepted", () => {
    locale.zone = "Asia/Shanghai";
    const seen = (now: string): boolean => placeIn(taken, "K1", Date.parse(now)) !== null;
    expect(["2026-07-24T15:59:00Z", "2026-07-24T16:01:00Z", "2026-07-25T02:00:00Z"].map(seen)).toEqual([true, false, false]);
    locale.zone = "UTC";
  });
  test("lasts past midnight while a night's shift is still out", () => {
    const night = { ...taken, at: "2026-07-23T23:30:00Z" };
    expect(["2026-07-24T03:30:00Z", "2026-07-24T03:31:00Z"].map((now) => placeIn(night, "K1", Date.parse(now)) !== null)).toEqual([true, false]);
  });
});

test("accepted rounds still stand while crews, visits and order are the same, whatever the times", () => {
  const later = rounds.map((one) => ({ ...one, stops: one.stops.map((s) => ({ ...s, arrives: "2026-07-24T09:00:00Z" })) }));
  const turned = rounds.map((one) => ({ ...one, stops: [...one.stops].reverse() }));
  expect([sameOrder(rounds, later), sameOrder(rounds, turned), sameOrder(rounds, rounds.slice(1))]).toEqual([true, false, false]);
});

test("a day is the city's, whatever the hour is in Greenwich", () => {
  locale.zone = "Asia/Shanghai";
  expect(["2026-07-24T15:59:00Z", "2026-07-24T16:00:00Z"].map((at) => isoDay(Date.parse(at)))).toEqual(["2026-07-24", "2026-07-25"]);
  locale.zone = "UTC";
});
