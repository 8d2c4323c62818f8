/** Where things are: from the map's layers, else from the declaration, else beside what they belong to. Pure. */

import type { Feature, FeatureCollection, Geometry, Position } from "geojson";
import type { City } from "../client.ts";

export type LonLat = [number, number];

/** Something on a map. `marked`: drawn with a dark ring; `said`: its name for who can't see it, where that tells more. */
export interface Spot {
  id: string;
  name: string;
  at: LonLat;
  marked?: boolean;
  said?: string;
  title?: string;
}
export type Layers = Record<string, FeatureCollection>;

/** Positions of every place, lake, device and crew home. Nothing is left out: unknown ones stand in a row below. */
export function positions(city: City, layers: Layers): Map<string, LonLat> {
  const found = new Map<string, LonLat>();
  for (const layer of Object.values(layers))
    for (const feature of layer.features ?? []) {
      const id = idOf(feature);
      const at = feature.geometry ? middle(feature.geometry) : null;
      // A point says more about where a thing is than the middle of a line that shares its name.
      if (id !== undefined && at && (!found.has(id) || feature.geometry.type === "Point")) found.set(id, at);
    }
  for (const place of city.places) found.set(place.id, place.at as unknown as LonLat);
  for (const crew of city.crews) found.set(crew.id, crew.home as unknown as LonLat);
  beside(city, found);
  return found;
}

/** The city's own id of a drawn thing; the drawing may number its features otherwise. */
export function idOf(feature: Feature): string | undefined {
  const id: unknown = feature.properties?.["city_id"] ?? feature.properties?.["id"] ?? feature.id;
  return id == null ? undefined : String(id);
}

/** Devices without a point of their own stand around the thing they belong to; the rest in a row. */
function beside(city: City, found: Map<string, LonLat>): void {
  const box = bounds([...found.values()]);
  const step = box ? Math.max((box[1][0] - box[0][0]) * 0.035, 0.0008) : 0.003;
  const round = new Map<string, number>();
  let lost = 0;
  for (const thing of [...city.lakes, ...city.devices]) {
    if (found.has(thing.id)) continue;
    const owner = "thing" in thing ? thing.thing : "";
    const base = found.get(owner) ?? ownerPlace(city, found, "level" in thing ? thing.level : "");
    if (base) {
      const n = round.get(owner) ?? 0;
      round.set(owner, n + 1);
      found.set(thing.id, [base[0] + step * Math.cos(n * 1.3), base[1] - step * (0.7 + Math.sin(n * 1.3) * 0.6)]);
    } else {
      const corner: LonLat = box ? box[0] : [0, 0];
      found.set(thing.id, [corner[0] + step * 1.5 * lost++, corner[1] - step * 2]);
    }
  }
}

function ownerPlace(city: City, found: Map<string, LonLat>, stream: string): LonLat | undefined {
  const place = city.places.find((p) => p.stream === stream);
  const lake = city.lakes.find((l) => l.level === stream);
  return place ? found.get(place.id) : lake ? found.get(lake.id) : undefined;
}

export function bounds(points: LonLat[]): [LonLat, LonLat] | null {
  if (points.length === 0) return null;
  const [lon, lat] = [points.map((p) => p[0]), points.map((p) => p[1])];
  return [[Math.min(...lon), Math.min(...lat)], [Math.max(...lon), Math.max(...lat)]];
}

export function coordinates(geometry: Geometry): Position[] {
  if (geometry.type === "GeometryCollection") return geometry.geometries.flatMap(coordinates);
  if (geometry.type === "Point") return [geometry.coordinates];
  return (geometry.coordinates as unknown[]).flat(geometry.type.startsWith("Multi") ? (geometry.type === "MultiPolygon" ? 2 : geometry.type === "MultiPoint" ? 0 : 1) : geometry.type === "Polygon" ? 1 : 0) as Position[];
}

function middle(geometry: Geometry): LonLat | null {
  const box = bounds(coordinates(geometry).map((p) => [p[0]!, p[1]!]));
  if (!box) return null;
  return [(box[0][0] + box[1][0]) / 2, (box[0][1] + box[1][1]) / 2];
}

/** The part of a ring below a latitude (Sutherland and Hodgman against one edge): how full a lake is drawn. */
export function below(ring: Position[], latitude: number): Position[] {
  const kept: Position[] = [];
  ring.forEach((b, i) => {
    const a = ring[i === 0 ? ring.length - 1 : i - 1]!;
    const [inA, inB] = [a[1]! <= latitude, b[1]! <= latitude];
    if (inA !== inB) kept.push([a[0]! + ((b[0]! - a[0]!) * (latitude - a[1]!)) / (b[1]! - a[1]!), latitude]);
    if (inB) kept.push(b);
  });
  if (kept.length > 0) kept.push(kept[0]!);
  return kept;
}
