/** What the public page asks: no session, no cookie of anybody. */

import { api, ask, type Answer } from "../client.ts";
import type { components } from "../api.d.ts";
import { sendBlob } from "../cases/api.ts";
import type { Layers, LonLat } from "../map/places.ts";

type Schemas = components["schemas"];
export type PublicCity = Schemas["PublicCity"];
export type PublicType = Schemas["PublicType"];
export type PublicAlike = Schemas["PublicAlike"];
export type PublicCase = Schemas["PublicCase"];
export type PublicReport = Schemas["PublicReport"];

const told = <T>(answer: Promise<{ response: Response }>): Promise<T> => ask<T>(answer as Promise<Answer<T>>);

export const residents = {
  city: () => told<PublicCity>(api.GET("/api/public/city")),
  ground: () => told<Layers>(api.GET("/api/public/ground")),
  near: (type: string, at: LonLat) => told<PublicAlike[]>(api.GET("/api/public/near", { params: { query: { type, lon: at[0], lat: at[1] } } })),
  photo: (photo: Blob) => sendBlob<{ ref: string }>("/api/public/photos", photo),
  report: (body: PublicReport) => told<PublicCase>(api.POST("/api/public/reports", { body })),
  follow: (number: string) => told<PublicCase>(api.POST("/api/public/follow", { body: { number } })),
  verdict: (number: string, solved: boolean, reason: string) => told<PublicCase>(api.POST("/api/public/verdict", { body: { number, solved, reason } })),
};
