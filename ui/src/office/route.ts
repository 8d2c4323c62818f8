/** Addresses of the programme office: #/office/SCREEN/ID?filter=value. Pure. */

import { asking, plain } from "../addresses.ts";

export const SCREENS = ["projects", "import", "duplicates", "red", "cohorts", "bulletin", "figures", "rejects"] as const;
export type Screen = (typeof SCREENS)[number];

export interface Route {
  screen: Screen;
  id: string;
  query: Record<string, string>;
}

export function parse(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/office\/?/, "").split("?", 2);
  const [screen = "", ...rest] = path.split("/");
  const known = SCREENS.find((s) => s === screen) ?? "projects";
  return { screen: known, id: known === screen ? plain(rest.join("/")) : "", query: Object.fromEntries(new URLSearchParams(query)) };
}

export function link(screen: Screen, id = "", query: Record<string, string> = {}): string {
  return `#/office/${screen}${id ? `/${encodeURIComponent(id)}` : ""}${asking(query)}`;
}
