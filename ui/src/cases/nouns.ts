/** Cases as their records have them (src/banyan/model/casework.py). What is as usual is left out there, and put in here. */

import type { components } from "../api.d.ts";

type Schemas = components["schemas"];
export type Verb = Schemas["Verb"];
export type CaseLine = Schemas["CaseLine"];
export type Account = Schemas["Account"];
export type Clock = Schemas["Clock"];
export type LonLat = [number, number];

export interface Evidence {
  kind: string;
  ref: string;
  at: string | null;
  position: LonLat | null;
}

export interface Place {
  position: LonLat | null;
  address: string;
  area: string | null;
  cell: string | null;
  thing: string | null;
}

export interface Report {
  id: string;
  at: string;
  place: Place;
  channel: string;
  reporter: string | null;
  text: string;
  attributes: Record<string, string | string[]>;
  answers?: Record<string, unknown>;
  form?: string | null;
  media: string[];
  answered_at: string | null;
  answer: string | null;
  verdict: string | null;
}

export interface Objection {
  kind: string;
  at: string;
  by: string;
  ground: string;
  reason: string;
  evidence: Evidence[];
  upheld: boolean | null;
  ruled_at: string | null;
  ruled_by: string | null;
  ruling: string;
}

export interface Part {
  case: string;
  type: string;
  mandatory: boolean;
  outcome: string | null;
}

export interface Told {
  what: string;
  whose: string;
  who: string;
  at: string;
  to: string;
}

export interface Closing {
  at: string;
  by: string;
  outcome: string;
  reason: string;
  reopened_at: string | null;
}

export interface Tried {
  route: string;
  failed: string[];
}

export interface Routed {
  to: string;
  route: string | null;
  also: string[];
  area: string | null;
  owner: string | null;
  instead_of: string | null;
  tried: Tried[];
}

export interface Case {
  id: string;
  type: string;
  version: number;
  status: string;
  place: Place;
  desk: string;
  reports: Report[];
  terms: { promised: { limit: string; warn?: string | null } };
  state: string | null;
  outcome: string | null;
  handler: string | null;
  helpers: string[];
  priority: boolean;
  evidence: Evidence[];
  objections: Objection[];
  closings: Closing[];
  parent: string | null;
  parts: Part[];
  joined_to: string | null;
  follows: string | null;
  route: Routed | null;
}

export interface Move {
  holder: string | null;
  ground: string | null;
  outcome: string | null;
  yes: boolean | null;
  limit: string | null;
  other: string | null;
  reason: string;
  evidence: Evidence[];
}

export interface Entry {
  id: string;
  case: string;
  n: number;
  verb: Verb;
  at: string;
  by: string;
  before: string | null;
  after: string;
  move: Move | null;
  intake: { report: Report } | null;
  told: Told[];
  cause: string | null;
}

export interface CaseView {
  line: CaseLine;
  case: Case;
  clocks: Clock[];
  account: Account;
  answers_due: Report[];
  log: Entry[];
  may: string[];
}

type Raw = Record<string, unknown>;
const many = <T>(value: unknown, one: (raw: Raw) => T): T[] => ((value as Raw[] | undefined) ?? []).map(one);
const optional = <T>(value: unknown, one: (raw: Raw) => T): T | null => (value ? one(value as Raw) : null);

const evidence = (raw: Raw): Evidence => ({ at: null, position: null, ...raw }) as Evidence;
const place = (raw: Raw): Place => ({ position: null, address: "", area: null, cell: null, thing: null, ...raw }) as Place;
const report = (raw: Raw): Report =>
  ({
    channel: "desk", reporter: null, text: "", attributes: {}, media: [], answered_at: null, answer: null, verdict: null, ...raw,
    place: place((raw["place"] as Raw | undefined) ?? {}),
  }) as unknown as Report;
const objection = (raw: Raw): Objection =>
  ({ upheld: null, ruled_at: null, ruled_by: null, ruling: "", ...raw, evidence: many(raw["evidence"], evidence) }) as unknown as Objection;
const part = (raw: Raw): Part => ({ outcome: null, ...raw }) as Part;
const closing = (raw: Raw): Closing => ({ reopened_at: null, ...raw }) as Closing;

export const routed = (raw: Raw): Routed =>
  ({
    route: null, also: [], area: null, owner: null, instead_of: null, ...raw, tried: many(raw["tried"], (row) => ({ failed: [], ...row })),
  }) as unknown as Routed;

function kase(raw: Raw): Case {
  return {
    state: null, outcome: null, handler: null, helpers: [], priority: false, parent: null, joined_to: null, follows: null, ...raw,
    place: place((raw["place"] as Raw | undefined) ?? {}), reports: many(raw["reports"], report), evidence: many(raw["evidence"], evidence),
    objections: many(raw["objections"], objection), closings: many(raw["closings"], closing), parts: many(raw["parts"], part),
    route: optional(raw["route"], routed),
  } as unknown as Case;
}

function entry(raw: Raw): Entry {
  const move = (one: Raw): Move =>
    ({ holder: null, ground: null, outcome: null, yes: null, limit: null, other: null, reason: "", ...one, evidence: many(one["evidence"], evidence) }) as unknown as Move;
  return {
    before: null, told: [], cause: null, ...raw, move: optional(raw["move"], move),
    intake: optional(raw["intake"], (one) => ({ report: report(one["report"] as Raw) })),
  } as unknown as Entry;
}

export function viewOf(raw: Schemas["CaseShape"]): CaseView {
  return {
    ...(raw as unknown as CaseView), case: kase(raw.case as Raw), answers_due: many(raw.answers_due, report), log: many(raw.log, entry),
  };
}
