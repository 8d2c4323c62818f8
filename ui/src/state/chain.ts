/** A trace as steps in order of time: the readings an alert copied come first. Pure: tested without a browser. */

import type { Alert, Link } from "../client.ts";

export interface Step {
  key: string;
  kind: string;
  at: number;
  self: boolean;
  record: Link["record"] | null;
  evidence: Alert["evidence"][number] | null;
}

/** One step per record, and one per reading in an alert's evidence; readings before alerts of the same moment. */
export function steps(links: Link[]): Step[] {
  const found = new Map<string, Step>();
  for (const link of links) {
    const record = link.record;
    if (record.kind === "reading") continue; // the alert's own copy says the same and is always there
    const step = { key: record.id, kind: record.kind, at: Date.parse(record.at), self: link.depth === 0, record, evidence: null };
    if (!found.has(step.key) || step.self) found.set(step.key, step);
    if (record.kind !== "alert") continue;
    for (const evidence of (record.body as unknown as Alert).evidence) {
      const key = `${evidence.stream}#${evidence.seq}`;
      const at = Date.parse(evidence.time);
      if (!found.has(key)) found.set(key, { key, kind: "reading", at, self: false, record: null, evidence });
    }
  }
  return [...found.values()].sort((a, b) => a.at - b.at || rank(a.kind) - rank(b.kind) || a.key.localeCompare(b.key));
}

const ORDER = ["reading", "forecast", "alert", "incident", "case", "task", "crew", "proposal", "approval", "actuation", "device", "confirmation", "effect"];

function rank(kind: string): number {
  const at = ORDER.indexOf(kind);
  return at < 0 ? ORDER.length : at;
}

/** Runs of orders to one device, as a ramp makes them, shown by their first and last. */
export function folded(all: Step[]): { step: Step; hidden: number }[] {
  const shown: { step: Step; hidden: number }[] = [];
  for (let i = 0; i < all.length; i++) {
    const step = all[i]!;
    let end = i;
    while (end + 1 < all.length && sameRun(step, all[end + 1]!)) end++;
    const hidden = end - i - 1;
    shown.push({ step, hidden: hidden > 0 ? hidden : 0 });
    if (hidden > 0) {
      shown.push({ step: all[end]!, hidden: 0 });
      i = end;
    }
  }
  return shown;
}

function sameRun(a: Step, b: Step): boolean {
  const [x, y] = [a.record?.body, b.record?.body];
  return a.kind === b.kind && ["actuation", "device"].includes(a.kind) && (x?.["device"] ?? x?.["id"]) === (y?.["device"] ?? y?.["id"]) && x?.["outcome"] === y?.["outcome"];
}
