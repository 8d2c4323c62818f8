/** Addresses of the streams: #/streams?filter=value, #/streams/ID?span=day or ?begin=…&end=…. Pure. */

import { asking, plain } from "../addresses.ts";

export const FILTERS = ["text", "place", "owner", "kind", "state"] as const;
export const STATES = ["silent", "stuck", "noisy", "undocumented"] as const;
export type State = (typeof STATES)[number];

export interface Route {
  /** 0: the list. */
  id: number;
  query: Record<string, string>;
}

export function parse(hash: string): Route {
  const [path = "", asked = ""] = hash.replace(/^#\/streams\/?/, "").split("?", 2);
  const id = /^\d{1,15}$/.test(plain(path)) ? Number(plain(path)) : 0;
  return { id, query: Object.fromEntries(new URLSearchParams(asked)) };
}

export function link(id = 0, query: Record<string, string> = {}): string {
  return `#/streams${id ? `/${id}` : ""}${asking(query)}`;
}

export interface Asked {
  text?: string;
  place?: string;
  owner?: string;
  kind?: string;
  state?: State;
  page?: number;
}

/** The list's filters as the city is asked; what it wouldn't know is left out. */
export function asked(query: Record<string, string>): Asked {
  const found: Asked = {};
  for (const key of ["text", "place", "owner", "kind"] as const) if (query[key]) found[key] = query[key].slice(0, 200);
  const state = STATES.find((one) => one === query["state"]);
  if (state) found.state = state;
  const page = Number(query["page"]);
  if (Number.isInteger(page) && page > 1 && page <= 1_000_000) found.page = page;
  return found;
}
