/** What is being done about an incident, most telling first. Pure: tested without a browser. */

import type { Alert, Case, Crew, CrewState, Device, DeviceState, Incident, Place, Proposal, Rule, Task } from "../client.ts";

export interface Known {
  places: Place[];
  devices: Device[];
  crews: Crew[];
  cases: Record<string, Case>;
  tasks: Record<string, Task>;
  crewStates: Record<string, CrewState>;
  proposals: Record<string, Proposal>;
  deviceStates: Record<string, DeviceState>;
  readBack: Record<string, { value: number | null }>;
  alerts: Record<string, Alert>;
  rules: Rule[];
  now: number;
}

export type Doing =
  | { what: "travelling"; crew: string; due: number | null; left: number }
  | { what: "working" | "onsite" | "done"; crew: string }
  | { what: "waiting" }
  | { what: "proposal"; proposal: string }
  | { what: "moving"; device: string; to: number; opens: boolean }
  | { what: "running"; device: string }
  | { what: "watched" }
  | { what: "nobody" };

/** Machines that bear on a place: its own, those of the water below it, those that watch the same level. */
export function devicesFor(place: Place | undefined, devices: Device[]): Device[] {
  if (!place) return [];
  const near = new Set([place.id, place.below ?? place.id]);
  return devices.filter((d) => near.has(d.thing) || (place.stream != null && d.level === place.stream));
}

export function proposalsFor(ids: ReadonlySet<string>, proposals: Record<string, Proposal>): Proposal[] {
  return Object.values(proposals).filter(
    (p) => p.plan.targets.some((x) => ids.has(x.device)) || p.plan.predicted.some((x) => ids.has(x.subject)),
  );
}

/** Where a gate is: its newest read-back, else what the city brain last saw or ordered. */
export function position(device: Device, state: DeviceState | undefined, readBack: Known["readBack"]): number | null {
  return readBack[device.read_back]?.value ?? state?.seen ?? state?.ordered ?? null;
}

/** A gate is on its way when it isn't yet where the approved plan wants it; 1.5 % may be its gauge's noise. */
export function moving(state: DeviceState | undefined, at: number | null): boolean {
  if (!state || at === null || state.local_override || state.fault) return false;
  return Math.abs(state.target - at) > 1.5;
}

export function doingAbout(incident: Incident, known: Known): Doing[] {
  const place = known.places.find((p) => p.id === incident.place);
  const near = devicesFor(place, known.devices);
  const ids = new Set([incident.place, place?.below ?? incident.place, ...near.map((d) => d.id)]);
  const found = [...crewsAt(incident, known), ...waitingProposals(ids, known), ...machines(near, known)];
  return found.length > 0 ? found : [{ what: needsSomebody(incident, known) ? "nobody" : "watched" }];
}

/** By its rules, somebody must see to it: there is a case, or a standing alert has reached the level that opens one. */
function needsSomebody(incident: Incident, known: Known): boolean {
  if (incident.case) return true;
  return incident.standing.some((id) => {
    const alert = known.alerts[id];
    const rule = known.rules.find((r) => r.id === alert?.rule);
    return !alert || !rule || (rule.case_type != null && (RANK[alert.level] ?? 0) >= (RANK[rule.case_from ?? "III"] ?? 0));
  });
}

function crewsAt(incident: Incident, known: Known): Doing[] {
  const tasks = Object.values(known.tasks).filter(
    (t) => t.case === incident.case && t.status !== "recalled" && t.status !== "done",
  );
  return tasks.flatMap((task): Doing[] => {
    if (!task.crew) return [{ what: "waiting" }];
    if (task.status === "travelling")
      return [arrival(task.crew, task.expected_at, known.now)];
    return [{ what: task.status === "working" ? "working" : "onsite", crew: task.crew }];
  });
}

/** When a crew arrives, as clock time and as what is left; nobody has said when: no time, and nothing left. */
function arrival(crew: string, expected: string | null | undefined, now: number): Doing {
  const due = expected ? Date.parse(expected) : null;
  return { what: "travelling", crew, due, left: due === null ? 0 : due - now };
}

function waitingProposals(ids: ReadonlySet<string>, known: Known): Doing[] {
  return proposalsFor(ids, known.proposals)
    .filter((p) => p.status === "open")
    .map((p) => ({ what: "proposal", proposal: p.id }));
}

function machines(near: Device[], known: Known): Doing[] {
  return near.flatMap((device): Doing[] => {
    const state = known.deviceStates[device.id];
    if (!state) return [];
    if (device.kind === "pump") return state.running_since ? [{ what: "running", device: device.id }] : [];
    const at = position(device, state, known.readBack);
    if (!moving(state, at)) return [];
    return [{ what: "moving", device: device.id, to: state.target, opens: state.target > at! }];
  });
}

const RANK: Record<string, number> = { I: 4, II: 3, III: 2, IV: 1 };

/** Worst level first; of one level the newest first, since the older one is more likely looked after. */
export function worstFirst(a: Incident, b: Incident): number {
  return (RANK[b.level] ?? 0) - (RANK[a.level] ?? 0) || b.opened_at.localeCompare(a.opened_at) || a.id.localeCompare(b.id);
}

/** The next promise of a case that isn't kept yet. */
export function nextDeadline(held: Case | undefined): { what: string; due: number } | null {
  const open = (held?.deadlines ?? []).filter((d) => !d.met_at).sort((a, b) => a.due.localeCompare(b.due));
  return open[0] ? { what: open[0].what, due: Date.parse(open[0].due) } : null;
}
