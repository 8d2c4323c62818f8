/** The office's keyboard: / searches, j and k go through the rows, Enter opens, Esc leaves a field. */

export function press(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const target = event.target as HTMLElement | null;
  const typing = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
  if (event.key === "Escape" && typing) return target.blur();
  if (typing) return;
  if (event.key === "j") return step(1);
  if (event.key === "k") return step(-1);
  if (event.key === "/") {
    const search = document.querySelector<HTMLElement>("[data-search]");
    if (!search) return;
    event.preventDefault();
    search.focus();
  }
}

/** The next row from the one that has the focus; from nowhere, the first or the last. */
function step(by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  if (rows.length === 0) return;
  const at = rows.findIndex((row) => row === document.activeElement || row.contains(document.activeElement));
  const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1);
  rows[next]!.focus();
  rows[next]!.scrollIntoView({ block: "nearest" });
}
