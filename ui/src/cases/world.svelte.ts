/** What all case screens share: names, types, and the watch over what changes. */

import { locale, type Name } from "../i18n.svelte.ts";
import { city } from "../state/city.svelte.ts";
import type { Form } from "../forms/form.ts";
import { cases, type CaseLine, type Definition, type Directory } from "./api.ts";

const EVERY_MS = 4_000;
const FLASH_MS = 12_000;

class World {
  directory = $state.raw<Directory | null>(null);
  types = $state.raw<Definition[]>([]);
  forms = $state.raw<Form[] | null>(null);
  /** Grows whenever cases changed: screens ask again. */
  version = $state(0);
  /** Cases that changed while somebody looked. */
  recent = $state.raw<ReadonlySet<string>>(new Set());
  /** Wall time since which nothing was heard; null: all is well. */
  lostAt = $state<number | null>(null);
  heardAt = $state(Date.now());
  #sequence = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #names: Record<string, Name> = {};

  /** Ask for names once, then watch; gives what ends the watch. */
  begin(): () => void {
    let over = false;
    const turn = async (): Promise<void> => {
      if (document.visibilityState === "visible") await this.look();
      if (!over) this.#timer = setTimeout(() => void turn(), EVERY_MS);
    };
    void turn();
    return () => {
      over = true;
      clearTimeout(this.#timer);
    };
  }

  async look(): Promise<void> {
    try {
      if (!this.directory) await this.#read();
      const news = await cases.news(this.#sequence);
      const first = this.#sequence === 0;
      this.#sequence = news.sequence;
      [this.heardAt, this.lostAt] = [Date.now(), null];
      if (!first && (news.more || news.changed.length > 0)) this.changed(news.changed);
    } catch {
      this.lostAt ??= this.heardAt;
    }
  }

  changed(ids: string[]): void {
    this.recent = new Set([...this.recent, ...ids]);
    this.version++;
    setTimeout(() => (this.recent = new Set([...this.recent].filter((id) => !ids.includes(id)))), FLASH_MS);
  }

  async #read(): Promise<void> {
    [this.directory, this.types, this.forms] = await Promise.all([cases.directory(), cases.types(), cases.forms()]);
    const named = [...this.directory.units, ...this.directory.areas] as { id: string; name: Name }[];
    this.#names = Object.fromEntries(named.map((one) => [one.id, one.name]));
  }

  /** Unit, desk, area or person by id. */
  name(id: string | null | undefined): string {
    if (!id) return "";
    void this.directory;
    return this.#names[id]?.[locale.language] ?? city.name(id);
  }

  get mine(): string {
    return this.directory?.mine[0] ?? "-";
  }

  type(id: string): Definition | undefined {
    return this.types.find((d) => d.id === id);
  }

  /** By what a type or a report names: "pit" or "pit@2". */
  form(id: string | null | undefined): Form | undefined {
    return this.forms?.find((one) => one.id === id?.split("@")[0]);
  }

  where(line: CaseLine): string {
    return line.address || this.name(line.area) || this.name(line.cell);
  }
}

export const world = new World();
