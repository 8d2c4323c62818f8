/** The map's style, built here from the city's own layers: nothing is fetched from anywhere. */

import type { LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";
import type { FeatureCollection } from "geojson";
import type { Layers } from "./places.ts";

export type Ink = (name: string) => string;
const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };

/** Drawn from the ground up; a layer whose name says nothing is drawn by its geometry, between roads and water. */
const ORDER = ["sea", "district", "park", "road", "river", "canal", "drain", "pipe", "lake"];

export function makeStyle(layers: Layers, ink: Ink, language: "zh" | "en"): StyleSpecification {
  const names = Object.keys(layers).sort((a, b) => depth(a) - depth(b) || a.localeCompare(b));
  const sources: Record<string, SourceSpecification> = {
    "lake-fill": { type: "geojson", data: EMPTY },
    ways: { type: "geojson", data: EMPTY },
  };
  for (const name of names) sources[name] = { type: "geojson", data: layers[name]! };
  const lines: LayerSpecification[] = [{ id: "ground", type: "background", paint: { "background-color": ink("map-land") } }];
  for (const name of names) lines.push(...drawn(name, ink));
  lines.push(
    { id: "lake-filled", type: "fill", source: "lake-fill", paint: { "fill-color": ["get", "colour"], "fill-opacity": 0.85 } },
    { id: "ways", type: "line", source: "ways", paint: { "line-color": ink("ink"), "line-width": 2, "line-dasharray": [2, 2] } },
  );
  for (const name of names) lines.push(...labelled(name, ink, language));
  return { version: 8, sources, layers: lines };
}

function depth(name: string): number {
  const at = ORDER.findIndex((part) => name.includes(part));
  return at < 0 ? 4.5 : at;
}

function drawn(source: string, ink: Ink): LayerSpecification[] {
  const polygon = ["==", ["geometry-type"], "Polygon"] as never;
  const line = ["==", ["geometry-type"], "LineString"] as never;
  const fill = (colour: string): LayerSpecification => ({ id: `${source}/fill`, type: "fill", source, filter: polygon, paint: { "fill-color": colour } });
  const stroke = (colour: string, width: number, all = false): LayerSpecification => ({
    id: `${source}/line`, type: "line", source, ...(all ? {} : { filter: line }),
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": colour, "line-width": ["interpolate", ["exponential", 1.6], ["zoom"], 10, width * 0.4, 13, width, 17, width * 5] },
  });
  if (source.includes("sea")) return [fill(ink("map-sea"))];
  if (source.includes("lake")) return [fill(ink("map-water")), { ...stroke(ink("map-fill"), 1.2, true) } as LayerSpecification];
  if (/river|canal/.test(source)) return [fill(ink("map-water")), stroke(ink("map-water"), 7)];
  if (source.includes("district"))
    return [{ id: `${source}/line`, type: "line", source, paint: { "line-color": ink("map-district"), "line-width": 1.5, "line-dasharray": [4, 2] } }];
  if (source.includes("road")) return [stroke(ink("map-road"), 2.2)];
  return [fill(ink("map-district")), stroke(ink("map-district"), 1.5)];
}

/** Names of the ground only (sea, river, districts, roads): things with a marker are named there. */
function labelled(source: string, ink: Ink, language: "zh" | "en"): LayerSpecification[] {
  if (!/sea|river|district/.test(source)) return [];
  const along = source.includes("river");
  return [
    {
      id: `${source}/name`,
      type: "symbol",
      source,
      layout: {
        "text-field": ["coalesce", ["get", `name_${language}`], ""],
        "text-font": ["sans-serif"],
        "text-size": 13,
        "symbol-placement": along ? "line" : "point",
        "text-letter-spacing": 0.05,
      },
      paint: { "text-color": ink("map-text"), "text-halo-color": ink("map-land"), "text-halo-width": 1.2 },
    },
  ];
}
