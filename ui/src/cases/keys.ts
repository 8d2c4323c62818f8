/** The keyboard of the case screens: / searches, j and k go through the rows, Enter opens, d f r v press that verb, Esc leaves. */

import { press as walk } from "../office/keys.ts";

/** Letter → verb of the case that is shown. */
const VERBS: Record<string, string> = { f: "file", d: "dispatch", r: "rule", v: "verify", c: "close" };

export function press(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const target = event.target as HTMLElement | null;
  const typing = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
  const verb = typing ? undefined : VERBS[event.key];
  const button = verb ? document.querySelector<HTMLButtonElement>(`button[data-verb="${verb}"]`) : null;
  if (button) {
    event.preventDefault();
    return button.click();
  }
  walk(event);
}
