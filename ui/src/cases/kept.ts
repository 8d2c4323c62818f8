/** What the phone keeps: moves that wait to be sent with their photos, and the tasks as they were last seen. IndexedDB. */

import type { MoveAsk, ReportAsk } from "./api.ts";

export interface Shot {
  kind: string;
  at: string;
  position: [number, number] | null;
  blob: Blob;
}

/** One move that was made, or one report that was told, without a line. `id` is its own key: however often it is sent, it is done once. */
export interface Waiting {
  id: string;
  who: string;
  case: string;
  title: { zh: string; en: string };
  move: Partial<MoveAsk>;
  /** A new report; `case` and `move` are empty then. */
  report?: ReportAsk;
  shots: Shot[];
  made: number;
  /** The city's answer where it was no: the person decides what becomes of it. */
  refused: { zh: string; en: string } | null;
}

const NAME = "banyan-tasks";
let opened: Promise<IDBDatabase> | null = null;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("waiting", { keyPath: "id" });
      asked.result.createObjectStore("seen");
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  return opened;
}

async function run<T>(store: "waiting" | "seen", mode: IDBTransactionMode, act: (on: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const on = (await database()).transaction(store, mode, { durability: "strict" });
  return new Promise((done, failed) => {
    const asked = act(on.objectStore(store));
    // Kept when the transaction is through, not when the request is.
    on.oncomplete = () => done(asked.result);
    on.onerror = () => failed(on.error);
    on.onabort = () => failed(on.error);
  });
}

export const kept = {
  /** Oldest first. */
  waiting: async (): Promise<Waiting[]> => (await run<Waiting[]>("waiting", "readonly", (s) => s.getAll() as IDBRequest<Waiting[]>)).sort((a, b) => a.made - b.made),
  put: (one: Waiting): Promise<unknown> => run("waiting", "readwrite", (s) => s.put(one)),
  drop: (id: string): Promise<unknown> => run("waiting", "readwrite", (s) => s.delete(id)),
  seen: <T>(key: string): Promise<T | undefined> => run<T>("seen", "readonly", (s) => s.get(key) as IDBRequest<T>),
  see: (key: string, value: unknown): Promise<unknown> => run("seen", "readwrite", (s) => s.put(value, key)),
  forget: (): Promise<unknown> => run("seen", "readwrite", (s) => s.clear()),
};
