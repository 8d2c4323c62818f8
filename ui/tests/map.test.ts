import { describe, expect, test } from "vitest";
import type { City, Lake } from "../src/client.ts";
import { labelBox, placeBoards, placeLabels, type Wish } from "../src/map/labels.ts";
import { along, homeward } from "../src/map/along.ts";
import { crewAt, fullness, lakeColour } from "../src/map/moving.ts";
import { below, coordinates, positions, type Layers, type LonLat } from "../src/map/places.ts";
import { flat } from "../src/map/project.ts";
import type { CityState } from "../src/state/city.svelte.ts";

const lake = { id: "l", level: "l.level", band: [0.8, 1.4], warning_level: 1.9, guarantee_level: 2.3, bank: 2.8 } as unknown as Lake;
const frame = { left: 0, top: 0, right: 400, bottom: 300 };

describe("a lake", () => {
  test("is full at its bank, empty half a band below its foot, and never more or less", () => {
    expect([0.5, 2.8, 9, -9].map((x) => fullness(lake, x))).toEqual([0, 1, 1, 0]);
    expect(fullness(lake, 1.65)).toBeCloseTo(0.5);
  });
  test("takes a level's colour only from its warning on", () => {
    expect([1.89, 1.9, 2.3, 2.8].map((x) => lakeColour(lake, x))).toEqual(["map-fill", "level-III", "level-II", "level-I"]);
  });
  test("is filled up to a latitude", () => {
    const square = [[0, 0], [2, 0], [2, 2], [0, 2]];
    expect(below(square, 1)).toEqual([[0, 1], [0, 0], [2, 0], [2, 1], [0, 1]]);
    expect(below(square, -1)).toEqual([]);
    expect(below(square, 5)).toHaveLength(5);
  });
});

describe("positions", () => {
  const city = {
    places: [{ id: "p", at: [1, 2], stream: "p.depth" }], crews: [{ id: "c", home: [3, 4] }], lakes: [lake],
    devices: [{ id: "g", thing: "l", level: "l.level" }, { id: "x", thing: "nowhere", level: "none" }],
  } as unknown as City;
  test("nothing is left out, with layers or without", () => {
    expect([...positions(city, {}).keys()].sort()).toEqual(["c", "g", "l", "p", "x"]);
    for (const [lon, lat] of positions(city, {}).values()) expect(Number.isFinite(lon) && Number.isFinite(lat)).toBe(true);
  });
  test("a drawn point wins over a guess, by the city's id where the drawing has its own", () => {
    const layers = { gates: { features: [{ properties: { id: "drawn-1", city_id: "g" }, geometry: { type: "Point", coordinates: [9, 9] } }] } } as unknown as Layers;
    expect(positions(city, layers).get("g")).toEqual([9, 9]);
  });
  test("coordinates of every geometry come as one list of points", () => {
    expect(coordinates({ type: "Point", coordinates: [1, 2] })).toEqual([[1, 2]]);
    expect(coordinates({ type: "LineString", coordinates: [[1, 2], [3, 4]] })).toEqual([[1, 2], [3, 4]]);
    expect(coordinates({ type: "MultiPoint", coordinates: [[1, 2], [3, 4]] })).toEqual([[1, 2], [3, 4]]);
    expect(coordinates({ type: "Polygon", coordinates: [[[1, 2], [3, 4]]] })).toEqual([[1, 2], [3, 4]]);
    expect(coordinates({ type: "MultiLineString", coordinates: [[[1, 2]], [[3, 4]]] })).toEqual([[1, 2], [3, 4]]);
    expect(coordinates({ type: "MultiPolygon", coordinates: [[[[1, 2]]], [[[3, 4]]]] })).toEqual([[1, 2], [3, 4]]);
    expect(coordinates({ type: "GeometryCollection", geometries: [{ type: "Point", coordinates: [1, 2] }] })).toEqual([[1, 2]]);
  });
});

describe("a crew", () => {
  const way: LonLat[] = [[0, 0], [0, 0.02], [0.01, 0.02]];
  test("goes along the roads by length, and shows which way", () => {
    const third = along(way, 1 / 3);
    expect(third.at).toEqual([0, expect.closeTo(0.01, 6)]);
    expect(third.heading).toBeCloseTo(0);
    expect(third.rest).toEqual([third.at, [0, 0.02], [0.01, 0.02]]);
    const late = along(way, 5 / 6);
    expect(late.at).toEqual([expect.closeTo(0.005, 6), expect.closeTo(0.02, 9)]);
    expect(late.heading).toBeCloseTo(90);
  });
  test("begins at the beginning, ends at the end, and has no way left there", () => {
    expect(along(way, -1).at).toEqual([0, 0]);
    expect([along(way, 1), along(way, 7)]).toEqual([1, 1].map(() => ({ at: [0.01, 0.02], rest: [[0.01, 0.02]], heading: null })));
  });
  test("on a way of no length, or of one point, is simply there", () => {
    expect(along([[3, 4], [3, 4]], 0.5)).toEqual({ at: [3, 4], rest: [[3, 4]], heading: null });
    expect(along([[3, 4]], 0.5).at).toEqual([3, 4]);
  });
  test("comes home the way it went, where that began at home", () => {
    expect(homeward(way, [0.01, 0.02], [0, 0])).toEqual([[0.01, 0.02], [0, 0.02], [0, 0]]);
    expect(homeward(way, [0.01, 0.02], [0.5, 0.5])).toEqual([[0.01, 0.02], [0.5, 0.5]]);
    expect(homeward(undefined, [1, 1], [0, 0])).toEqual([[1, 1], [0, 0]]);
  });
  const where = new Map<string, LonLat>([["c", [0, 0]], ["p", [0.01, 0.02]]]);
  const at = (status: string, fields: object, task: object = {}, now = 150_000): ReturnType<typeof crewAt> =>
    crewAt({ now, held: { crew: { c: { id: "c", status, at: new Date(100_000).toISOString(), place: "p", ...fields } }, task: { T: { id: "T", crew: "c", place: "p", sent_at: new Date(100_000).toISOString(), ...task } } } } as unknown as CityState, "c", where);
  const due = new Date(200_000).toISOString();
  test("on its way says when it arrives; without a road it goes straight", () => {
    const found = at("travelling", { task: "T", expected_at: due, position: [0.01, 0.02] });
    expect(found).toMatchObject({ at: [expect.closeTo(0.005, 6), expect.closeTo(0.01, 6)], moves: true, due: 200_000 });
    expect(at("travelling", { task: "T", expected_at: due }, { path: way })!.rest.length).toBe(3);
  });
  test("that is late stays short of the place until it says that it has arrived", () => {
    const found = at("travelling", { task: "T", expected_at: due }, { path: way }, 900_000)!;
    expect([found.rest.length, found.at[0] < 0.01, found.due]).toEqual([2, true, 200_000]);
    expect(at("on-site", { task: "T" })).toMatchObject({ at: [0.01, 0.02], moves: false });
  });
  test("that is home, or was never heard of, is at home", () => {
    expect(at("home", {})).toMatchObject({ at: [0, 0], moves: false, heading: null });
    expect(crewAt({ now: 0, held: { crew: {}, task: {} } } as unknown as CityState, "c", where)!.at).toEqual([0, 0]);
  });
  test("comes back along the way of its last task there", () => {
    expect(at("returning", { expected_at: due }, { path: way }, 100_000)!.rest).toEqual([[0.01, 0.02], [0, 0.02], [0, 0]]);
  });
});

test("without a camera north is up, the middle is the middle, and nothing leaves the box", () => {
  const p = flat([[119.2, 26.0], [119.4, 26.1]], 400, 300);
  const middle = p.project([119.3, 26.05]);
  expect([middle.x, middle.y]).toEqual([expect.closeTo(200), expect.closeTo(150)]);
  const [sw, ne] = [p.project([119.2, 26.0]), p.project([119.4, 26.1])];
  expect(sw.y).toBeGreaterThan(ne.y);
  for (const at of [sw, ne]) expect(at.x > 0 && at.x < 400 && at.y > 0 && at.y < 300).toBe(true);
});

describe("labels", () => {
  const wish = (id: string, x: number, y: number, fields: Partial<Wish> = {}): Wish => ({ id, x, y, half: 12, width: 100, height: 20, rank: 1, must: false, ...fields });
  test("stand at the right, or at the left where the frame ends", () => {
    const sides = placeLabels([wish("a", 100, 100), wish("b", 380, 200)], [], frame);
    expect([sides.get("a"), sides.get("b")]).toEqual(["right", "left"]);
  });
  test("never cover one another or a marker; the graver one chooses first", () => {
    const wishes = [wish("mild", 150, 150), wish("grave", 152, 150, { rank: 9 }), wish("third", 151, 165)];
    const sides = placeLabels(wishes, [], frame);
    expect(sides.get("grave")).toBe("right");
    const boxes = wishes.filter((w) => sides.get(w.id) !== "none").map((w) => labelBox(w, sides.get(w.id)!));
    for (const [i, a] of boxes.entries())
      for (const b of boxes.slice(i + 1)) expect(a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).toBe(false);
  });
  test("without room are left out, unless they must be read", () => {
    const wall = [{ left: 0, top: 0, right: 400, bottom: 300 }];
    const sides = placeLabels([wish("may", 100, 100), wish("must", 200, 200, { must: true })], wall, frame);
    expect([sides.get("may"), sides.get("must")]).toEqual(["none", "right"]);
  });
  test("a lake's board steps aside for a gate", () => {
    const board = { id: "l", x: 200, y: 150, width: 120, height: 50 };
    expect(placeBoards([board], [], frame).get("l")).toEqual({ left: 140, right: 260, top: 125, bottom: 175 });
    const aside = placeBoards([board], [{ x: 200, y: 160, half: 12 }], frame).get("l")!;
    expect(aside.bottom).toBeLessThanOrEqual(150);
  });
});
