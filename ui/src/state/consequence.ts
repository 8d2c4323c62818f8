/** What will happen when a proposal is approved, said before the second press. Pure: tested without a browser. */

import type { Device, DeviceState, Proposal } from "../client.ts";
import { position } from "./doing.ts";

export type Consequence =
  | { what: "gate.opens" | "gate.closes"; device: string; from: number; to: number; minutes: number }
  | { what: "gate.unknown" | "gate.stays"; device: string; to: number }
  | { what: "pump.starts" | "pump.stops" | "pump.stays.on" | "pump.stays.off"; device: string };

/** One per target, in the plan's order. A target without a declared device is left out: it can't be executed. */
export function consequences(
  proposal: Proposal,
  devices: Device[],
  states: Record<string, DeviceState>,
  readBack: Record<string, { value: number | null }>,
): Consequence[] {
  return proposal.plan.targets.flatMap((target): Consequence[] => {
    const device = devices.find((d) => d.id === target.device);
    if (!device) return [];
    const state = states[device.id];
    return [device.kind === "pump" ? pump(device, state, target.setting) : gate(device, position(device, state, readBack), target.setting)];
  });
}

function gate(device: Device, from: number | null, to: number): Consequence {
  if (from == null) return { what: "gate.unknown", device: device.id, to };
  if (Math.abs(to - from) < 0.5) return { what: "gate.stays", device: device.id, to };
  const minutes = Math.ceil(Math.abs(to - from) / device.ramp);
  return { what: to > from ? "gate.opens" : "gate.closes", device: device.id, from, to, minutes };
}

function pump(device: Device, state: DeviceState | undefined, to: number): Consequence {
  const on = (state?.ordered ?? 0) > 0;
  if (to > 0) return { what: on ? "pump.stays.on" : "pump.starts", device: device.id };
  return { what: on ? "pump.stops" : "pump.stays.off", device: device.id };
}
