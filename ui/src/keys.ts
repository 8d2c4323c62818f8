/** The desk's keyboard: j/k move, a acknowledges, m mutes, e opens the event log, h the handover, / searches, [ ] go through time, p opens the plan, Esc goes back, ? lists the keys. */

import { view } from "./state/view.svelte.ts";
import { city } from "./state/city.svelte.ts";
import { sound } from "./state/sound.svelte.ts";
import { STEP_MS, travel } from "./state/travel.svelte.ts";
import { whatifs } from "./state/whatifs.svelte.ts";

export function press(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const target = event.target as HTMLElement | null;
  const typing = (target instanceof HTMLInputElement && target.type !== "range") || target instanceof HTMLTextAreaElement;
  if (event.key === "Escape") return escape(typing ? target : null);
  if (typing || !city.city) return;
  switch (event.key) {
    case "j":
      return view.move(1);
    case "k":
      return view.move(-1);
    case "a":
    case "A":
      if (view.selectedIncident) void view.acknowledge(view.selectedIncident);
      return;
    case "/":
      event.preventDefault();
      view.pane = "wrong";
      return document.getElementById("search")?.focus();
    case "[":
      return travel.step(-STEP_MS);
    case "]":
      return travel.step(STEP_MS);
    case "w":
      whatifs.open = true;
      return;
    case "p":
      return view.openDecision();
    case "m":
      return sound.mute ? sound.unmute() : sound.quiet();
    case "e":
      event.preventDefault(); // or the letter lands in the field that gets the focus
      return view.openLog();
    case "h":
      event.preventDefault();
      view.handing = true;
      return;
    case "?":
      view.helping = true;
  }
}

function escape(field: HTMLElement | null): void {
  if (field) {
    view.search = "";
    field.blur();
  } else if (travel.at !== null || travel.shifted) travel.back();
  else view.clear();
}
