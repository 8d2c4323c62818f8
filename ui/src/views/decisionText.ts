/** Plans, knobs and looks ahead in words. */

import type { Decision, DecisionLine, Said } from "../client.ts";
import { hour, number, quantity, t, when } from "../i18n.svelte.ts";
import { en, type Key } from "../locales/en.ts";
import { city } from "../state/city.svelte.ts";
import { moves } from "../state/decision.ts";

/** "hold", "rule" and "plan-7" as people call them. */
export function planName(id: string): string {
  if (id === "hold" || id === "rule") return t(`plan.${id}`);
  return t("plan.numbered", { n: id.replace(/\D+/g, "") || id });
}

/** A sentence of the journal in which plans are named as on the rest of the screen. */
export function sayOfPlans(said: Said): string {
  const { plan, percent, late, m3 } = said.args ?? {};
  if (said.key === "control.changes_mind" && plan && percent && late && m3)
    return t("decision.mind.changes", { member: memberText(Number(percent) / 100, Number(late)), plan: planName(plan), m3 });
  return city.say(plan === undefined ? said : { ...said, args: { ...said.args, plan: planName(plan) } });
}

const KNOB_UNITS: Record<string, (x: number) => string> = {
  lead_h: (x) => t("knob.hours", { n: number(x, 1) }),
  room: (x) => `×${number(x, 2)}`,
  opening: (x) => quantity(x, "%"),
  shut: (x) => quantity(x, "m"),
  "pumps.early": (x) => quantity(100 * x, "%"),
  "pumps.rain": (x) => quantity(x, "mm/h"),
};

/** One parameter of a plan: what of the rule it changes, for which lake, to what. */
export function knobText(name: string, value: number): string {
  const known = Object.keys(KNOB_UNITS).find((k) => name === k || name.startsWith(`${k}.`));
  if (!known || !(`knob.${known}` in en)) return `${city.name(name)} ${number(value, 2)}`;
  const of = name === known ? "" : city.name(name.slice(known.length + 1));
  return `${of}${of && " "}${t(`knob.${known}` as Key)} ${KNOB_UNITS[known]!(value)}`;
}

/** What the chosen plan does, in one sentence: the first moves by time and place. */
export function planSentence(decision: Decision): string {
  const all = moves(decision, city.city!.devices);
  if (all.length === 0) return t("decision.nomoves");
  const told = all.slice(0, 3).map((m) => {
    const device = city.device(m.device);
    const key = device?.kind === "pump" ? (m.to > m.from ? "decision.move.starts" : "decision.move.stops") : m.to > m.from ? "decision.move.opens" : "decision.move.closes";
    return t(key, { device: city.name(m.device), time: when(m.at, city.now), setting: quantity(m.to, "%") });
  });
  const rest = all.length - told.length;
  return told.join(t("list.join")) + (rest > 0 ? t("decision.move.more", { n: rest }) : "") + t("sentence.end");
}

/** A look ahead as a mark of the time line. */
export function markText(look: DecisionLine): string {
  const time = hour(Date.parse(look.asked_at));
  return look.error ? t("decision.mark.failed", { time }) : t("decision.mark", { time, plan: planName(look.chosen) });
}

export function memberText(factor: number, late: number): string {
  const rain = t("decision.member.rain", { percent: number(100 * factor, 0) });
  if (Math.abs(late) < 0.5) return rain;
  return `${rain}${t("list.join")}${t(late > 0 ? "decision.member.late" : "decision.member.early", { n: number(Math.abs(late), 0) })}`;
}
