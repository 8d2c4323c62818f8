/** What stood when a note was written, as headed lists of sentences; empty lists are left out. */

import type { Facts } from "../client.ts";
import { numeral, t, when, word } from "../i18n.svelte.ts";
import { city } from "../state/city.svelte.ts";

export interface Section {
  title: string;
  lines: string[];
}

export function sections(facts: Facts, at: number): Section[] {
  const time = (iso: string): string => when(Date.parse(iso), at);
  const level = (l: string): string => t("level.label", { level: numeral(l) });
  const all: Section[] = [
    { title: t("handover.stop"), lines: facts.stop ? [t("handover.stop.line", { name: city.name(facts.stop.by), time: time(facts.stop.at) })] : [] },
    {
      title: t("handover.incidents"),
      lines: (facts.incidents ?? []).map((i) => {
        const line = t("handover.incident", { level: level(i.level), place: city.name(i.place), time: time(i.opened_at) });
        return i.unacknowledged > 0 ? t("handover.unacknowledged", { line, n: i.unacknowledged }) : line;
      }),
    },
    {
      title: t("handover.cases"),
      lines: (facts.cases ?? []).map((c) => {
        const line = t("handover.case", { type: city.name(c.type), place: city.name(c.place), level: level(c.level), status: word("case", c.status) });
        const due = c.due && c.due_at ? t("handover.due", { what: word("deadline", c.due), time: time(c.due_at) }) : "";
        return [line, due, c.late ? t("handover.late") : ""].filter(Boolean).join(t("list.semicolon"));
      }),
    },
    { title: t("handover.waiting"), lines: (facts.waiting ?? []).map((w) => [city.name(w.place), w.why ? city.say(w.why) : ""].filter(Boolean).join(t("list.colon"))) },
    { title: t("handover.proposals"), lines: (facts.proposals ?? []).map((p) => t("handover.proposal", { reason: city.say(p.reason), time: time(p.expires_at) })) },
    {
      title: t("handover.crews"),
      lines: (facts.crews ?? []).map((c) => {
        const line = t("handover.crew", { crew: city.name(c.id), status: word("crew", c.status), place: c.place ? city.name(c.place) : "" }).trim();
        return c.expected_at && ["travelling", "returning"].includes(c.status) ? t("handover.arrives", { line, time: time(c.expected_at) }) : line;
      }),
    },
    {
      title: t("handover.devices"),
      lines: (facts.devices ?? []).map((d) =>
        [city.name(d.id), [d.fault ? t("fact.fault") : "", d.local_override ? t("fact.override") : "", d.safe ? t("fact.safe") : ""].filter(Boolean).join(t("list.comma"))].join(t("list.colon")),
      ),
    },
    { title: t("handover.distrusted"), lines: Object.entries(facts.distrusted ?? {}).map(([id, why]) => [city.name(id), city.say(why)].join(t("list.colon"))) },
    { title: t("handover.silent"), lines: (facts.silent ?? []).length > 0 ? [(facts.silent ?? []).map((id) => city.name(id)).join(t("list.comma"))] : [] },
    { title: t("handover.shelved"), lines: (facts.shelved ?? []).map((s) => t("handover.shelf", { level: level(s.level), place: city.name(s.place), time: time(s.until) })) },
    { title: t("handover.outofservice"), lines: Object.keys(facts.out_of_service ?? {}).map((id) => city.name(id)) },
    {
      title: t("handover.state"),
      lines: [
        facts.forecast
          ? t("handover.forecast", { issued: time(facts.forecast.issued_at), until: time(facts.forecast.valid_until) })
          : t("handover.noforecast"),
        t(facts.control === "on" ? "handover.control.on" : facts.control === "advisory" ? "handover.control.advisory" : "handover.control.off"),
      ],
    },
  ];
  return all.filter((s) => s.lines.length > 0);
}
