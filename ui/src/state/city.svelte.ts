/** What this screen knows of the city: the declaration once, then frame by frame. */

import type { FeatureCollection } from "geojson";
import type { City, CityAnswer, Clock, Device, Entities, Frame, Lake, Place, Said, Session, Stream } from "../client.ts";
import { client, Trouble } from "../client.ts";
import { locale, named, type Name } from "../i18n.svelte.ts";
import { Line } from "../live.ts";

export interface Value {
  value: number | null;
  time: number | null;
  stale: boolean;
  flags: number;
  /** Change against the reading some minutes earlier, in unit an hour; null where unknown. */
  trend: number | null;
}

export type Held = { [K in keyof Required<Entities>]: NonNullable<Entities[K]> };
/** The city at another moment: `forecast` where it has not been yet, with the range that is expected by stream. */
export interface Shown {
  at: number;
  forecast: boolean;
  values: Record<string, Value>;
  held: Held;
  range: Record<string, { low: number; high: number; without: number | null }>;
  decision: string | null;
}

export type Selection = { kind: "incident" | "place" | "device" | "crew"; id: string } | null;
export type Connection = "connecting" | "live" | "offline";

export const NOTHING: Held = {
  alert: {}, incident: {}, case: {}, task: {}, crew: {}, proposal: {}, approval: {}, actuation: {}, confirmation: {},
  device: {}, forecast: {}, stop: {}, "rule-status": {}, reject: {}, estimate: {}, decision: {}, handover: {},
};
/** Of these only the newest is kept, as in a frame: each is tens of kB. */
const NEWEST: ReadonlySet<string> = new Set(["estimate", "decision"]);
const TREND_MS = 10 * 60_000;
/** Streams whose last minutes are read at the start; the others show their trend once it has been watched. */
const PRIMED = 24;
/** Wall seconds without a step of city time after which a running city counts as standing still. */
const STILL_MS = 15_000;

export class CityState {
  session = $state.raw<Session | null>(null);
  signedOut = $state(false);
  trouble = $state.raw<Trouble | null>(null);
  city = $state.raw<City | null>(null);
  layers = $state.raw<CityAnswer["layers"]>({});
  texts = $state.raw<CityAnswer["texts"]>({});
  clock = $state.raw<Clock | null>(null);
  /** What is known now, whatever moment the screen shows. */
  liveValues = $state.raw<Record<string, Value>>({});
  liveHeld = $state.raw<Held>(NOTHING);
  connection = $state<Connection>("connecting");
  /** Wall time in ms since city time last moved. */
  silence = $state(0);
  /** City time in ms, carried on between frames by the city's own speed. */
  liveNow = $state(0);
  /** Another moment than now, put there by the time slider (travel.svelte.ts): then everything below shows that. */
  shown = $state.raw<Shown | null>(null);
  still = $state(false);
  selected = $state.raw<Selection>(null);

  #line = new Line({
    state: (frame) => this.#take(frame, NOTHING),
    change: (frame) => this.#take(frame, this.liveHeld),
    connected: () => (this.connection = "live"),
    lost: () => {
      if (this.connection !== "offline") this.connection = this.city ? "offline" : "connecting";
    },
    signedOut: () => this.#ended(),
  });
  #movedAt = 0;
  #past: Record<string, { time: number; value: number }[]> = {};
  #names: Record<string, Name> = {};

  /** Sign in with a token or by the cookie that is there, read the city, open the line. */
  async begin(token: string | null): Promise<void> {
    this.trouble = null;
    try {
      this.session = token ? await client.signIn(token) : await client.session();
      await this.readCity();
      this.signedOut = false;
      this.#line.open();
      void this.#prime();
    } catch (cause) {
      const trouble = cause instanceof Trouble ? cause : new Trouble("failed", String(cause));
      this.trouble = trouble;
      if (!this.session || trouble.code === "signed-out") {
        this.session = null;
        this.signedOut = trouble.code !== "offline" && trouble.code !== "failed";
      }
    }
  }

  async readCity(): Promise<void> {
    const answer = await client.city();
    locale.zone = answer.city.timezone;
    this.#names = names(answer);
    this.city = answer.city;
    this.layers = answer.layers;
    this.texts = answer.texts;
  }

  async leave(): Promise<void> {
    this.#line.close();
    await client.signOut().catch(() => undefined);
    this.#ended();
  }

  #ended(): void {
    this.#line.close();
    this.session = null;
    this.signedOut = true;
  }

  #take(frame: Frame, before: Held): void {
    const held = { ...before };
    for (const [kind, bodies] of Object.entries(frame.entities) as [keyof Held, object][])
      (held as Record<string, object>)[kind] = NEWEST.has(kind) ? bodies : { ...held[kind], ...bodies };
    this.liveHeld = held;
    this.#readLevels(frame);
    if (frame.clock.now !== this.clock?.now || frame.clock.state !== this.clock?.state) this.#movedAt = Date.now();
    this.clock = frame.clock;
    this.tick();
  }

  #readLevels({ levels }: Frame): void {
    const values: Record<string, Value> = {};
    levels.stream.forEach((id, i) => {
      const value = levels.value[i] ?? null;
      const at = levels.time[i];
      const time = at ? Date.parse(at) : null;
      values[id] = { value, time, stale: levels.stale[i] ?? false, flags: levels.flags[i] ?? 0, trend: this.#trend(id, time, value) };
    });
    this.liveValues = values;
  }

  get values(): Record<string, Value> {
    return this.shown?.values ?? this.liveValues;
  }

  get held(): Held {
    return this.shown?.held ?? this.liveHeld;
  }

  get now(): number {
    return this.shown?.at ?? this.liveNow;
  }

  /** Which way the water goes should be on the first screen, not after ten minutes of watching. */
  async #prime(): Promise<void> {
    const { clock } = await client.frame();
    const now = Date.parse(clock.now);
    const wanted = [...this.city!.lakes.map((l) => l.level), ...this.city!.places.map((p) => p.stream)];
    for (const id of [...new Set(wanted)].filter((x) => x != null).slice(0, PRIMED)) {
      const series = await client.series(id, now - TREND_MS, now, 10).catch(() => null);
      const rows = (series?.time ?? []).map((at, i) => ({ time: Date.parse(at), value: series!.high[i] ?? null }));
      const known = rows.filter((r): r is { time: number; value: number } => r.value !== null);
      const since = this.#past[id] ?? [];
      this.#past[id] = [...known.filter((r) => r.time < (since[0]?.time ?? Infinity)), ...since];
    }
  }

  #trend(id: string, time: number | null, value: number | null): number | null {
    if (time === null || value === null) return null;
    const past = (this.#past[id] ??= []);
    if (past.at(-1)?.time !== time) past.push({ time, value });
    while (past.length > 2 && past[0]!.time < time - TREND_MS) past.shift();
    const first = past[0]!;
    return time - first.time < TREND_MS / 5 ? null : ((value - first.value) * 3_600_000) / (time - first.time);
  }

  /** Called twice a second: carries city time on, by at most two wall seconds beyond the last frame. */
  tick(): void {
    if (!this.clock) return;
    const base = Date.parse(this.clock.now);
    const since = Date.now() - this.#movedAt;
    const running = this.clock.state === "running" && this.connection === "live";
    this.liveNow = base + (running && this.clock.speed ? this.clock.speed * Math.min(since, 2_000) : 0);
    this.silence = since;
    this.still = this.connection === "live" && this.clock.state === "running" && since > STILL_MS;
  }

  /** City time less this machine's, in ms; asked for where no open line tells it. `known`: where nobody answers. */
  async ahead(known = 0): Promise<number> {
    if (this.clock && this.connection === "live") return this.liveNow - Date.now();
    const frame = await client.frame().catch(() => null);
    return frame ? Date.parse(frame.clock.now) - Date.now() : known;
  }

  /** Nothing on the screen is fresh: no line, no moving time, or a run that failed. */
  get old(): boolean {
    return this.connection === "offline" || this.still || this.clock?.state === "failed";
  }

  // -- looking things up -----------------------------------------------------------------------------------------

  /** The name of any id of the city; the id itself where nobody gave it one. */
  name(id: string | null | undefined): string {
    if (!id) return "";
    const found = this.#names[id];
    return found ? named(found) : id;
  }

  /** A name, or several where the text is a list of ids. */
  names(text: string): string {
    const parts = text.split(", ");
    return parts.length > 1 && parts.every((p) => this.hasName(p)) ? parts.map((p) => this.name(p)).join(locale.language === "zh" ? "、" : ", ") : this.name(text);
  }

  hasName(id: string): boolean {
    return id in this.#names;
  }

  /** A pack's sentence; arguments that are ids become names. */
  say(said: Said): string {
    const template = this.texts[locale.language]?.[said.key];
    const args = said.args ?? {};
    if (!template) return Object.values(args).map((a) => this.name(a)).join(" · ") || said.key;
    const filled = template.replace(/\{(\w+)\}/g, (_, key: string) => (key in args ? this.names(args[key]!) : ""));
    return filled.replace(/ +(?=$|[ ,.，。；])/g, ""); // some are said without a unit
  }

  stream(id: string | null | undefined): Stream | undefined {
    return this.city?.streams.find((s) => s.id === id);
  }

  device(id: string): Device | undefined {
    return this.city?.devices.find((d) => d.id === id);
  }

  place(id: string): Place | undefined {
    return this.city?.places.find((p) => p.id === id);
  }

  lake(id: string): Lake | undefined {
    return this.city?.lakes.find((l) => l.id === id);
  }

  /** Of now always: a stop that was pulled must be seen, and released, from any moment. */
  get stop(): { pulled: boolean; at: number; by: string; id: string } | null {
    const all = Object.values(this.liveHeld.stop) as { id: string; pulled?: boolean; at?: string; by?: string }[];
    const last = all.sort((a, b) => (a.at ?? "").localeCompare(b.at ?? "")).at(-1);
    return last ? { pulled: last.pulled === true, at: Date.parse(last.at ?? ""), by: last.by ?? "", id: last.id } : null;
  }
}

function names({ city, layers }: CityAnswer): Record<string, Name> {
  const all: Record<string, Name> = {};
  // The map names what the declaration leaves nameless: gauges, the river, the sea.
  for (const layer of Object.values(layers) as unknown as FeatureCollection[])
    for (const { properties } of layer.features ?? [])
      if (properties?.["name_zh"] && properties["name_en"])
        for (const id of [properties["id"], properties["city_id"]])
          if (id != null) all[String(id)] = { zh: String(properties["name_zh"]), en: String(properties["name_en"]) };
  const { roles, principals } = city.authority;
  for (const thing of [...roles, ...principals, ...city.case_types, ...city.crews, ...city.places, ...city.devices, ...city.lakes])
    all[thing.id] = thing.name;
  for (const stream of city.streams) {
    const owner = all[stream.thing];
    if (owner && !(stream.id in all)) all[stream.id] = owner;
  }
  return all;
}

export const city = new CityState();
