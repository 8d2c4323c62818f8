/** What changes on the map's canvas: how full the lakes are, and the ways crews are on. Pure but for the state read. */

import type { Feature, FeatureCollection, Position } from "geojson";
import type { Lake, Task } from "../client.ts";
import type { CityState, Value } from "../state/city.svelte.ts";
import { along, homeward, type Along } from "./along.ts";
import { below, idOf, type Layers, type LonLat } from "./places.ts";
import type { Ink } from "./style.ts";

/** 0 at half the band's width below its foot, 1 at the bank: the band itself is always visible as water. */
export function fullness(lake: Lake, level: number): number {
  const [foot, top] = [Number(lake.band[0]), Number(lake.band[1])];
  const empty = foot - (top - foot) / 2;
  return Math.min(1, Math.max(0, (level - empty) / (lake.bank - empty)));
}

/** What a level means for a lake, as a colour's name of page.css. */
export function lakeColour(lake: Lake, level: number): string {
  if (level >= lake.bank) return "level-I";
  if (level >= lake.guarantee_level) return "level-II";
  if (level >= lake.warning_level) return "level-III";
  return "map-fill";
}

export function lakeFill(layers: Layers, lakes: Lake[], values: Record<string, Value>, ink: Ink): FeatureCollection {
  const features: Feature[] = [];
  for (const layer of Object.values(layers))
    for (const feature of layer.features ?? []) {
      const lake = lakes.find((l) => l.id === idOf(feature));
      const level = lake && values[lake.level]?.value;
      if (!lake || level == null) continue;
      const polygons: Position[][][] =
        feature.geometry?.type === "Polygon" ? [feature.geometry.coordinates] : feature.geometry?.type === "MultiPolygon" ? feature.geometry.coordinates : [];
      for (const polygon of polygons) {
        const ring = polygon[0] ?? [];
        const south = Math.min(...ring.map((p) => p[1]!));
        const north = Math.max(...ring.map((p) => p[1]!));
        const filled = below(ring.slice(0, -1), south + (north - south) * fullness(lake, level));
        const properties = { colour: ink(lakeColour(lake, level)) };
        if (filled.length > 3) features.push({ type: "Feature", properties, geometry: { type: "Polygon", coordinates: [filled] } });
      }
    }
  return { type: "FeatureCollection", features };
}

const LATE_SHARE = 0.96;

export interface CrewSpot extends Along {
  /** On its way anywhere; then `due` is when it arrives, null where nobody has said. */
  moves: boolean;
  due: number | null;
}

/** Where a crew is now: on its way along the roads by the task's times, else where it last said it was, else at home. */
export function crewAt(city: CityState, crew: string, where: Map<string, LonLat>): CrewSpot | null {
  const base = where.get(crew);
  const state = city.held.crew[crew];
  if (!base) return null;
  const task = state?.task ? city.held.task[state.task] : undefined;
  const to = where.get(state?.place ?? "");
  if (!state || !to || state.status === "home") return standing(base);
  if (state.status === "travelling") {
    const way = roads(task) ?? [apart(state.position as LonLat | null | undefined, to) ?? base, to];
    return moving(way, Date.parse(task?.sent_at ?? state.at), state.expected_at ?? task?.expected_at, city.now);
  }
  if (state.status === "returning") return moving(homeward(lastWay(city, crew, state.place!), to, base), Date.parse(state.at), state.expected_at, city.now);
  return standing(to);
}

function standing(at: LonLat): CrewSpot {
  return { at, rest: [at], heading: null, moves: false, due: null };
}

function moving(way: LonLat[], sent: number, expected: string | null | undefined, now: number): CrewSpot {
  const due = expected ? Date.parse(expected) : null;
  const share = due === null ? 0 : due > sent ? (now - sent) / (due - sent) : 1;
  // A crew that is late hasn't arrived: it stays short of the place until it says so.
  return { ...along(way, Math.min(share, LATE_SHARE)), moves: true, due };
}

function roads(task: Task | undefined): LonLat[] | undefined {
  const path = task?.path as LonLat[] | undefined;
  return path && path.length > 1 ? path : undefined;
}

/** A position that is the goal itself says nothing about where the way began. */
function apart(position: LonLat | null | undefined, to: LonLat): LonLat | null {
  return position && (position[0] !== to[0] || position[1] !== to[1]) ? position : null;
}

/** The way that the crew last took to a place. */
function lastWay(city: CityState, crew: string, place: string): LonLat[] | undefined {
  const mine = Object.values(city.held.task).filter((t) => t.crew === crew && t.place === place && roads(t));
  return roads(mine.sort((a, b) => (a.sent_at ?? "").localeCompare(b.sent_at ?? "")).at(-1));
}

export function ways(city: CityState, where: Map<string, LonLat>): FeatureCollection {
  const features = (city.city?.crews ?? []).flatMap((crew): Feature[] => {
    const found = crewAt(city, crew.id, where);
    if (!found || found.rest.length < 2) return [];
    return [{ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: found.rest } }];
  });
  return { type: "FeatureCollection", features };
}
