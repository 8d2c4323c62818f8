import { expect, test } from "vitest";
import type { Device, DeviceState, Proposal } from "../src/client.ts";
import { consequences } from "../src/state/consequence.ts";

const gate = { id: "gate-east", kind: "gate", ramp: 6, read_back: "gate-east.position" } as Device;
const pump = { id: "pump-1", kind: "pump", ramp: 100 } as Device;
const asks = (device: string, setting: number): Proposal => ({ plan: { targets: [{ device, setting }] } }) as unknown as Proposal;
const none = {};
const at = (id: string, fields: Partial<DeviceState>): Record<string, DeviceState> => ({ [id]: { id, ordered: 0, target: 0, ...fields } as DeviceState });

test("a gate opens from where it was seen, over the minutes its ramp takes", () => {
  expect(consequences(asks("gate-east", 60), [gate], at("gate-east", { ordered: 12, seen: 10 }), none)).toEqual([
    { what: "gate.opens", device: "gate-east", from: 10, to: 60, minutes: 9 }, // 50 % at 6 %/min: 8.3, said as 9
  ]);
});

test("the newest read-back says where it starts from", () => {
  const readBack = { "gate-east.position": { value: 30 } };
  expect(consequences(asks("gate-east", 60), [gate], at("gate-east", { seen: 10 }), readBack)).toEqual([
    { what: "gate.opens", device: "gate-east", from: 30, to: 60, minutes: 5 },
  ]);
});

test("a gate closes; without read-back the last order stands in", () => {
  expect(consequences(asks("gate-east", 0), [gate], at("gate-east", { ordered: 12 }), none)).toEqual([
    { what: "gate.closes", device: "gate-east", from: 12, to: 0, minutes: 2 },
  ]);
});

test("missing is not zero: an unknown position is said to be unknown", () => {
  expect(consequences(asks("gate-east", 60), [gate], {}, none)).toEqual([{ what: "gate.unknown", device: "gate-east", to: 60 }]);
});

test("a gate that is there already stays", () => {
  expect(consequences(asks("gate-east", 60), [gate], at("gate-east", { seen: 60.3 }), none)).toEqual([{ what: "gate.stays", device: "gate-east", to: 60 }]);
});

test("a pump starts, stops, goes on, or stays with its float", () => {
  const said = (setting: number, ordered: number): string[] => consequences(asks("pump-1", setting), [pump], at("pump-1", { ordered }), none).map((c) => c.what);
  expect([said(100, 0), said(0, 100), said(100, 100), said(0, 0)]).toEqual([["pump.starts"], ["pump.stops"], ["pump.stays.on"], ["pump.stays.off"]]);
});

test("a target that no device answers to is left out", () => {
  expect(consequences(asks("gate-nowhere", 50), [gate], {}, none)).toEqual([]);
});
