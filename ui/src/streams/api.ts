/** Questions about streams. */

import { api, ask, type Answer } from "../client.ts";
import type { components } from "../api.d.ts";
import type { Asked } from "./route.ts";
import { addressed, type Window } from "./windows.ts";

type Schemas = components["schemas"];
export type StreamPage = Schemas["StreamPage"];
export type StreamLine = Schemas["StreamLine"];
export type StreamChart = Schemas["StreamChart"];

export const FORMATS = ["csv", "parquet", "arrow"] as const;

export const streams = {
  page: (query: Asked) => ask<StreamPage>(api.GET("/api/streams", { params: { query } }) as Promise<Answer<StreamPage>>),
  chart: (id: number, window: Window, points: number) =>
    ask<StreamChart>(
      api.GET("/api/streams/{sid}/chart", {
        params: { path: { sid: id }, query: { ...(addressed(window) as { begin: string; end: string }), points } },
      }) as Promise<Answer<StreamChart>>,
    ),
};

export function file(id: number, window: Window, format: (typeof FORMATS)[number]): string {
  return `/api/streams/${id}/export?${new URLSearchParams({ ...addressed(window), format })}`;
}
