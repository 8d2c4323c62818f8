/** What the case screens ask of the city. Photos go as they are, each in a body of its own. */

import { api, ask, Trouble, type Answer, type Code } from "../client.ts";
import type { components } from "../api.d.ts";
import type { Form } from "../forms/form.ts";
import { routed, viewOf, type CaseLine, type CaseView, type Evidence, type LonLat, type Routed } from "./nouns.ts";

type Schemas = components["schemas"];
export type { Account, Case, CaseLine, CaseView, Clock, Entry, Evidence, Report, Routed, Verb } from "./nouns.ts";
export type CasePage = Schemas["CasePage"];
export type Definition = Schemas["Definition"];
export type Attribute = Schemas["Attribute"];
export type Aside = Omit<Schemas["Aside"], "route"> & { route: Routed | null };
export type Alike = Schemas["Alike"];
export type Can = Schemas["Can"];
export type Board = Schemas["Board"];
export type Points = Schemas["Points"];
export type News = Schemas["News"];
export type Directory = Schemas["Directory"];
export type MoveAsk = Schemas["MoveAsk"];
export type ReportAsk = Schemas["ReportAsk"];
export type EvidenceAsk = Schemas["EvidenceAsk"];
export type PhotoSaid = Schemas["PhotoSaid"];
export type Check = Omit<Schemas["Check"], "evidence"> & { evidence: Evidence[] };
export type Checks = Omit<Schemas["Checks"], "waiting"> & { waiting: Check[] };
export type Known = Schemas["Known"];
export type NotVisited = Omit<Schemas["NotVisited"], "position"> & { position: LonLat | null };
export type Proposed = Omit<Schemas["Proposed"], "rounds" | "taken" | "unmade"> & { rounds: Round[]; unmade: NotVisited[]; taken: RoundsTaken | null };
export type Comes = Schemas["Comes"];
export type RoundsTaken = Omit<Schemas["RoundsTaken"], "rounds"> & { rounds: Round[] };
export type Stop = Omit<Schemas["Stop"], "position"> & { position: LonLat | null };
export type Round = Omit<Schemas["Round"], "stops" | "home"> & { stops: Stop[]; home: LonLat | null };
export type Asked = Record<string, string | boolean>;

/** A body that is no JSON: openapi-fetch would make JSON of it. */
export async function sendBlob<T>(path: string, body: Blob): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { method: "POST", body, credentials: "same-origin", headers: { "Content-Type": "application/octet-stream" } });
  } catch (cause) {
    throw new Trouble("offline", String(cause));
  }
  const answer: unknown = await response.json().catch(() => ({}));
  if (response.ok) return answer as T;
  const said = answer as { code?: string; error?: string; zh?: string };
  throw new Trouble((said.code as Code) ?? "failed", said.error ?? `HTTP ${response.status}`, said.zh);
}

/** Pairs of numbers are number[] in the generated types. */
const told = <T>(answer: Promise<{ response: Response }>): Promise<T> => ask<T>(answer as Promise<Answer<T>>);
type Shape = Schemas["CaseShape"];
const cid = (id: string) => ({ params: { path: { cid: id } } });

export const cases = {
  page: (asked: Asked, offset = 0, limit = 100) => told<CasePage>(api.GET("/api/cases", { params: { query: { ...asked, offset, limit } as never } })),
  board: (asked: Asked) => told<Board>(api.GET("/api/cases/board", { params: { query: asked as never } })),
  points: (asked: Asked) => told<Points>(api.GET("/api/cases/points", { params: { query: asked as never } })),
  news: (after: number) => told<News>(api.GET("/api/cases/news", { params: { query: { after } } })),
  directory: () => told<Directory>(api.GET("/api/cases/directory")),
  types: () => told<Definition[]>(api.GET("/api/cases/types")),
  one: async (id: string): Promise<CaseView> => viewOf(await told<Shape>(api.GET("/api/cases/one/{cid}", cid(id)))),
  aside: async (id: string): Promise<Aside> => {
    const found = await told<Schemas["Aside"]>(api.GET("/api/cases/aside/{cid}", cid(id)));
    return { ...found, route: found.route ? routed(found.route as never) : null };
  },
  forms: () => told<Form[]>(api.GET("/api/cases/forms") as Promise<{ response: Response }>),
  known: (body: ReportAsk) => told<Known[]>(api.POST("/api/cases/known", { body })),
  near: (body: ReportAsk) => told<CaseLine[]>(api.POST("/api/cases/near", { body })),
  report: async (body: ReportAsk): Promise<CaseView> => viewOf(await told<Shape>(api.POST("/api/cases", { body }))),
  checks: () => told<Checks>(api.GET("/api/cases/checks")),
  rounds: (unit: string) => told<Proposed>(api.GET("/api/cases/rounds", { params: { query: { unit } } })),
  taken: (unit: string) => told<RoundsTaken[]>(api.GET("/api/cases/rounds/taken", { params: { query: { unit } } })),
  decide: (body: Schemas["RoundsAsk"]) => told<RoundsTaken>(api.POST("/api/cases/rounds", { body })),
  /** `key` is the asker's own: sent twice, done once. */
  move: async (body: MoveAsk): Promise<CaseView> => viewOf(await told<Shape>(api.POST("/api/cases/move", { body }))),
  /** `type`: of the case, whose form says what becomes of what a photo tells of itself. */
  photo: (photo: Blob, type = "") => sendBlob<{ ref: string }>(`/api/cases/photos${type ? `?type=${encodeURIComponent(type)}` : ""}`, photo),
};

export const photoAt = (ref: string): string => `/api/cases/photos/${encodeURIComponent(ref)}`;
/** Media of other doors are addresses of their own; only what this city keeps is shown. */
export const isPhoto = (ref: string): boolean => /^[0-9a-f]{64}\.(jpg|png|webp)$/.test(ref);
