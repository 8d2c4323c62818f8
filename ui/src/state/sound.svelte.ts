/** The alarm for level I: two tones, again every ten seconds, until somebody acknowledges or mutes. */

import type { Alert } from "../client.ts";
import { recall, remember } from "../i18n.svelte.ts";
import { city } from "./city.svelte.ts";

export const EVERY_S = 10;
export const MUTE_MS = 10 * 60_000;
const SETTING = "banyan.sound";
const MUTED = "banyan.sound.muted";
/** A hidden page's timers may run only once a minute, so rings are put onto the audio clock this far ahead. */
const AHEAD_S = 75;
const TONES: [hertz: number, at: number][] = [[880, 0], [660, 0.4], [880, 0.8], [660, 1.2]];
const TONE_S = 0.34;

export interface Mute {
  until: number;
  /** What was ringing when it was muted; anything else rings. */
  ids: string[];
}

/** Level I that nobody has acknowledged; what is shelved was seen. */
export function alarmsIn(alerts: Record<string, Alert>): Alert[] {
  return Object.values(alerts).filter(
    (a) => a.level === "I" && !a.shelved_until && (a.phase === "unacknowledged" || a.phase === "returned-unacknowledged"),
  );
}

/** The mute as it still holds: not after its time, not for anything new; what is over may ring again when it comes back. */
export function holds(mute: Mute | null, ringing: string[], now: number): Mute | null {
  if (!mute || now >= mute.until || mute.until > now + MUTE_MS) return null;
  if (ringing.some((id) => !mute.ids.includes(id))) return null;
  return { until: mute.until, ids: ringing };
}

export type SoundState = "off" | "locked" | "quiet" | "ringing" | "muted";

class Sound {
  on = $state(recall(SETTING) !== "off");
  /** The browser lets a page sound only after somebody has pressed something on it. */
  locked = $state(true);
  mute = $state.raw<Mute | null>(kept());
  /** Wall time, twice a second: for what is left of the mute and for the title. */
  wall = $state(Date.now());
  alarms = $derived(alarmsIn(city.liveHeld.alert));

  #context: AudioContext | null = null;
  #tones: OscillatorNode[] = [];
  #until = 0;

  get state(): SoundState {
    if (!this.on) return "off";
    if (this.alarms.length > 0 && this.mute) return "muted";
    if (this.locked) return "locked";
    return this.alarms.length > 0 ? "ringing" : "quiet";
  }

  get left(): number {
    return this.mute ? Math.max(0, this.mute.until - this.wall) : 0;
  }

  /** Every other second: for the title of a page that lies behind others. */
  get flash(): boolean {
    return this.alarms.length > 0 && this.state !== "muted" && Math.floor(this.wall / 1_000) % 2 === 0;
  }

  /** Called twice a second. */
  tick(): void {
    this.wall = Date.now();
    const after = holds(this.mute, this.alarms.map((a) => a.id), this.wall);
    if (after?.until !== this.mute?.until || after?.ids.length !== this.mute?.ids.length) this.#keep(after);
    this.locked = this.#context?.state !== "running";
    if (this.state === "ringing") this.#ring();
    else this.#hush();
  }

  /** A press anywhere on the page lets it sound from then on. */
  unlock(): void {
    if (!this.on) return;
    try {
      this.#context ??= new AudioContext();
      void this.#context.resume().then(() => this.tick(), () => undefined);
    } catch {
      this.#context = null; // a machine without any audio device
    }
  }

  quiet(): void {
    if (this.alarms.length === 0) return;
    this.#keep({ until: Date.now() + MUTE_MS, ids: this.alarms.map((a) => a.id) });
    this.tick();
  }

  unmute(): void {
    this.#keep(null);
    this.unlock();
    this.tick();
  }

  turn(on: boolean): void {
    this.on = on;
    remember(SETTING, on ? "on" : "off");
    if (on) this.unlock();
    this.tick();
  }

  #keep(mute: Mute | null): void {
    this.mute = mute;
    remember(MUTED, mute ? JSON.stringify(mute) : "");
  }

  #ring(): void {
    const context = this.#context!;
    let at = Math.max(this.#until, context.currentTime + 0.05);
    for (; at < context.currentTime + AHEAD_S; at += EVERY_S) for (const [hertz, after] of TONES) this.#tone(context, hertz, at + after);
    this.#until = at;
  }

  #tone(context: AudioContext, hertz: number, at: number): void {
    const [tone, gain] = [context.createOscillator(), context.createGain()];
    tone.type = "triangle";
    tone.frequency.value = hertz;
    // Up and down within hundredths of a second: a tone cut off cracks.
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(0.6, at + 0.02);
    gain.gain.setValueAtTime(0.6, at + TONE_S - 0.04);
    gain.gain.linearRampToValueAtTime(0, at + TONE_S);
    tone.connect(gain).connect(context.destination);
    tone.start(at);
    tone.stop(at + TONE_S);
    tone.onended = () => (this.#tones = this.#tones.filter((t) => t !== tone));
    this.#tones.push(tone);
  }

  #hush(): void {
    for (const tone of this.#tones) {
      tone.onended = null;
      tone.stop();
      tone.disconnect();
    }
    this.#tones = [];
    this.#until = 0;
  }
}

function kept(): Mute | null {
  try {
    const found = JSON.parse(recall(MUTED) ?? "") as Partial<Mute>;
    return typeof found.until === "number" && Array.isArray(found.ids) ? { until: found.until, ids: found.ids.map(String) } : null;
  } catch {
    return null;
  }
}

export const sound = new Sound();
