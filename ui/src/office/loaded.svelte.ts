/** An answer that is asked for, shown while it lasts, and asked for again; and one wish at a time. */

import { onMount } from "svelte";
import { Trouble } from "../client.ts";

export function troubleOf(cause: unknown): Trouble {
  return cause instanceof Trouble ? cause : new Trouble("failed", String(cause));
}

export class Loaded<T> {
  value = $state.raw<T | null>(null);
  trouble = $state.raw<Trouble | null>(null);
  busy = $state(false);
  #run = 0;

  /** The newest question wins: an older answer that comes late is dropped. */
  async load(ask: () => Promise<T>): Promise<void> {
    const run = ++this.#run;
    this.busy = true;
    try {
      const value = await ask();
      if (run === this.#run) [this.value, this.trouble] = [value, null];
    } catch (cause) {
      if (run === this.#run) this.trouble = troubleOf(cause);
    } finally {
      if (run === this.#run) this.busy = false;
    }
  }
}

const LOOK_MS = 500;

/** While a screen is there: loads at once, and again every half second while something moves or nobody answers. */
export function looking<T>(of: Loaded<T>, load: () => Promise<void>, moving: () => boolean, gone: () => void): void {
  onMount(() => {
    void load();
    const beat = setInterval(() => {
      if ((moving() || of.trouble?.code === "offline") && !of.busy) void load();
    }, LOOK_MS);
    return () => {
      clearInterval(beat);
      gone();
    };
  });
}

export class Wish {
  /** What is being done, by a name of the screen's own; null: nothing. */
  doing = $state<string | null>(null);
  trouble = $state.raw<Trouble | null>(null);
  /** What the trouble is about, so that it is told beside it. */
  about = $state<string | null>(null);

  async do<T>(name: string, act: () => Promise<T>): Promise<T | undefined> {
    if (this.doing !== null) return undefined;
    this.doing = name;
    this.trouble = null;
    this.about = name;
    try {
      return await act();
    } catch (cause) {
      this.trouble = troubleOf(cause);
      return undefined;
    } finally {
      this.doing = null;
    }
  }
}
