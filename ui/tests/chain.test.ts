import { expect, test } from "vitest";
import type { Link } from "../src/client.ts";
import { folded, steps } from "../src/state/chain.ts";

const link = (depth: number, kind: string, minute: number, body: Record<string, unknown> = {}): Link =>
  ({ depth, role: "", record: { id: `${kind}${minute}`, kind, at: new Date(minute * 60_000).toISOString(), body } }) as unknown as Link;

test("the readings an alert copied come before it, once, and the rest in order of time", () => {
  const evidence = [{ stream: "s", seq: 7, time: new Date(60_000).toISOString(), value: 1.5 }];
  const chain = steps([link(1, "case", 3), link(0, "incident", 1), link(-1, "alert", 1, { evidence }), link(-2, "reading", 1), link(-1, "alert", 2, { evidence })]);
  expect(chain.map((s) => s.key)).toEqual(["s#7", "alert1", "incident1", "alert2", "case3"]);
  expect(chain.find((s) => s.self)?.kind).toBe("incident");
});

test("a ramp's orders are folded to first and last, and nothing else is", () => {
  const order = (minute: number, device: string, outcome = "pass"): Link => link(1, "actuation", minute, { device, outcome });
  const all = steps([order(1, "g"), order(2, "g"), order(3, "g"), order(4, "g", "refuse"), order(5, "h"), link(1, "task", 6), link(1, "task", 7)]);
  expect(folded(all).map((f) => [f.step.key, f.hidden])).toEqual([
    ["actuation1", 1], ["actuation3", 0], ["actuation4", 0], ["actuation5", 0], ["task6", 0], ["task7", 0],
  ]);
});
