/** One line for each kind of record in a chain. */

import type { Actuation, Alert, Approval, Case, Confirmation, CrewState, DeviceState, Forecast, Incident, Proposal, Task } from "../client.ts";
import { depth, numeral, quantity, t, when, word } from "../i18n.svelte.ts";
import { en, type Key } from "../locales/en.ts";
import type { Step } from "../state/chain.ts";
import { city } from "../state/city.svelte.ts";

export function kindText(step: Step): string {
  const key = `chain.${step.kind}`;
  return t(key in en ? (key as Key) : "chain.other");
}

export function recordText(step: Step): string {
  if (step.evidence) {
    const stream = city.stream(step.evidence.stream);
    const value = stream?.measures === "depth" ? depth(step.evidence.value) : quantity(step.evidence.value, stream?.unit ?? "");
    return t("chain.reading.text", { name: city.name(step.evidence.stream), value });
  }
  const said = TEXTS[step.kind];
  return step.record && said ? said(step.record.body as never) : (step.record?.id ?? "");
}

const percent = (x: number | null | undefined): string => (x == null ? t("value.none") : quantity(x, "%"));

const TEXTS: Record<string, (body: never) => string> = {
  alert: (b: Alert) => city.say(b.reason),
  incident: (b: Incident) => t("chain.incident.text", { place: city.name(b.place), level: numeral(b.level) }),
  case: (b: Case) => t("chain.case.text", { status: word("case", b.status), owner: city.name(b.owner) }),
  task: (b: Task) => t("chain.task.text", { status: word("task", b.status), crew: b.crew ? city.name(b.crew) : t("task.nobody") }),
  crew: (b: CrewState) => `${city.name(b.id)} · ${word("crew", b.status)}`,
  proposal: (b: Proposal) => `${b.plan.targets.map((x) => `${city.name(x.device)} → ${percent(x.setting)}`).join(" · ")} · ${t(`proposal.${b.status}`)}`,
  approval: (b: Approval) => t(b.approve ? "chain.approval.yes" : "chain.approval.no", { name: city.name(b.by) }),
  actuation: (b: Actuation) =>
    t(b.outcome === "pass" ? "chain.actuation.text" : "chain.actuation.refused", { device: city.name(b.device), setting: percent(b.setting) }),
  confirmation: (b: Confirmation) =>
    t(b.agreed ? "chain.confirmation.yes" : "chain.confirmation.no", { device: city.name(b.device), seen: percent(b.seen), wanted: percent(b.wanted) }),
  device: (b: DeviceState) => t("chain.device.text", { device: city.name(b.id), setting: percent(b.seen ?? b.ordered) }),
  forecast: (b: Forecast) => t("chain.forecast.text", { time: when(Date.parse(b.issued_at), city.now) }),
};
