/** What changes on the map's canvas: how full the lakes are, and the ways crews are on. Pure but for the state read. */

import type { Feature, FeatureCollection, Position } from "geojson";
import type { Lake } from "../client.ts";
import type { CityState, Value } from "../state/city.svelte.ts";
import { below, idOf, onTheWay, type Layers, type LonLat } from "./places.ts";
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

/** Where a crew is now: on its way by the task's times, else where it last said it was, else at home. */
export function crewAt(city: CityState, crew: string, where: Map<string, LonLat>): { at: LonLat; to: LonLat | null } | null {
  const base = where.get(crew);
  const state = city.held.crew[crew];
  if (!base) return null;
  const to = state?.place ? where.get(state.place) : undefined;
  if (!state || !to || state.status === "home") return { at: base, to: null };
  const task = state.task ? city.held.task[state.task] : undefined;
  if (state.status === "travelling" && state.expected_at) {
    const sent = Date.parse(task?.sent_at ?? state.at);
    const at = onTheWay((state.position as unknown as LonLat | null) ?? base, to, sent, Date.parse(state.expected_at), city.now);
    return { at, to };
  }
  if (state.status === "returning") {
    const at = state.expected_at ? onTheWay(to, base, Date.parse(state.at), Date.parse(state.expected_at), city.now) : to;
    return { at, to: base };
  }
  return { at: to, to: null };
}

export function ways(city: CityState, where: Map<string, LonLat>): FeatureCollection {
  const features = (city.city?.crews ?? []).flatMap((crew): Feature[] => {
    const found = crewAt(city, crew.id, where);
    if (!found?.to) return [];
    return [{ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: [found.at, found.to] } }];
  });
  return { type: "FeatureCollection", features };
}
