/** What the screens of imports ask of the city. Tables go as they are, each in a body of its own. */

import { api, ask, type Answer } from "../client.ts";
import type { components } from "../api.d.ts";
import { sendBlob } from "./api.ts";

type Schemas = components["schemas"];
export type CaseImportLine = Schemas["CaseImportLine"];
export type RejectView = Schemas["CaseRejectView"];
export type TableView = Omit<Schemas["CaseTableView"], "left_out"> & { left_out: [string, string][] };
export type CaseImportView = Omit<Required<Schemas["CaseImportView"]>, "files"> & { files: TableView[] };
export type CaseImportDesk = Schemas["CaseImportDesk"];

/** Pairs are unknown[] in the generated types. */
const told = <T>(answer: Promise<{ response: Response }>): Promise<T> => ask<T>(answer as Promise<Answer<T>>);
const iid = (id: string) => ({ params: { path: { iid: id } } });

export const imports = {
  desk: () => told<CaseImportDesk>(api.GET("/api/case-imports")),
  begin: (mapping: string) => told<CaseImportView>(api.POST("/api/case-imports", { body: { mapping } })),
  file: (id: string, file: File) => sendBlob<CaseImportView>(`/api/case-imports/${encodeURIComponent(id)}/files?name=${encodeURIComponent(file.name)}`, file),
  read: (id: string) => told<CaseImportView>(api.POST("/api/case-imports/{iid}/read", iid(id))),
  one: (id: string) => told<CaseImportView>(api.GET("/api/case-imports/{iid}", iid(id))),
  columns: (id: string, columns: Record<string, string>) => told<CaseImportView>(api.POST("/api/case-imports/{iid}/columns", { ...iid(id), body: { columns } })),
  take: (id: string) => told<CaseImportView>(api.POST("/api/case-imports/{iid}/take", iid(id))),
  drop: (id: string) => told<undefined>(api.DELETE("/api/case-imports/{iid}", iid(id))),
  undo: (id: string) => told<CaseImportView>(api.POST("/api/case-imports/{iid}/undo", iid(id))),
};
