/** A report while it is written: what, where, answers, photos; kept as a draft until it is sent. Desk and residents share it. */

import { newId } from "../client.ts";
import type { Attribute } from "../cases/api.ts";
import type { LonLat } from "../map/places.ts";
import { Draft } from "./draft.ts";
import { fill, type Answers, type Form } from "./form.ts";

export interface Photo {
  ref: string;
  /** A picture to show: of this page's own memory, gone with it. */
  url?: string;
}

interface Written {
  id: string;
  type: string;
  site: string;
  text: string;
  address: string;
  channel: string;
  at: LonLat | null;
  values: Record<string, string | string[]>;
  answers: Answers;
  photos: { ref: string }[];
}

export class Begun {
  #draft: Draft<Written>;
  /** The same for every try, after a reload too: a report that was sent twice over a bad line is one. */
  id = $state(newId());
  type = $state("");
  site = $state("");
  text = $state("");
  address = $state("");
  channel = $state("phone");
  at = $state.raw<LonLat | null>(null);
  values = $state.raw<Record<string, string | string[]>>({});
  answers = $state.raw<Answers>({});
  photos = $state.raw<Photo[]>([]);
  /** When the draft was begun that is shown again; null: nothing was kept. */
  from = $state<number | null>(null);
  #sent = false;

  constructor(whose: string) {
    this.#draft = new Draft<Written>(whose);
    if (this.#draft.found) Object.assign(this, this.#draft.found);
    this.from = this.#draft.at;
  }

  get empty(): boolean {
    return !this.type && !this.text.trim() && !this.address.trim() && !this.at;
  }

  /** Another type: what was answered to the one before isn't about this. */
  choose(type: string): void {
    [this.type, this.site, this.values, this.answers] = [type, "", {}, {}];
  }

  /** Answers to questions that the form no longer asks are let go of: nobody could see them, and they'd keep it from being sent. */
  fit(form: Form | undefined): void {
    const kept = form && Object.entries(this.answers).filter(([field]) => Object.hasOwn(form.schema.properties, field));
    if (kept && kept.length < Object.keys(this.answers).length) this.answers = Object.fromEntries(kept);
  }

  /** Call it from an effect: it reads all that it keeps. */
  keep(photos: { ref: string }[] = this.photos): void {
    const { id, type, site, text, address, channel, at, values, answers } = this;
    if (this.#sent) return;
    if (this.empty && photos.length === 0) this.#draft.drop();
    else this.#draft.keep({ id, type, site, text, address, channel, at, values, answers, photos: photos.map(({ ref }) => ({ ref })) });
  }

  anew(): void {
    this.choose("");
    [this.id, this.text, this.address, this.at, this.photos, this.from] = [newId(), "", "", null, [], null];
    this.#draft.drop();
  }

  /** It is the city's now. */
  sent(): void {
    this.#sent = true;
    this.#draft.drop();
  }
}

/** The type's own questions beside its form's, which ask themselves. */
export function ownAttributes(attributes: Attribute[], form: Form | undefined): Attribute[] {
  return form ? attributes.filter((a) => !Object.hasOwn(form.schema.properties, a.code)) : attributes;
}

/** What is still needed before it can be sent, by name; and whether something answered is wrong. */
export function lacking(attributes: Attribute[], values: Begun["values"], form: Form | undefined, answers: Answers, called: (field: string) => string): { names: string[]; wrong: boolean } {
  const own = attributes.filter((a) => a.required && !(values[a.code] ?? "").length).map((a) => called(a.code));
  const found = form ? fill(form, answers).wrong : [];
  return { names: [...own, ...found.filter((w) => w.keyword === "missing").map((w) => called(w.field))], wrong: found.some((w) => w.keyword !== "missing") };
}

/** Answers that are sent: what the rules skip isn't. What the city reckons it reckons itself. */
export function answered(form: Form | undefined, answers: Answers): Answers {
  if (!form) return {};
  const { values, computed } = fill(form, answers);
  return Object.fromEntries(Object.entries(values).filter(([field]) => !computed.includes(field)));
}
