/** Looks ahead that were opened: read once each, since what was decided never changes. */

import { client, Trouble, type Decision, type DecisionLine } from "../client.ts";
import { city } from "./city.svelte.ts";

const KEPT = 12;
const NEIGHBOURS_MS = 4 * 3_600_000;

class Decisions {
  #read = $state.raw<Record<string, Decision>>({});
  trouble = $state.raw<Trouble | null>(null);

  /** The newest is in the frame already; the others are asked for. */
  get(id: string): Decision | null {
    return this.#read[id] ?? null;
  }

  async open(id: string): Promise<void> {
    this.trouble = null;
    if (this.#read[id]) return;
    try {
      const found = await client.decision(id);
      const kept = Object.entries(this.#read).slice(1 - KEPT);
      this.#read = { ...Object.fromEntries(kept), [id]: found };
    } catch (cause) {
      this.trouble = cause instanceof Trouble ? cause : new Trouble("failed", String(cause));
      if (this.trouble.code === "signed-out") city.signedOut = true;
    }
  }

  /** Those before and after one, for stepping through them; none while the line is down. */
  async around(asked: number): Promise<DecisionLine[]> {
    return client.decisions(asked - NEIGHBOURS_MS, asked + NEIGHBOURS_MS).catch(() => []);
  }
}

export const decisions = new Decisions();
