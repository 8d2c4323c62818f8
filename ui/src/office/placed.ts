/** Where projects stand on the map: at their own point, else around the middle of their district. Pure. */

import type { Feature } from "geojson";
import { bounds, coordinates, type Layers, type LonLat } from "../map/places.ts";
import type { MapPoint } from "./api.ts";

export interface Placed extends Omit<MapPoint, "at"> {
  at: LonLat;
  /** It stands for its district: no workbook says where in it. */
  about: boolean;
}

export function placed(points: MapPoint[], layers: Layers): Placed[] {
  const districts = middles(layers);
  return points.flatMap((p): Placed[] => {
    if (p.at) return [{ ...p, at: [p.at[0]!, p.at[1]!], about: false }];
    const at = districts.get(plain(p.district));
    return at ? [{ ...p, at, about: true }] : [];
  });
}

/** Names of districts in both languages, without the word for what kind of district it is. */
function middles(layers: Layers): Map<string, LonLat> {
  const found = new Map<string, LonLat>();
  for (const [name, layer] of Object.entries(layers)) {
    if (!name.includes("district")) continue;
    for (const feature of layer.features ?? []) {
      const box = feature.geometry ? bounds(coordinates(feature.geometry).map((c): LonLat => [c[0]!, c[1]!])) : null;
      if (!box) continue;
      const at: LonLat = [(box[0][0] + box[1][0]) / 2, (box[0][1] + box[1][1]) / 2];
      for (const text of names(feature)) if (plain(text)) found.set(plain(text), at);
    }
  }
  return found;
}

function names(feature: Feature): string[] {
  const properties = feature.properties ?? {};
  return ["name", "name_zh", "name_en", "id"].flatMap((key) => (typeof properties[key] === "string" ? [properties[key]] : []));
}

function plain(text: string): string {
  return text.trim().toLowerCase().replace(/\s*(district|county|city)$/, "").replace(/(?<=.{2})[区县市]$/, "");
}
