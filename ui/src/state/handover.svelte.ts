/** The shifts' notes: the one that waits, and those before it. */

import { client, Trouble, type Handover } from "../client.ts";
import { city } from "./city.svelte.ts";

export const LONGEST = 4_000;

class Handovers {
  all = $state.raw<Handover[] | null>(null);
  trouble = $state.raw<Trouble | null>(null);
  /** Kept while the panel is closed: a note half written must not be lost to a look at the map. */
  draft = $state("");
  /** What goes on paper. */
  printed = $state.raw<Handover | null>(null);

  /** The one that waits to be confirmed: at most one does. */
  waiting = $derived(Object.values(city.liveHeld.handover).find((h) => !h.confirmed_by && !h.replaced_by));

  async load(): Promise<void> {
    try {
      this.all = await client.handovers();
      this.trouble = null;
    } catch (cause) {
      this.trouble = cause instanceof Trouble ? cause : new Trouble("failed", String(cause));
      if (this.trouble.code === "signed-out") city.signedOut = true;
    }
  }
}

export const handovers = new Handovers();
