/** What-ifs asked from this screen: the form, how far its answer is, and the one it is compared with. */

import { client, may, newId, Trouble, type WhatIfList, type WhatIfResult, type WhatIfView } from "../client.ts";
import { newest } from "../charts/timeline.ts";
import { city } from "./city.svelte.ts";
import { FRESH, question, type Form } from "./whatif.ts";

const POLL_MS = 700;

class WhatIfs {
  open = $state(false);
  form = $state<Form>(structuredClone(FRESH));
  list = $state.raw<WhatIfList | null>(null);
  view = $state.raw<WhatIfView | null>(null);
  other = $state.raw<WhatIfResult | null>(null);
  trouble = $state.raw<Trouble | null>(null);
  /** What was done last, in a word: kept or proposed. */
  done = $state<"kept" | "proposed" | null>(null);
  #poll: ReturnType<typeof setTimeout> | undefined;

  result = $derived<WhatIfResult | null>(this.view?.result ?? null);
  running = $derived(this.view !== null && (this.view.state === "waiting" || this.view.state === "running"));

  /** A right of its own, since a simulation takes a processor. */
  get may(): boolean {
    return may(city.session, "whatif.run");
  }

  async look(): Promise<void> {
    await this.#try(async () => {
      this.list = await client.whatifs();
      const going = this.list.unfinished[0];
      // A page that was closed meanwhile finds its question again.
      if (going && !this.view) await this.show(going.id);
    });
  }

  async run(): Promise<void> {
    this.done = null;
    this.other = null;
    await this.#try(async () => {
      this.view = await client.askWhatIf(question($state.snapshot(this.form), newest(city.liveHeld.forecast, city.liveNow), city.liveNow));
      this.#follow();
    });
  }

  async show(id: string): Promise<void> {
    this.done = null;
    await this.#try(async () => {
      this.view = await client.whatif(id);
      this.#follow();
    });
  }

  async compare(id: string): Promise<void> {
    await this.#try(async () => {
      this.other = id ? ((await client.whatif(id)).result ?? null) : null;
    });
  }

  async keep(name: string): Promise<void> {
    const id = this.view?.id;
    if (!id) return;
    await this.#try(async () => {
      await client.keepWhatIf(id, name);
      this.done = "kept";
      this.list = await client.whatifs();
    });
  }

  async propose(): Promise<boolean> {
    const id = this.view?.id;
    if (!id) return false;
    return this.#try(async () => {
      await client.proposeWhatIf(id, newId());
      this.done = "proposed";
    });
  }

  close(): void {
    clearTimeout(this.#poll);
    this.open = false;
  }

  #follow(): void {
    clearTimeout(this.#poll);
    const asked = this.view;
    if (!asked || !this.running) {
      if (asked?.state === "done") void client.whatifs().then((list) => (this.list = list), () => undefined);
      return;
    }
    this.#poll = setTimeout(() => {
      void this.#try(async () => {
        const found = await client.whatif(asked.id);
        if (this.view?.id === asked.id) this.view = found;
      }).then(() => this.#follow());
    }, POLL_MS);
  }

  async #try(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      this.trouble = null;
      return true;
    } catch (cause) {
      this.trouble = cause instanceof Trouble ? cause : new Trouble("failed", String(cause));
      if (this.trouble.code === "signed-out") city.signedOut = true;
      return false;
    }
  }
}

export const whatifs = new WhatIfs();
