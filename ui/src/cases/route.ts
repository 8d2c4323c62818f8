/** Addresses of the cases: #/cases?filter=value, #/cases/SCREEN, #/cases/ID. Pure. */

import { asking, plain } from "../addresses.ts";

export const SCREENS = ["list", "desk", "rounds", "checks", "tasks", "boards", "new", "imports"] as const;
export type Screen = (typeof SCREENS)[number] | "one";

export interface Route {
  screen: Screen;
  id: string;
  query: Record<string, string>;
}

export function parse(hash: string): Route {
  const [path = "", asked = ""] = hash.replace(/^#\/cases\/?/, "").split("?", 2);
  const [first = "", ...rest] = path.split("/");
  const query = Object.fromEntries(new URLSearchParams(asked));
  const known = SCREENS.find((s) => s === first && s !== "list");
  if (first === "") return { screen: "list", id: "", query };
  if (known) return { screen: known, id: plain(rest.join("/")), query };
  return { screen: "one", id: plain(path), query };
}

export function link(screen: Screen, id = "", query: Record<string, string> = {}): string {
  const path = screen === "list" ? "" : screen === "one" ? `/${encodeURIComponent(id)}` : `/${screen}${id ? `/${encodeURIComponent(id)}` : ""}`;
  return `#/cases${path}${asking(query)}`;
}

export const FILTERS = ["status", "type", "area", "unit", "late", "mine", "closed", "text"] as const;

/** The list's filters as the city is asked. `mine`: the unit or desk of whoever looks. */
export function asked(query: Record<string, string>, mine: string): Record<string, string | boolean> {
  const found: Record<string, string | boolean> = {};
  if (query["closed"] !== "all") found["open"] = query["closed"] !== "yes";
  if (query["status"] === "closed") delete found["open"];
  for (const key of ["status", "type", "area", "text"] as const) if (query[key]) found[key] = query[key];
  const holder = query["mine"] ? mine : query["unit"];
  if (holder) found["holder"] = holder;
  if (query["late"]) found["late"] = true;
  if (query["waiting"]) found["waiting"] = true;
  return found;
}
