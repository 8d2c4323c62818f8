/** The live line: server-sent events with catch-up by last id, and an own watch over silence. */

import type { Frame } from "./client.ts";

export interface Hears {
  state(frame: Frame): void;
  change(frame: Frame): void;
  connected(): void;
  lost(): void;
  signedOut(): void;
}

/** The server says something every 5 s; after three missed beats the line is dead, whatever the browser thinks. */
const SILENCE_MS = 16_000;
const AGAIN_MS = 2_000;

export class Line {
  #source: EventSource | null = null;
  #boot = "";
  #heard = 0;
  #watch: ReturnType<typeof setInterval> | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  readonly #hears: Hears;

  constructor(hears: Hears) {
    this.#hears = hears;
  }

  open(): void {
    this.close();
    this.#heard = Date.now();
    const source = new EventSource("/api/live");
    this.#source = source;
    source.addEventListener("hello", (e) => this.#hello(e as MessageEvent<string>));
    source.addEventListener("state", (e) => this.#frame(e as MessageEvent<string>, (f) => this.#hears.state(f)));
    source.addEventListener("frame", (e) => this.#frame(e as MessageEvent<string>, (f) => this.#hears.change(f)));
    source.addEventListener("beat", () => this.#alive());
    source.addEventListener("bye", (e) => this.#bye(e as MessageEvent<string>));
    source.addEventListener("error", () => this.#broken(source));
    this.#watch = setInterval(() => {
      if (Date.now() - this.#heard > SILENCE_MS) this.#reopen();
    }, 1_000);
  }

  close(): void {
    this.#source?.close();
    this.#source = null;
    clearInterval(this.#watch);
    clearTimeout(this.#again);
  }

  #alive(): void {
    this.#heard = Date.now();
    this.#hears.connected();
  }

  /** Another process answers: its numbers are not ours, so begin anew instead of catching up. */
  #hello(event: MessageEvent<string>): void {
    const { boot } = JSON.parse(event.data) as { boot: string };
    const changed = this.#boot !== "" && this.#boot !== boot;
    this.#boot = boot;
    if (changed) this.open();
    else this.#alive();
  }

  #frame(event: MessageEvent<string>, tell: (frame: Frame) => void): void {
    this.#alive();
    tell(JSON.parse(event.data) as Frame);
  }

  #bye(event: MessageEvent<string>): void {
    const { reason } = JSON.parse(event.data) as { reason: string };
    if (reason === "signed-out") {
      this.close();
      this.#hears.signedOut();
    }
  }

  /** The browser comes back by itself after a break, but not after an answer that was no stream. */
  #broken(source: EventSource): void {
    this.#hears.lost();
    if (source.readyState === EventSource.CLOSED && this.#source === source) this.#reopen();
  }

  #reopen(): void {
    this.#hears.lost();
    this.#source?.close();
    this.#source = null;
    clearInterval(this.#watch);
    clearTimeout(this.#again);
    this.#again = setTimeout(() => this.open(), AGAIN_MS);
  }
}
