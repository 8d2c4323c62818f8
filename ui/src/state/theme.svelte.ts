/** Light, dark, or as the system says. */

import { recall, remember } from "../i18n.svelte.ts";

export type Setting = "system" | "light" | "dark";
const STORED = "banyan.theme";

class Theme {
  setting = $state<Setting>(kept());
  #system = $state<"light" | "dark">("light");

  constructor() {
    if (typeof matchMedia === "undefined") return;
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const read = (): void => void (this.#system = dark.matches ? "dark" : "light");
    read();
    dark.addEventListener("change", read);
  }

  get shown(): "light" | "dark" {
    return this.setting === "system" ? this.#system : this.setting;
  }

  get next(): Setting {
    if (this.setting !== "system") return "system";
    return this.shown === "dark" ? "light" : "dark";
  }

  turn(): void {
    this.setting = this.next;
    remember(STORED, this.setting);
  }
}

function kept(): Setting {
  const found = recall(STORED);
  return found === "light" || found === "dark" ? found : "system";
}

export const theme = new Theme();

/** A colour of page.css, for what is drawn on a canvas. */
export function ink(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
