/** Which fields a verb needs, and the move that they make. Pure. */

import type { Aside, CaseView, MoveAsk, Verb } from "./api.ts";

export const FIELDS: Partial<Record<Verb, readonly string[]>> = {
  file: ["state"], dispatch: ["holder", "helpers"], reassign: ["holder", "reason"], assist: ["helpers"], handle: ["evidence"],
  "feed-back": ["reason", "evidence"], verify: ["yes", "reason"], close: ["outcome", "reason", "evidence"],
  return: ["ground", "reason", "evidence"], dispute: ["ground", "reason", "evidence"], rule: ["yes", "reason"],
  suspend: ["ground", "limit", "reason", "evidence"], resume: [], extend: ["limit", "reason"], "re-open": ["reason"], join: ["other"],
  split: ["into", "reason"], part: ["part"], answer: ["reason"], evaluate: ["score", "reason"], prioritise: [],
  "re-class": ["type", "state", "reason"],
};
/** What nobody can take back: said once more before it is done. */
export const FINAL: readonly Verb[] = ["close", "join", "split", "rule", "answer"];
const REASONED: readonly Verb[] = ["reassign", "close", "return", "dispute", "rule", "suspend", "extend", "re-open", "split", "answer", "re-class"];

export interface Draft {
  state: string;
  type: string;
  holder: string;
  helpers: string[];
  into: string[];
  part: string;
  ground: string;
  outcome: string;
  yes: "" | "yes" | "no";
  amount: number;
  unit: string;
  other: string;
  score: number | null;
  reason: string;
}

export function blank(verb: Verb, view: CaseView, aside: Aside, other = ""): Draft {
  const cap = verb === "suspend" ? aside.definition.suspension?.cap : aside.definition.extension?.cap;
  const [, amount = "1", unit = "working days"] = /^(\d+) (.+)$/.exec(cap ?? "") ?? [];
  return {
    state: verb === "re-class" ? "" : (view.case.state ?? ""), type: "", holder: "", helpers: verb === "assist" ? [...view.case.helpers] : [], into: [],
    part: aside.definition.parts.length === 1 ? aside.definition.parts[0]!.type : "", ground: "", outcome: "", yes: "",
    amount: Number(amount), unit: unit.endsWith("s") ? unit : `${unit}s`, other, score: null, reason: "",
  };
}

/** Kinds of evidence that the move has to show. */
export function lacking(verb: Verb, draft: Draft, aside: Aside): string[] {
  const can = aside.can.find((one) => one.verb === verb);
  if (verb === "close") return can?.outcomes?.[draft.outcome] ?? [];
  if (["return", "dispute", "suspend"].includes(verb)) return aside.grounds[draft.ground] ?? [];
  // Closing will ask for it, and who stands there with the phone can still take it.
  if (verb === "feed-back") return aside.definition.evidence;
  return can?.lacks ?? [];
}

export function complete(verb: Verb, draft: Draft, view: CaseView): boolean {
  const fields = FIELDS[verb] ?? [];
  const wants = (field: string, given: boolean): boolean => !fields.includes(field) || given;
  const limited = Number.isInteger(draft.amount) && draft.amount > 0;
  return (
    (!REASONED.includes(verb) || draft.reason.trim() !== "") && (verb !== "verify" || draft.yes !== "no" || draft.reason.trim() !== "") &&
    wants("ground", draft.ground !== "") && wants("outcome", draft.outcome !== "") && wants("yes", draft.yes !== "") && wants("limit", limited) &&
    wants("other", draft.other.trim() !== "" && draft.other.trim() !== view.case.id) && wants("into", draft.into.length > 0) && wants("part", draft.part !== "") && wants("type", draft.type !== "" && draft.type !== view.case.type) &&
    wants("score", draft.score !== null && draft.score >= 0 && draft.score <= 100) && (verb !== "reassign" || draft.holder !== "")
  );
}

export function move(verb: Verb, draft: Draft, view: CaseView): Partial<MoveAsk> {
  const fields = FIELDS[verb] ?? [];
  const one: Partial<MoveAsk> = { case: view.case.id, verb };
  if (fields.includes("type")) one.type = draft.type;
  if (fields.includes("state") && draft.state) one.state = draft.state;
  if (fields.includes("holder") && draft.holder) one.holder = draft.holder;
  if (fields.includes("helpers")) one.helpers = draft.helpers;
  if (fields.includes("ground")) one.ground = draft.ground;
  if (fields.includes("outcome")) one.outcome = draft.outcome;
  if (fields.includes("yes")) one.yes = draft.yes === "yes";
  if (fields.includes("limit")) one.limit = `${draft.amount} ${draft.unit}`;
  if (fields.includes("other")) one.other = draft.other.trim();
  if (fields.includes("score")) one.score = draft.score;
  if (fields.includes("reason")) one.reason = draft.reason.trim();
  if (fields.includes("into")) one.into = draft.into.map((holder) => ({ holder, mandatory: true, reason: "" }));
  if (fields.includes("part")) one.into = [{ holder: view.case.desk, type: draft.part, mandatory: true, reason: "" }];
  if (verb === "prioritise") one.yes = !view.case.priority;
  return one;
}
