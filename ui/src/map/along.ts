/** Along a way: where somebody is after a share of it, what lies ahead, and which way that goes. Pure. */

import type { LonLat } from "./places.ts";

export interface Along {
  at: LonLat;
  /** From there to the end; only the end itself once it is reached. */
  rest: LonLat[];
  /** Degrees clockwise from north; null where there is no way left. */
  heading: number | null;
}

/** By length on the ground, near enough for a city: a degree of longitude is as long as its latitude makes it. */
function metres(a: LonLat, b: LonLat): number {
  const squeeze = Math.cos(((a[1] + b[1]) / 2) * (Math.PI / 180));
  return 111_195 * Math.hypot((b[0] - a[0]) * squeeze, b[1] - a[1]);
}

export function along(way: LonLat[], share: number): Along {
  const lengths = way.slice(1).map((b, i) => metres(way[i]!, b));
  const whole = lengths.reduce((sum, x) => sum + x, 0);
  let left = whole * Math.min(1, Math.max(0, share));
  for (let i = 0; i < lengths.length; i++) {
    const [a, b, length] = [way[i]!, way[i + 1]!, lengths[i]!];
    if (left < length) {
      const part = left / length;
      const at: LonLat = [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part];
      return { at, rest: [at, ...way.slice(i + 1)], heading: bearing(a, b) };
    }
    left -= length;
  }
  const end = way.at(-1)!;
  return { at: end, rest: [end], heading: null };
}

export function bearing(a: LonLat, b: LonLat): number {
  const squeeze = Math.cos(((a[1] + b[1]) / 2) * (Math.PI / 180));
  const degrees = (Math.atan2((b[0] - a[0]) * squeeze, b[1] - a[1]) * 180) / Math.PI;
  return (degrees + 360) % 360;
}

/** The same way back, where it began near home; else nothing is known but both ends. */
export function homeward(way: LonLat[] | undefined, from: LonLat, home: LonLat): LonLat[] {
  const known = way && way.length > 1 && metres(way[0]!, home) < NEAR_M && metres(way.at(-1)!, from) < NEAR_M;
  return known ? [...way].reverse() : [from, home];
}

const NEAR_M = 300;
