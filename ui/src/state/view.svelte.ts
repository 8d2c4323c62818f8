/** Derived for the screen: the list of incidents with what is done about each, and what belongs to a selection. */

import type { Alert, Device, Incident, Lake, Proposal } from "../client.ts";
import { client, may, newId, Trouble, type Action, type Done } from "../client.ts";
import { depth, quantity, t, type Name } from "../i18n.svelte.ts";
import { city } from "./city.svelte.ts";
import { events } from "./events.svelte.ts";
import { devicesFor, doingAbout, nextDeadline, proposalsFor, worstFirst, type Doing } from "./doing.ts";

const RECENT_MS = 3_600_000;
/** A tick that takes longer than this is worth a word. */
const LATE_MS = 1_500;
const AGAIN_MS = 1_000;
export const LEVELS = ["I", "II", "III", "IV"] as const;

/** What a role has to grant where that isn't called as the action is (model/intent.py). */
const RIGHTS: Partial<Record<Action, string>> = { "plan.propose": "proposal.make" };

export interface Row {
  incident: Incident;
  alerts: Alert[];
  unacknowledged: Alert[];
  doing: Doing[];
  deadline: { what: string; due: number } | null;
  reason: string;
}

/** Alerts of an incident as they were on the screen when somebody pressed. */
export interface Seen {
  incident: string;
  seen: Alert[];
}

class View {
  search = $state("");
  /** Which of the panes a phone shows. */
  pane = $state<"wrong" | "map" | "time" | "detail">("wrong");
  helping = $state(false);
  rows = $state<string | null>(null);
  /** The look ahead that is opened. */
  decision = $state<string | null>(null);
  error = $state.raw<Trouble | null>(null);
  pending = $state<string | null>(null);
  /** A wish that the city has taken and not done yet: it waits for a tick. */
  late = $state<Action | null>(null);
  /** What came of the last wish, where that is worth a sentence. */
  told = $state<string | null>(null);
  /** Asked once more before it is done, since level I is among it. */
  acknowledging = $state.raw<Seen | null>(null);
  logging = $state(false);
  handing = $state(false);

  open = $derived(Object.values(city.held.incident).filter((i) => !i.closed_at).sort(worstFirst));
  recent = $derived(
    Object.values(city.held.incident)
      .filter((i) => i.closed_at && city.now - Date.parse(i.closed_at) < RECENT_MS)
      .sort((a, b) => (b.closed_at ?? "").localeCompare(a.closed_at ?? "")),
  );
  list = $derived(this.open.map((i) => this.row(i)));
  /** Of now always: what comes up while one looks at another moment must be seen. */
  counts = $derived.by(() => {
    const open = Object.values(city.liveHeld.incident).filter((i) => !i.closed_at);
    return LEVELS.map((level) => ({ level, n: open.filter((i) => i.level === level).length }));
  });
  waiting = $derived(
    Object.values(city.held.proposal)
      .filter((p) => p.status === "open")
      .sort((a, b) => a.plan.expires_at.localeCompare(b.plan.expires_at)),
  );
  silent = $derived(Object.entries(city.values).filter(([, v]) => v.stale).map(([id]) => id));

  row(incident: Incident): Row {
    const alerts = incident.alerts.map((id) => city.held.alert[id]).filter((a) => a !== undefined);
    const standing = alerts.filter((a) => a.present);
    const told = [...(standing.length ? standing : alerts)].sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level))[0];
    return {
      incident,
      alerts,
      unacknowledged: alerts.filter((a) => a.phase === "unacknowledged" || a.phase === "returned-unacknowledged"),
      doing: doingAbout(incident, {
        places: city.city?.places ?? [], devices: city.city?.devices ?? [], crews: city.city?.crews ?? [],
        cases: city.held.case, tasks: city.held.task, crewStates: city.held.crew, proposals: city.held.proposal,
        deviceStates: city.held.device, readBack: city.values, alerts: city.held.alert,
        rules: city.city?.rules ?? [], now: city.now,
      }),
      deadline: incident.case ? nextDeadline(city.held.case[incident.case]) : null,
      reason: told ? city.say(told.reason) : "",
    };
  }

  get selectedIncident(): Incident | null {
    return city.selected?.kind === "incident" ? (city.held.incident[city.selected.id] ?? null) : null;
  }

  select(kind: "incident" | "place" | "device" | "crew", id: string): void {
    city.selected = { kind, id };
    this.pane = "detail";
  }

  /** To the proposals that wait, the one that expires first on top. */
  decide(): void {
    city.selected = null;
    this.pane = "detail";
  }

  /** The look ahead that stands: the newest known at the moment shown. */
  openDecision(): void {
    this.decision = Object.keys(city.held.decision).at(-1) ?? null;
  }

  clear(): void {
    city.selected = null;
    if (this.pane === "detail") this.pane = "wrong";
  }

  /** j and k: the next or previous incident of the list. */
  move(step: 1 | -1): void {
    const ids = this.open.map((i) => i.id);
    if (ids.length === 0) return;
    const at = city.selected?.kind === "incident" ? ids.indexOf(city.selected.id) : -1;
    const next = at < 0 ? (step > 0 ? 0 : ids.length - 1) : Math.min(ids.length - 1, Math.max(0, at + step));
    city.selected = { kind: "incident", id: ids[next]! };
    document.getElementById(`row-${ids[next]}`)?.scrollIntoView({ block: "nearest" });
  }

  /** Nothing is done from another moment than now: what is seen there isn't so any more, or not yet. */
  allowed(action: Action): boolean {
    return city.shown === null && may(city.session, RIGHTS[action] ?? action);
  }

  /** Why a button can't be pressed, for its title. */
  forbidden(action: Action): string | undefined {
    if (!may(city.session, RIGHTS[action] ?? action)) return t("forbidden");
    return city.shown === null ? undefined : t("travel.forbidden");
  }

  async act(action: Action, target: string, args: Record<string, string> = {}): Promise<boolean> {
    return (await this.ask(action, target, args)) !== null;
  }

  /** Sends a wish and waits until it is done, however late the city's next tick is; null: it was not done. */
  async ask(action: Action, target: string, args: Record<string, string> = {}): Promise<Done | null> {
    this.error = null;
    this.told = null;
    this.pending = `${action} ${target}`;
    const [id, slow] = [newId(), setTimeout(() => (this.late = action), LATE_MS)];
    try {
      for (;;) {
        const answer = await client.act(action, target, args, id);
        if (answer.result !== "waiting") return answer;
        this.late = action;
        await new Promise((again) => setTimeout(again, AGAIN_MS));
      }
    } catch (cause) {
      this.error = cause instanceof Trouble ? cause : new Trouble("failed", String(cause));
      if (this.error.code === "signed-out") city.signedOut = true;
      return null;
    } finally {
      clearTimeout(slow);
      this.late = null;
      this.pending = null;
    }
  }

  /** What happened; of one incident where that is asked. */
  openLog(incident: string | null = null): void {
    if (events.filter.incident !== incident) events.filter = { ...events.filter, incident };
    this.logging = true;
  }

  /** All alerts of an incident that are on the screen now; with level I among them it is asked once more. */
  async acknowledge(incident: Incident): Promise<void> {
    const seen = this.row(incident).unacknowledged;
    if (!this.allowed("alert.acknowledge") || seen.length === 0 || this.pending) return;
    const wish = { incident: incident.id, seen };
    if (seen.some((a) => a.level === "I")) this.acknowledging = wish;
    else await this.acknowledgeSeen(wish);
  }

  /** One wish for all: what rose since, or has become graver, is not acknowledged unseen. */
  async acknowledgeSeen({ incident, seen }: Seen): Promise<boolean> {
    const done = await this.ask("alert.acknowledge", incident, Object.fromEntries(seen.map((a) => [a.id, a.level])));
    if (done) this.told = acknowledgedText(done.counts);
    return done !== null;
  }
}

/** "3 acknowledged, 1 newer one not": nothing to say where all went as it was seen. */
export function acknowledgedText(counts: Done["counts"]): string | null {
  if (!counts) return null;
  const done = counts.acknowledged === 0 ? t("acknowledge.none") : t("acknowledge.done", { n: counts.acknowledged });
  return counts.newer > 0 ? t("acknowledge.newer", { done, n: counts.newer }) : done;
}

export const view = new View();

/** "31 cm" for street water, "1.42 m" for levels; in words where there is no reading. */
export function reading(stream: string | null | undefined): string {
  const held = stream ? city.values[stream] : undefined;
  if (!stream || held?.value == null) return t(city.shown?.forecast ? "value.unforeseen" : "value.none");
  const declared = city.stream(stream);
  return declared?.measures === "depth" ? depth(held.value) : quantity(held.value, declared?.unit ?? "");
}

/** The lake a place belongs to by sharing its level, or that it is. */
export function lakeOf(id: string): Lake | undefined {
  const stream = city.place(id)?.stream;
  return city.city?.lakes.find((l) => l.id === id || (stream != null && l.level === stream));
}

export function subject(selected: NonNullable<typeof city.selected>): string {
  if (selected.kind !== "incident") return selected.id;
  // At another moment it may not have been yet: then what is shown is its place.
  return (city.held.incident[selected.id] ?? city.liveHeld.incident[selected.id])?.place ?? selected.id;
}

export function devicesOf(place: string): Device[] {
  return devicesFor(city.place(place) ?? { id: place, name: { zh: "", en: "" } as Name, at: [0, 0] as never, kind: "", people: 0 }, city.city?.devices ?? []);
}

/** Proposals for what is selected, open ones first, then the newest. */
export function proposalsOf(ids: ReadonlySet<string>): Proposal[] {
  return proposalsFor(ids, city.held.proposal)
    .sort((a, b) => Number(b.status === "open") - Number(a.status === "open") || b.made_at.localeCompare(a.made_at))
    .slice(0, 4);
}
