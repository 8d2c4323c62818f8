/** Questions to the city. Every failure becomes a Trouble with a code the catalogue has a sentence for. */

import createClient from "openapi-fetch";
import type { components, paths } from "./api.d.ts";

type Schemas = components["schemas"];
export type City = Schemas["City"];
export type Place = Schemas["Place"];
export type Lake = Schemas["Lake"];
export type Device = Schemas["Device"];
export type Crew = Schemas["Crew"];
export type Stream = Schemas["Stream"];
export type Rule = Schemas["Rule"];
export type Said = Schemas["Said"];
export type Level = Schemas["Level"];
export type Alert = Schemas["Alert"];
export type Incident = Schemas["Incident"];
export type Case = Schemas["Case"];
export type Task = Schemas["Task"];
export type CrewState = Schemas["CrewState"];
export type Proposal = Schemas["Proposal"];
export type Actuation = Schemas["Actuation"];
export type Confirmation = Schemas["Confirmation"];
export type Approval = Schemas["Approval"];
export type DeviceState = Schemas["DeviceState"];
export type Forecast = Schemas["Forecast"];
export type Estimate = Schemas["Estimate"];
export type Decision = Schemas["Decision"];
export type DecisionLine = Schemas["DecisionLine"];
export type Tried = Schemas["decision_Tried"];
export type Costs = Schemas["Costs"];
export type Member = Schemas["Member"];
export type Band = Schemas["Band"];
export type Moment = Schemas["MomentShape"];
export type WhatIfAsk = Schemas["WhatIfAsk"];
export type WhatIfView = Schemas["WhatIfView"];
export type WhatIfList = Schemas["WhatIfList"];
export type WhatIfResult = Schemas["Result"];
export type WhatIfRun = Schemas["Run"];
export type Entities = Schemas["Entities"];
export type Frame = Schemas["FrameShape"];
export type Clock = Schemas["ClockView"];
export type CityAnswer = Schemas["CityShape"];
export type Series = Schemas["Series"];
export type Link = Schemas["LinkShape"];
export type Session = Schemas["SessionView"];
export type Action = Schemas["Action"];

export type Event = Schemas["LogLine"];
export type EventPage = Schemas["EventPage"];
export type EventsAsked = NonNullable<paths["/api/events"]["get"]["parameters"]["query"]>;
export type Handover = Schemas["Handover"];
export type Facts = Schemas["Facts"];

/** The answer to a wish. `waiting`: it is taken and not done yet; the same id asks again. */
export interface Done {
  id: string;
  result: string;
  counts?: { acknowledged: number; newer: number };
}

export type Code = "refused" | "signed-out" | "unknown" | "malformed" | "too-large" | "busy" | "failed" | "offline";
const CODES: readonly string[] = ["refused", "signed-out", "unknown", "malformed", "too-large", "busy", "failed"];

export class Trouble extends Error {
  readonly code: Code;
  readonly zh: string | undefined;

  /** `said`: the server's own sentence, in English, for whoever looks closer; `zh`: the same, where it says both. */
  constructor(code: Code, said: string, zh?: string) {
    super(said);
    this.code = code;
    this.zh = zh;
  }
}

export const api = createClient<paths>({ baseUrl: "", credentials: "same-origin" });

export interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

export async function ask<T>(asked: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await asked;
  } catch (cause) {
    throw new Trouble("offline", String(cause));
  }
  if (answer.response.ok) return answer.data as T;
  const body = (answer.error ?? {}) as { code?: string; error?: string; zh?: string };
  const code = CODES.includes(body.code ?? "") ? (body.code as Code) : "failed";
  throw new Trouble(code, body.error ?? `HTTP ${answer.response.status}`, body.zh);
}

export const client = {
  signIn: (token: string) => ask<Session>(api.POST("/api/session", { body: { token } }) as Promise<Answer<Session>>),
  session: () => ask<Session>(api.GET("/api/session")),
  signOut: () => ask(api.DELETE("/api/session") as Promise<Answer<undefined>>),
  frame: () => ask<Frame>(api.GET("/api/frame", { params: { query: { after: 2 ** 53 - 1 } } }) as Promise<Answer<Frame>>),
  city: () => ask<CityAnswer>(api.GET("/api/city") as Promise<Answer<CityAnswer>>),
  series: (stream: string, begin: number, end: number, points: number) =>
    ask<Series>(
      api.GET("/api/series/{stream}", {
        params: {
          path: { stream },
          query: { begin: new Date(begin).toISOString(), end: new Date(end).toISOString(), points },
        },
      }),
    ),
  at: (time: number) => ask<Moment>(api.GET("/api/at", { params: { query: { time: new Date(time).toISOString() } } }) as Promise<Answer<Moment>>),
  decisions: (begin: number, end: number) =>
    ask<DecisionLine[]>(
      api.GET("/api/decisions", { params: { query: { begin: new Date(begin).toISOString(), end: new Date(end).toISOString() } } }),
    ),
  decision: (rid: string) =>
    ask<Decision>(api.GET("/api/decisions/{rid}", { params: { path: { rid } } }) as Promise<Answer<Decision>>),
  whatifs: () => ask<WhatIfList>(api.GET("/api/whatif") as Promise<Answer<WhatIfList>>),
  whatif: (wid: string) => ask<WhatIfView>(api.GET("/api/whatif/{wid}", { params: { path: { wid } } }) as Promise<Answer<WhatIfView>>),
  askWhatIf: (body: WhatIfAsk) => ask<WhatIfView>(api.POST("/api/whatif", { body }) as Promise<Answer<WhatIfView>>),
  keepWhatIf: (wid: string, name: string) =>
    ask<WhatIfView>(api.POST("/api/whatif/{wid}/keep", { params: { path: { wid } }, body: { name } }) as Promise<Answer<WhatIfView>>),
  proposeWhatIf: (wid: string, id: string) =>
    ask<unknown>(api.POST("/api/whatif/{wid}/propose", { params: { path: { wid } }, body: { id } }) as Promise<Answer<unknown>>),
  trace: (rid: string) => ask<Link[]>(api.GET("/api/trace/{rid}", { params: { path: { rid } } })),
  /** `id` is the asker's own key: sent twice, done once. */
  act: (action: Action, target: string, args: Record<string, string> = {}, id: string = newId()) =>
    ask<Done>(api.POST("/api/intents", { body: { id, action, target, args } }) as Promise<Answer<Done>>),
  events: (asked: EventsAsked) => ask<EventPage>(api.GET("/api/events", { params: { query: asked } })),
  handovers: () => ask<Handover[]>(api.GET("/api/handovers") as Promise<Answer<Handover[]>>),
};

/** crypto.randomUUID exists only on secure origins; a phone on the station's network may be on plain HTTP. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

export function may(session: Session | null, action: string): boolean {
  return (session?.may ?? []).some((m) => m === "*" || m === action || (m.endsWith(".*") && action.startsWith(m.slice(0, -1))));
}
