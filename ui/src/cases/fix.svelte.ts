/** Where the phone is while somebody works on a task: asked from its opening on, so that no photo waits for a first fix. */

import type { LonLat } from "../map/places.ts";

const FRESH_MS = 60_000;
const AGAIN_MS = 20_000;
const PATIENCE_MS = 3_000;

class Fix {
  /** Null: the phone hasn't said where it is, or not for a minute. */
  at = $state.raw<LonLat | null>(null);
  #when = 0;
  #told: (() => void)[] = [];

  /** Until the returned function is called. */
  follow(): () => void {
    this.at = null;
    this.#ask();
    const again = setInterval(() => this.#ask(), AGAIN_MS);
    return () => clearInterval(again);
  }

  /** At once where it is known; else where the phone says so within three seconds. */
  async here(): Promise<LonLat | null> {
    this.#age();
    if (this.at === null) await new Promise<void>((done) => (this.#told.push(done), this.#ask(), setTimeout(done, PATIENCE_MS)));
    return this.at;
  }

  #age(): void {
    if (Date.now() - this.#when > FRESH_MS) this.at = null;
  }

  #ask(): void {
    const said = (at: LonLat | null): void => {
      if (at !== null) [this.at, this.#when] = [at, Date.now()];
      this.#age();
      for (const done of this.#told.splice(0)) done();
    };
    if (!("geolocation" in navigator)) return said(null);
    navigator.geolocation.getCurrentPosition((p) => said([p.coords.longitude, p.coords.latitude]), () => said(null), { timeout: AGAIN_MS, maximumAge: AGAIN_MS, enableHighAccuracy: true });
  }
}

export const fix = new Fix();
