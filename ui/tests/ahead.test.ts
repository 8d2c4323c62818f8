import { afterEach, describe, expect, test, vi } from "vitest";
import { client, Trouble, type Clock, type Frame } from "../src/client.ts";
import { city } from "../src/state/city.svelte.ts";

const DAY = 86_400_000;
const clock = (before: number): Clock => ({ now: new Date(Date.now() - before).toISOString(), state: "paused", speed: 0 }) as unknown as Clock;

/** What the open line told last, and since then minutes may have gone. */
function heard(connection: typeof city.connection, before: number): void {
  city.clock = clock(before);
  city.tick();
  city.connection = connection;
}

afterEach(() => {
  vi.restoreAllMocks();
  [city.clock, city.connection] = [null, "connecting"];
});

describe("how far the city's clock is ahead", () => {
  const frame = vi.fn(() => Promise.resolve({ clock: clock(130 * DAY) } as Frame));

  test("while the line is open, what it told", async () => {
    vi.spyOn(client, "frame").mockImplementation(frame);
    heard("live", 2 * DAY);
    expect(Math.round((await city.ahead()) / DAY)).toBe(-2);
    expect(frame).not.toHaveBeenCalled();
  });

  test("where it isn't open yet, and where it is lost, the city is asked", async () => {
    vi.spyOn(client, "frame").mockImplementation(frame);
    expect(Math.round((await city.ahead()) / DAY)).toBe(-130);
    heard("offline", 131 * DAY);
    expect(Math.round((await city.ahead()) / DAY)).toBe(-130);
  });

  test("where nobody answers, what was known", async () => {
    vi.spyOn(client, "frame").mockRejectedValue(new Trouble("offline", "no line"));
    expect([await city.ahead(), await city.ahead(-7 * DAY)]).toEqual([0, -7 * DAY]);
  });
});
