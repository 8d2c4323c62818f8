/** Addresses of the programme office: #/office/SCREEN/ID?filter=value. Pure. */

export const SCREENS = ["projects", "import", "duplicates", "red", "cohorts", "bulletin", "figures"] as const;
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

/** A percent sign typed by hand is no reason for an empty page. */
function plain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Empty values are left out, so that the same selection has one address. */
export function link(screen: Screen, id = "", query: Record<string, string> = {}): string {
  const kept = Object.entries(query).filter(([, value]) => value !== "");
  const asked = kept.length > 0 ? `?${new URLSearchParams(kept)}` : "";
  return `#/office/${screen}${id ? `/${encodeURIComponent(id)}` : ""}${asked}`;
}
