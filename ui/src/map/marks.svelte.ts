/** The markers of the map as data: what each is, says and ranks; drawn by Markers.svelte. */

import type { Lake, Level } from "../client.ts";
import { ahead, depth, hour, quantity, t, word } from "../i18n.svelte.ts";
import { city } from "../state/city.svelte.ts";
import { moving, position } from "../state/doing.ts";
import { distrusted } from "../state/trust.ts";
import { lakeOf, reading, view } from "../state/view.svelte.ts";
import { crewAt, type CrewSpot } from "./moving.ts";
import type { LonLat } from "./places.ts";

export interface Mark {
  id: string;
  kind: "low" | "gate" | "pump" | "crew" | "gauge";
  at: LonLat;
  name: string;
  /** The part that is said in bold: a depth, an opening. */
  value: string;
  /** Said to screen readers where nothing is written: off, at its station, dry. */
  hidden: string;
  level: Level | null;
  stale: boolean;
  /** Opening in %, depth in m, 1 for a running pump, the crew's number; null where unknown. */
  amount: number | null;
  rank: number;
  must: boolean;
  trouble: boolean;
  /** Of crews: out, the way it goes in degrees from north, and whether it should be there by now. */
  away?: boolean;
  heading?: number | null;
  late?: boolean;
}

/** What is selected, as the id of its marker: a lake's bank is the lake. */
export function chosenId(): string | null {
  if (!city.selected) return null;
  const id = view.selectedIncident?.place ?? city.selected.id;
  return lakeOf(id)?.id ?? id;
}

/** The worst level at a lake, whichever of its places it stands at. */
export function lakeLevel(lake: Lake): Level | undefined {
  return view.open.find((i) => lakeOf(i.place) === lake)?.level;
}

const LEVEL_RANK: Record<string, number> = { I: 90, II: 80, III: 70, IV: 60 };

export function marks(where: Map<string, LonLat>): Mark[] {
  const levelAt: Record<string, Level> = {};
  for (const i of [...view.open].reverse()) levelAt[i.place] = i.level;
  const chosen = chosenId();
  // Where crews will be isn't foreseen, so at a moment to come there are none.
  const ahead = city.shown?.forecast === true;
  const found = [...lows(where, levelAt), ...machines(where), ...(ahead ? [] : crews(where)), ...gauges(where)].map(ahead ? expected : doubted());
  return found.map((m) => (m.id === chosen ? { ...m, must: true, rank: 100 } : m));
}

/** What is only expected says so with each number. */
function expected(mark: Mark): Mark {
  return mark.value && mark.amount !== null ? { ...mark, value: `≈ ${mark.value}` } : mark;
}

/** A gauge that isn't believed carries a sign, not a colour alone. */
function doubted(): (mark: Mark) => Mark {
  const gauges = new Set(distrusted(city.held.estimate));
  if (gauges.size === 0) return (mark) => mark;
  return (mark) => {
    const stream = city.place(mark.id)?.stream ?? mark.id;
    return gauges.has(stream) ? { ...mark, value: `≠ ${mark.value}`, hidden: `${t("trust.mark")} ${mark.hidden}`, trouble: true, must: true } : mark;
  };
}

function lows(where: Map<string, LonLat>, levelAt: Record<string, Level>): Mark[] {
  const lakes = new Set<string>(city.city!.lakes.flatMap((l) => [l.id, l.level]));
  return city.city!.places.flatMap((place): Mark[] => {
    const at = where.get(place.id);
    if (!at || !place.stream || lakes.has(place.id) || lakes.has(place.stream)) return [];
    const held = city.values[place.stream];
    const level = levelAt[place.id] ?? null;
    const wet = (held?.value ?? 0) >= 0.01;
    const isDepth = city.stream(place.stream)?.measures === "depth";
    const value = held?.value == null ? t("value.none") : isDepth ? (wet ? depth(held.value) : "") : reading(place.stream);
    const name = city.name(place.id);
    return [
      {
        id: place.id, kind: isDepth ? "low" : "gauge", at, name, value, level, stale: held?.stale ?? false, amount: held?.value ?? null,
        hidden: reading(place.stream),
        rank: level ? LEVEL_RANK[level]! : isDepth && wet ? 50 : 5, must: level !== null, trouble: false,
      },
    ];
  });
}

/** Gauges of the map that no other marker speaks for: canals, river, tide, rain. */
function gauges(where: Map<string, LonLat>): Mark[] {
  const declared = city.city!;
  const spoken = new Set<string | null | undefined>([
    ...declared.lakes.map((l) => l.level), ...declared.places.map((p) => p.stream), ...declared.devices.map((d) => d.read_back),
  ]);
  return declared.streams.flatMap((stream): Mark[] => {
    const at = where.get(stream.id);
    if (!at || spoken.has(stream.id)) return [];
    const held = city.values[stream.id];
    const name = city.name(stream.id);
    const value = reading(stream.id);
    return [
      {
        id: stream.id, kind: "gauge", at, name, value, hidden: "", level: null, stale: held?.stale ?? false,
        amount: held?.value ?? null, rank: held?.stale ? 20 : 2, must: false, trouble: false,
      },
    ];
  });
}

function machines(where: Map<string, LonLat>): Mark[] {
  return city.city!.devices.flatMap((device): Mark[] => {
    const at = where.get(device.id);
    if (!at) return [];
    const state = city.held.device[device.id];
    const held = city.values[device.read_back];
    const name = city.name(device.id);
    const shared = { id: device.id, at, name, level: null, stale: held?.stale ?? false, must: false };
    const trouble = Boolean(state?.fault || state?.safe || state?.local_override);
    if (device.kind === "gate") {
      const open = held?.value ?? state?.seen ?? null;
      const goes = moving(state, position(device, state, city.values)) ? ` → ${quantity(state!.target, "%")}` : "";
      return [
        {
          ...shared, kind: "gate", amount: open, trouble, rank: goes || trouble ? 58 : 30,
          value: open === null ? reading(device.read_back) : quantity(open, "%") + goes,
          hidden: "",
        },
      ];
    }
    const on = held?.value == null ? null : held.value > 0.01 ? 1 : 0;
    return [
      {
        ...shared, kind: "pump", amount: on, trouble, rank: on ? 25 : 10,
        value: on ? quantity(held!.value!, "m3/s") : on === null ? reading(device.read_back) : "",
        hidden: word("pump", on === null ? "unknown" : on ? "running" : "off"),
      },
    ];
  });
}

function crews(where: Map<string, LonLat>): Mark[] {
  return city.city!.crews.flatMap((crew, n): Mark[] => {
    const found = crewAt(city, crew.id, where);
    // Who has no skill that a storm asks for stands on the rounds, and not here.
    if (!found || (crew.skills.length === 0 && !(crew.id in city.held.crew))) return [];
    const status = city.held.crew[crew.id]?.status ?? "home";
    const away = status !== "home";
    const late = status === "travelling" && found.due !== null && city.now > found.due;
    const name = city.name(crew.id);
    return [
      {
        id: crew.id, kind: "crew", at: found.at, name, value: away ? crewText(status, found, late) : "", level: null, stale: false,
        hidden: word("crew", status), amount: n + 1, rank: late ? 59 : away ? 57 : 3, must: late,
        trouble: late, away, heading: found.heading, late,
      },
    ];
  });
}

/** When it arrives, as clock time and what is left; where it is, once it is there. */
function crewText(status: string, { due }: CrewSpot, late: boolean): string {
  if (due === null || (status !== "travelling" && status !== "returning")) return word("crew", status);
  const time = hour(due);
  if (status === "returning") return t("crew.back", { time });
  return late ? t("crew.late", { time }) : t("crew.arrives", { time, left: ahead(due - city.now) });
}
