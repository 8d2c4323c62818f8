/** What somebody began to write and hasn't sent, kept in this browser. After a day the city has let go of its photos. */

import { recall, remember } from "../i18n.svelte.ts";

const PREFIX = "banyan.draft.";
const LASTS_MS = 20 * 3_600_000;

interface Kept<T> {
  at: number;
  what: T;
}

export class Draft<T> {
  #key: string;
  /** When what was found here was begun; null: nothing was found. */
  readonly at: number | null;
  readonly found: T | null;
  /** Looking at it again and writing on make it no younger: the city lets go of its photos a day after they came. */
  #begun: number | null;

  /** `whose`: the screen and who is signed in, so that nobody reads another's. */
  constructor(whose: string, now = Date.now()) {
    this.#key = PREFIX + whose;
    const kept = read<T>(this.#key);
    const fresh = kept !== null && now - kept.at < LASTS_MS && kept.at <= now;
    [this.at, this.found] = fresh ? [kept.at, kept.what] : [null, null];
    this.#begun = this.at;
    if (kept && !fresh) this.drop();
  }

  keep(what: T): void {
    this.#begun ??= Date.now();
    remember(this.#key, JSON.stringify({ at: this.#begun, what } satisfies Kept<T>));
  }

  /** What is kept next is another one, with a time of its own. */
  drop(): void {
    this.#begun = null;
    forget(this.#key);
  }
}

function read<T>(key: string): Kept<T> | null {
  try {
    const kept = JSON.parse(recall(key) ?? "null") as Kept<T> | null;
    return kept && typeof kept.at === "number" && kept.what ? kept : null;
  } catch {
    return null;
  }
}

function forget(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    return;
  }
}

/** All desks' drafts, when somebody signs out. A resident's own stays on their device. */
export function forgetDesks(): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(`${PREFIX}desk.`)) localStorage.removeItem(key);
  } catch {
    return;
  }
}
