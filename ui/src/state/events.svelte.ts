/** The event log: pages of what happened, newest first, and what is new since they were read. */

import { client, Trouble, type Event, type EventsAsked, type Said } from "../client.ts";
import { locale, when } from "../i18n.svelte.ts";
import { city } from "./city.svelte.ts";

export const GROUPS = [
  "alert", "case", "crew", "proposal", "order", "decision", "gauge", "escalation", "stop", "forecast", "handover", "system", "reject",
] as const;
export type Group = (typeof GROUPS)[number];
/** Nothing is done about a message rejected; it is there for whoever looks for it. */
const AT_FIRST: readonly Group[] = GROUPS.filter((g) => g !== "reject");
const PAGE = 100;
/** A rare word may be found only on a later page: so many are read by themselves before the reader is asked. */
const EMPTY_PAGES = 5;
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

export interface Filter {
  groups: readonly Group[];
  level: "" | "I" | "II" | "III" | "IV";
  incident: string | null;
  text: string;
}

export function asked(filter: Filter): EventsAsked {
  const query: EventsAsked = {};
  if (filter.groups.length < GROUPS.length) query.kind = filter.groups.join(",");
  if (filter.level) query.level = filter.level;
  if (filter.incident) query.incident = filter.incident;
  if (filter.text.trim()) query.text = filter.text.trim();
  return query;
}

/** What is new stands above what was there; one record may say two things, so a row is known by both. */
export function joined(news: Event[], known: Event[]): Event[] {
  const there = new Set(known.map(keyOf));
  return [...news.filter((e) => !there.has(keyOf(e))), ...known];
}

export function keyOf(event: Event): string {
  return `${event.sequence}/${event.said.key}/${event.subject ?? ""}`;
}

/** A sentence of the log: arguments may be ids, words of the catalogue or instants. */
export function sentence(said: Said, at: number): string {
  const words = city.texts[locale.language] ?? {};
  const args = Object.fromEntries(
    Object.entries(said.args ?? {}).map(([k, v]) => [k, INSTANT.test(v) ? when(Date.parse(v), at) : (words[v] ?? v)]),
  );
  return city.say({ key: said.key, args });
}

class Events {
  filter = $state<Filter>({ groups: AT_FIRST, level: "", incident: null, text: "" });
  rows = $state.raw<Event[]>([]);
  before = $state<number | null>(null);
  loading = $state(false);
  trouble = $state.raw<Trouble | null>(null);
  read = $state(false);
  #asked = 0;

  /** From the newest on; the rows stay until the new ones are there. */
  async load(): Promise<void> {
    await this.#page(null, (found) => (this.rows = found));
    this.read = true;
  }

  async older(): Promise<void> {
    if (this.before !== null) await this.#page(this.before, (found) => (this.rows = [...this.rows, ...found]));
  }

  /** What came since, without moving what is being read. */
  async refresh(): Promise<void> {
    if (this.loading) return;
    const mine = this.#asked;
    try {
      const page = await client.events({ ...asked(this.filter), limit: PAGE });
      if (mine !== this.#asked) return;
      const first = this.rows[0]?.sequence ?? 0;
      // So much has happened that the pages no longer meet: begin again.
      if (page.events.length >= PAGE && page.events.at(-1)!.sequence > first) [this.rows, this.before] = [page.events, page.before ?? null];
      else this.rows = joined(page.events.filter((e) => e.sequence > first), this.rows);
      this.trouble = null;
    } catch {
      return; // the banner says that the line is down; the log goes on when it is back
    }
  }

  csv(): string {
    const query = new URLSearchParams({ ...(asked(this.filter) as Record<string, string>), language: locale.language });
    return `/api/events.csv?${query}`;
  }

  show(filter: Partial<Filter>): void {
    this.filter = { ...this.filter, ...filter };
    void this.load();
  }

  clear(): void {
    this.show({ groups: AT_FIRST, level: "", incident: null, text: "" });
  }

  async #page(before: number | null, take: (found: Event[]) => void): Promise<void> {
    const mine = ++this.#asked;
    this.loading = true;
    this.trouble = null;
    const found: Event[] = [];
    try {
      for (let n = 0; n < EMPTY_PAGES; n++) {
        const page = await client.events({ ...asked(this.filter), limit: PAGE, ...(before === null ? {} : { before }) });
        if (mine !== this.#asked) return;
        found.push(...page.events);
        before = page.before ?? null;
        if (before === null || found.length > 0) break;
      }
      this.before = before;
      take(found);
    } catch (cause) {
      if (mine !== this.#asked) return;
      this.trouble = cause instanceof Trouble ? cause : new Trouble("failed", String(cause));
      if (this.trouble.code === "signed-out") city.signedOut = true;
    } finally {
      if (mine === this.#asked) this.loading = false;
    }
  }
}

export const events = new Events();
