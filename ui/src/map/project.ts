/** From longitude and latitude to pixels: by MapLibre's camera, or flat where the browser has no WebGL. */

import type { Map as MapLibre } from "maplibre-gl";
import { bounds, type LonLat } from "./places.ts";

export interface Projector {
  project(at: LonLat): { x: number; y: number };
  size(): { width: number; height: number };
}

export function byCamera(map: MapLibre): Projector {
  return {
    project: (at) => map.project(at),
    size: () => ({ width: map.getContainer().clientWidth, height: map.getContainer().clientHeight }),
  };
}

/** Equirectangular about the middle latitude, fitted into the box with some air: fine for the size of a city. */
export function flat(points: LonLat[], width: number, height: number, air = 0.12): Projector {
  const [[west, south], [east, north]] = bounds(points) ?? [[-1, -1], [1, 1]];
  const squeeze = Math.cos(((south + north) / 2) * (Math.PI / 180));
  const across = Math.max((east - west) * squeeze, 1e-9);
  const scale = Math.min((width * (1 - 2 * air)) / across, (height * (1 - 2 * air)) / Math.max(north - south, 1e-9));
  return {
    project: ([lon, lat]) => ({
      x: width / 2 + (lon - (west + east) / 2) * squeeze * scale,
      y: height / 2 - (lat - (south + north) / 2) * scale,
    }),
    size: () => ({ width, height }),
  };
}
