/** The tasks of one unit on the phone, with or without a line: last seen, and what was done since and waits to be sent. */

import { Trouble, type Session } from "../client.ts";
import { locale } from "../i18n.svelte.ts";
import { city } from "../state/city.svelte.ts";
import { cases, type CaseLine, type CaseView, type Definition, type MoveAsk, type ReportAsk, type RoundsTaken } from "./api.ts";
import { kept, type Shot, type Waiting } from "./kept.ts";
import type { Layers } from "../map/places.ts";

/** One task as the phone keeps it: what somebody on the spot has to know, and no more. */
export interface Task {
  line: CaseLine;
  text: string;
  evidence: string[];
  photos: string[];
  grounds: Definition["return_grounds"];
  can: string[];
}

interface Seen {
  principal: string;
  unit: string;
  unitName: { zh: string; en: string };
  zone: string;
  at: number;
  /** City time less the phone's, in ms. */
  skew: number;
  tasks: Task[];
  /** In which order the dispatcher has accepted them to be visited; null: in none. */
  rounds?: RoundsTaken | null;
}

const AGAIN_MS = 15_000;
const MOST = 50;
const SEEN = "tasks";
const LAYERS = "layers";

class Tasks {
  seen = $state.raw<Seen | null>(null);
  waiting = $state.raw<Waiting[]>([]);
  /** What the city has done and the list hasn't shown yet: without it a task would fall back for a moment. */
  #done = $state.raw<Waiting[]>([]);
  online = $state(true);
  trouble = $state.raw<Trouble | null>(null);
  sending = $state(false);
  loaded = $state(false);
  layers = $state.raw<Layers>({});
  now = $state(Date.now());
  #timer: ReturnType<typeof setInterval> | undefined;

  begin(): () => void {
    const back = (): void => void this.turn();
    void this.#recall().then(back);
    this.#timer = setInterval(back, AGAIN_MS);
    const beat = setInterval(() => this.#beat(), 1_000);
    this.#beat();
    addEventListener("online", back);
    return () => {
      clearInterval(this.#timer);
      clearInterval(beat);
      removeEventListener("online", back);
    };
  }

  async #recall(): Promise<void> {
    this.waiting = await kept.waiting().catch(() => []);
    const seen = await kept.seen<Seen>(SEEN).catch(() => undefined);
    if (seen) [this.seen, locale.zone] = [seen, seen.zone];
    this.layers = (await kept.seen<Layers>(LAYERS).catch(() => undefined)) ?? {};
    this.#beat();
    this.loaded = true;
  }

  /** The city's clock while it is heard, else the phone's with what they differed by. */
  #beat(): void {
    this.now = city.clock && city.connection === "live" ? city.liveNow : Date.now() + (this.seen?.skew ?? 0);
  }

  /** Send what waits, then ask what is there. */
  async turn(): Promise<void> {
    if (city.signedOut || this.sending) return;
    // The page itself is about to sign in where it was just opened.
    for (let n = 0; n < 50 && !city.session && !city.trouble && !city.signedOut; n++) await new Promise((done) => setTimeout(done, 100));
    if (!city.session && !city.signedOut) await city.begin(null);
    if (!city.session) {
      this.online = city.trouble?.code !== "offline" && city.trouble?.code !== "failed";
      return;
    }
    await this.send(city.session);
    await this.look(city.session);
  }

  async look(session: Session): Promise<void> {
    const known = this.#done;
    try {
      const directory = await cases.directory();
      const unit = directory.mine[0] ?? "";
      const page = unit ? await cases.page({ handler: unit, open: true }, 0, MOST) : { rows: [] };
      const [skew, taken, ...tasks] = await Promise.all(
        [city.ahead(this.seen?.skew), unit ? cases.taken(unit) : [], ...page.rows.map((line) => task(line))] as const);
      // A desk is no unit of the routes: it is called as its role.
      const named = directory.units.find((u) => u.id === unit) ?? city.city?.authority.roles.find((r) => r.id === unit);
      this.seen = {
        principal: session.principal, unit, unitName: named?.name ?? { zh: unit, en: unit }, zone: locale.zone, at: Date.now(),
        skew, tasks: tasks.filter((one) => one !== null), rounds: taken[0] ?? null,
      };
      this.#beat();
      [this.online, this.trouble, this.loaded] = [true, null, true];
      this.#done = this.#done.filter((one) => !known.includes(one));
      await kept.see(SEEN, $state.snapshot(this.seen)).catch(() => undefined);
      if (Object.keys(this.layers).length === 0 && city.city) {
        this.layers = city.layers as unknown as Layers;
        await kept.see(LAYERS, this.layers).catch(() => undefined);
      }
    } catch (cause) {
      this.trouble = cause instanceof Trouble ? cause : new Trouble("failed", String(cause));
      this.online = this.trouble.code !== "offline";
      this.loaded = true;
    }
  }

  /** In the order in which they were made; what has no answer stays, and holds back what follows. */
  async send(session: Session): Promise<void> {
    this.sending = true;
    try {
      for (const one of await kept.waiting()) {
        if (one.refused || one.who !== session.principal) continue;
        try {
          await (one.report ? cases.report(one.report) : moved(one));
          await kept.drop(one.id);
          this.#done = [...this.#done, one];
        } catch (cause) {
          if (!(await this.#unsent(one, cause))) break;
        }
      }
      this.online = true;
    } finally {
      this.sending = false;
      this.waiting = await kept.waiting().catch(() => this.waiting);
    }
  }

  /** Whether the next one may be tried: a no is an answer, a broken line is none. */
  async #unsent(one: Waiting, cause: unknown): Promise<boolean> {
    const trouble = cause instanceof Trouble ? cause : new Trouble("failed", String(cause));
    if (["malformed", "refused", "unknown", "too-large"].includes(trouble.code)) {
      await kept.put({ ...one, refused: { zh: trouble.zh ?? trouble.message, en: trouble.message } });
      return true;
    }
    this.online = trouble.code !== "offline";
    return false;
  }

  async add(one: Task, move: Partial<MoveAsk>, shots: Shot[], id: string): Promise<void> {
    const who = city.session?.principal ?? this.seen?.principal ?? "";
    await kept.put({ id, who, case: one.line.id, title: one.line.name, move: { ...move, case: one.line.id }, shots, made: Date.now(), refused: null });
    this.waiting = await kept.waiting();
    void this.turn();
  }

  /** A report that was told without a line. It has its own key as source, so that the city takes it once, and the hour at which it was told. */
  async keep(report: ReportAsk, title: Waiting["title"]): Promise<void> {
    const at = report.at ?? (city.clock ? new Date(city.liveNow).toISOString() : null);
    const who = city.session?.principal ?? this.seen?.principal ?? "";
    await kept.put({ id: report.source!, who, case: "", title, move: {}, report: { ...report, at }, shots: [], made: Date.now(), refused: null });
    this.waiting = await kept.waiting();
  }

  /** Beside the tasks' own screen: what waits is sent while any screen of the cases is open. */
  deliver(): () => void {
    const go = (): void => void this.sendWaiting();
    go();
    const timer = setInterval(go, AGAIN_MS);
    addEventListener("online", go);
    return () => {
      clearInterval(timer);
      removeEventListener("online", go);
    };
  }

  async sendWaiting(): Promise<void> {
    this.waiting = await kept.waiting().catch(() => this.waiting);
    if (this.waiting.length > 0 && city.session && !city.signedOut && !this.sending) await this.send(city.session);
  }

  async drop(id: string): Promise<void> {
    await kept.drop(id);
    this.waiting = await kept.waiting();
  }

  async retry(one: Waiting): Promise<void> {
    await kept.put({ ...$state.snapshot(one), shots: one.shots, refused: null } as Waiting);
    await this.sendWaiting();
  }

  /** Whether something that was done for it is still on this phone alone. */
  unsent(one: Task): boolean {
    return this.waiting.some((w) => w.case === one.line.id && !w.refused);
  }

  /** What will be, once everything is sent. */
  status(one: Task): string {
    const mine = [...this.#done, ...this.waiting].filter((w) => w.case === one.line.id && !w.refused);
    const verb = mine.at(-1)?.move.verb;
    return verb === "handle" ? "handling" : verb === "feed-back" ? "fed-back" : verb === "return" ? "returned" : one.line.status;
  }
}

async function moved(one: Waiting): Promise<void> {
  const evidence = [];
  for (const shot of one.shots) {
    const { ref } = await cases.photo(shot.blob);
    evidence.push({ kind: shot.kind, ref, at: shot.at, ...(shot.position ? { position: shot.position as never } : {}) });
  }
  await cases.move({ ...one.move, key: one.id, evidence } as MoveAsk);
}

async function task(line: CaseLine): Promise<Task | null> {
  const [found, aside] = await Promise.all([cases.one(line.id), cases.aside(line.id)]);
  const view: CaseView = found;
  return {
    line, text: view.case.reports.map((r) => r.text).filter(Boolean).join("\n"), evidence: aside.definition.evidence,
    photos: view.case.reports.flatMap((r) => r.media), grounds: aside.definition.return_grounds, can: aside.can.map((one) => one.verb),
  };
}

export const tasks = new Tasks();
