/** What the programme office asks of the city. Files go as they are, each in a body of its own. */

import { api, ask, Trouble, type Answer, type Code } from "../client.ts";
import type { components, paths } from "../api.d.ts";

type Schemas = components["schemas"];
export type RejectPage = Schemas["RejectPage"];
export type Replayed = Schemas["Replayed"];
export type ProjectLine = Schemas["ProjectLine"];
export type ProjectPage = Schemas["ProjectPage"];
export type ProjectView = Schemas["ProjectView"];
export type Choice = Schemas["runtime_projects_views_Choice"];
export type CellView = Schemas["CellView"];
export type MapPoint = Schemas["MapPoint"];
export type PairView = Schemas["PairView"];
export type UnreadableView = Schemas["UnreadableView"];
export type ImportDesk = Schemas["ImportDesk"];
export type ImportView = Schemas["ImportView"];
export type ImportLine = Schemas["ImportLine"];
export type FileView = Schemas["FileView"];
export type TableView = Schemas["TableView"];
export type CheckView = Schemas["CheckView"];
export type CohortView = Schemas["CohortView"];
export type RateView = Schemas["RateView"];
export type BulletinView = Schemas["BulletinView"];
export type BulletinTable = Schemas["BulletinTable"];
export type BulletinCell = Schemas["BulletinCell"];
export type ReleaseView = Schemas["ReleaseView"];
export type SpanView = Schemas["SpanView"];
export type FindingView = Schemas["FindingView"];
export type Asked = NonNullable<paths["/api/projects"]["get"]["parameters"]["query"]>;
export type Standing = "open" | "merged" | "apart";

/** A file in the body. openapi-fetch would make JSON of it. */
async function send<T>(path: string, query: Record<string, string>, file: Blob): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`${path}?${new URLSearchParams(query)}`, {
      method: "POST", body: file, credentials: "same-origin", headers: { "Content-Type": "application/octet-stream" },
    });
  } catch (cause) {
    throw new Trouble("offline", String(cause));
  }
  const body: unknown = await response.json().catch(() => ({}));
  if (response.ok) return body as T;
  const said = body as { code?: string; error?: string };
  throw new Trouble((said.code as Code) ?? "failed", said.error ?? `HTTP ${response.status}`);
}

/** The generated types and the description disagree about pairs of numbers alone: [number, number] is number[] there. */
const asked = <T>(answer: Promise<{ response: Response }>): Promise<T> => ask<T>(answer as Promise<Answer<T>>);
const iid = (id: string) => ({ params: { path: { iid: id } } });
const rid = (id: string) => ({ params: { path: { rid: id } } });

export const office = {
  projects: (which: Asked) => asked<ProjectPage>(api.GET("/api/projects", { params: { query: which } })),
  points: (which: Asked) => asked<MapPoint[]>(api.GET("/api/projects/points", { params: { query: which } })),
  project: (pid: string) => asked<ProjectView>(api.GET("/api/projects/one/{pid}", { params: { path: { pid } } })),
  desk: () => asked<ImportDesk>(api.GET("/api/imports")),
  begin: (edition: string) => asked<ImportView>(api.POST("/api/imports", { body: { edition } })),
  file: (id: string, file: File, sender: string) =>
    send<ImportView>(`/api/imports/${encodeURIComponent(id)}/files`, { name: file.name, sender }, file),
  read: (id: string) => asked<ImportView>(api.POST("/api/imports/{iid}/read", iid(id))),
  import: (id: string) => asked<ImportView>(api.GET("/api/imports/{iid}", iid(id))),
  map: (id: string, file: string, sheet: string, fields: Record<string, string>) =>
    asked<ImportView>(api.POST("/api/imports/{iid}/mapping", { ...iid(id), body: { file, sheet, fields } })),
  take: (id: string) => asked<ImportView>(api.POST("/api/imports/{iid}/take", iid(id))),
  drop: (id: string) => asked<undefined>(api.DELETE("/api/imports/{iid}", iid(id))),
  undo: (id: string) => asked<ImportView>(api.POST("/api/imports/{iid}/undo", iid(id))),
  pairs: (edition: string, standing: Standing) => asked<PairView[]>(api.GET("/api/duplicates", { params: { query: { edition, standing } } })),
  merge: (a: string, b: string, keep: string) => asked<unknown>(api.POST("/api/duplicates/merge", { body: { a, b, keep } })),
  apart: (a: string, b: string) => asked<unknown>(api.POST("/api/duplicates/apart", { body: { a, b, keep: "" } })),
  unmerge: (merge: string) => asked<unknown>(api.POST("/api/duplicates/unmerge", { body: { merge } })),
  red: (edition: string) => asked<UnreadableView[]>(api.GET("/api/unreadable", { params: { query: { edition } } })),
  mend: (id: string, text: string) => asked<UnreadableView>(api.POST("/api/unreadable/mend", { body: { id, text } })),
  cohorts: (asOf: string) => asked<CohortView[]>(api.GET("/api/cohorts", { params: { query: { as_of: asOf || null } } })),
  cohortRows: (cohort: string, stage: string, asOf: string) =>
    asked<ProjectLine[]>(api.GET("/api/cohorts/rows", { params: { query: { cohort, stage, as_of: asOf || null } } })),
  bulletin: (edition: string, asOf: string) =>
    asked<BulletinView>(api.GET("/api/bulletin", { params: { query: { edition, as_of: asOf || null } } })),
  bulletinRows: (edition: string, asOf: string, figure: string) =>
    asked<ProjectLine[]>(api.GET("/api/bulletin/rows", { params: { query: { edition, figure, as_of: asOf || null } } })),
  release: (edition: string, asOf: string, figures: string[], released: boolean) =>
    asked<BulletinView>(api.POST("/api/bulletin/release", { body: { edition, as_of: asOf, figures, released } })),
  hold: (name: string, file: Blob) => send<ReleaseView>("/api/figures", { name }, file),
  ledger: (id: string, file: File) => send<ReleaseView>(`/api/figures/${encodeURIComponent(id)}/ledgers`, { name: file.name }, file),
  check: (id: string, edition: string) =>
    asked<ReleaseView>(api.POST("/api/figures/{rid}/check", { params: { path: { rid: id }, query: { edition } } })),
  rejects: (source: string, reason: string) =>
    asked<RejectPage>(api.GET("/api/rejects", { params: { query: { source: source || null, reason: reason || null } } })),
  /** Page by page, so that no request lasts long: each answer says behind which reject to go on. */
  replay: async (id: number | null, source: string, reason: string): Promise<Replayed> => {
    const whole: Replayed = { taken: 0, waiting: {}, after: null };
    let after: number | null = 0;
    while (after !== null) {
      const body = { id, source: source || null, reason: reason || null, backfill: false, after };
      const page: Replayed = await asked<Replayed>(api.POST("/api/rejects/replay", { body }));
      whole.taken += page.taken;
      for (const [fault, n] of Object.entries(page.waiting ?? {})) whole.waiting = { ...whole.waiting, [fault]: (whole.waiting?.[fault] ?? 0) + n };
      after = page.after ?? null;
    }
    return whole;
  },
  looked: (id: string) => asked<ReleaseView>(api.GET("/api/figures/{rid}", rid(id))),
};

/** Where a document is downloaded from. */
export function download(path: string, query: Record<string, string>): string {
  const kept = Object.entries(query).filter(([, value]) => value !== "");
  return `${path}?${new URLSearchParams(kept)}`;
}
