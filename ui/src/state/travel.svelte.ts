/** The time slider: the screen at another moment than now, while now goes on underneath. */

import type { Moment } from "../client.ts";
import { client, Trouble } from "../client.ts";
import { newest, tideAhead } from "../charts/timeline.ts";
import { city, NOTHING, type Held, type Shown, type Value } from "./city.svelte.ts";

export const STEP_MS = 5 * 60_000;
const WINDOW_MS = 6 * 3_600_000;
/** A slider that is dragged asks for where it rests, not for every pixel on its way. */
const REST_MS = 120;

/** A moment as the screen holds the city. Pure: tested without a browser. */
export function asShown(moment: Moment, live: Held): Shown {
  const { levels } = moment;
  const values: Record<string, Value> = {};
  const range: Shown["range"] = {};
  levels.stream.forEach((id, i) => {
    const at = levels.time[i];
    values[id] = { value: levels.value[i] ?? null, time: at ? Date.parse(at) : null, stale: levels.stale[i] ?? false, flags: levels.flags[i] ?? 0, trend: null };
    const [low, high] = [moment.low[i], moment.high[i]];
    if (low != null && high != null) range[id] = { low, high, without: moment.without[i] ?? null };
  });
  const told = moment.entities as Partial<Held>;
  // What is expected comes with the forecast that it is made of; nothing else of a moment to come is known.
  const held = moment.forecast ? { ...NOTHING, forecast: live.forecast, decision: live.decision } : { ...NOTHING, ...told };
  return { at: Date.parse(moment.at), forecast: moment.forecast, values, held, range, decision: moment.decision };
}

/** The nearest moment that can be shown; null: now. */
export function reachable(wanted: number, start: number, now: number, horizon: number | null): number | null {
  if (wanted > now && (horizon === null || horizon <= now)) return null;
  const at = Math.min(Math.max(wanted, start), horizon ?? now);
  return Math.abs(at - now) < STEP_MS / 2 ? null : at;
}

/** The tide to come is in the forecast, not in the look ahead, which only follows it. */
function foretell(values: Record<string, Value>, at: number): void {
  const coming = tideAhead(newest(city.liveHeld.forecast, city.liveNow), at - 3_600_000, at);
  const last = coming.at(-1);
  if (!last) return;
  for (const s of city.city?.streams ?? []) if (s.measures === "tide") values[s.id] = { value: last.value, time: at, stale: false, flags: 0, trend: null };
}

class Travel {
  /** The moment asked for; what the screen shows is `city.shown`, a little later. */
  at = $state<number | null>(null);
  trouble = $state.raw<Trouble | null>(null);
  /** What the time line spans while away: it stands still, now moves through it. */
  #centre = $state<number | null>(null);
  #rest: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  loading = $derived(this.at !== null && this.trouble === null && city.shown?.at !== this.at);
  begin = $derived((this.#centre ?? city.liveNow) - WINDOW_MS);
  end = $derived((this.#centre ?? city.liveNow) + WINDOW_MS);

  /** The last moment the newest look ahead knows of. */
  get horizon(): number | null {
    const newest = Object.values(city.liveHeld.decision).at(-1);
    const last = newest?.error ? undefined : newest?.times?.at(-1);
    return last ? Date.parse(last) : null;
  }

  get start(): number {
    return Date.parse(city.clock?.start ?? "");
  }

  go(wanted: number): void {
    const at = reachable(wanted, this.start, city.liveNow, this.horizon);
    if (at === null) return this.back();
    this.#centre ??= city.liveNow;
    if (at < this.begin || at > this.end) this.#centre = at;
    [this.at, this.trouble] = [at, null];
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => void this.read(), REST_MS);
  }

  /** By keys: from the moment shown, or from now. */
  step(ms: number): void {
    this.go(Math.round(((this.at ?? city.liveNow) + ms) / STEP_MS) * STEP_MS);
  }

  /** The time line's window, six hours earlier or later. */
  shift(ms: number): void {
    const centre = (this.#centre ?? city.liveNow) + ms;
    this.#centre = Math.max(this.start, Math.min(centre, city.liveNow));
    if (this.at === null && this.#centre === city.liveNow) this.#centre = null;
  }

  get shifted(): boolean {
    return this.#centre !== null && this.at === null;
  }

  back(): void {
    clearTimeout(this.#rest);
    this.#asked++;
    this.at = null;
    this.trouble = null;
    this.#centre = null;
    city.shown = null;
  }

  async read(): Promise<void> {
    const [at, mine] = [this.at, ++this.#asked];
    if (at === null) return;
    try {
      const moment = await client.at(at);
      if (mine !== this.#asked) return;
      const shown = asShown(moment, city.liveHeld);
      if (shown.forecast) foretell(shown.values, at);
      city.shown = { ...shown, at };
      this.trouble = null;
    } catch (cause) {
      if (mine !== this.#asked) return;
      this.trouble = cause instanceof Trouble ? cause : new Trouble("failed", String(cause));
      if (this.trouble.code === "signed-out") city.signedOut = true;
    }
  }
}

export const travel = new Travel();
