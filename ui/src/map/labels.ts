/** Where each label may stand without covering a marker or another label. Greedy, graver things first. Pure. */

export type Side = "right" | "left" | "above" | "below" | "none";

export interface Wish {
  id: string;
  x: number;
  y: number;
  /** Half the size of the marker itself, in px. */
  half: number;
  width: number;
  height: number;
  /** Higher first. */
  rank: number;
  /** Shown even where it covers something. */
  must: boolean;
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const SIDES: Side[] = ["right", "left", "below", "above"];
const GAP = 4;

export function labelBox(w: Wish, side: Side): Box {
  const reach = w.half + GAP;
  switch (side) {
    case "left":
      return { left: w.x - reach - w.width, right: w.x - reach, top: w.y - w.height / 2, bottom: w.y + w.height / 2 };
    case "above":
      return { left: w.x - w.width / 2, right: w.x + w.width / 2, top: w.y - reach - w.height, bottom: w.y - reach };
    case "below":
      return { left: w.x - w.width / 2, right: w.x + w.width / 2, top: w.y + reach, bottom: w.y + reach + w.height };
    default:
      return { left: w.x + reach, right: w.x + reach + w.width, top: w.y - w.height / 2, bottom: w.y + w.height / 2 };
  }
}

/** `fixed` are boxes already taken (lake boards); `frame` is the visible map. */
export function placeLabels(wishes: Wish[], fixed: Box[], frame: Box): Map<string, Side> {
  const found = new Map<string, Side>();
  const icons = wishes.map((w) => ({ id: w.id, box: { left: w.x - w.half, right: w.x + w.half, top: w.y - w.half, bottom: w.y + w.half } }));
  const taken: Box[] = [...fixed];
  const sorted = [...wishes].sort((a, b) => b.rank - a.rank || a.id.localeCompare(b.id));
  for (const wish of sorted) {
    const others = icons.filter((i) => i.id !== wish.id).map((i) => i.box);
    const free = SIDES.find((side) => {
      const box = labelBox(wish, side);
      return inside(box, frame) && ![...taken, ...others].some((b) => overlap(box, b));
    });
    const inFrame = SIDES.find((side) => inside(labelBox(wish, side), frame));
    const side = free ?? (wish.must ? (inFrame ?? "right") : "none");
    found.set(wish.id, side);
    if (side !== "none") taken.push(labelBox(wish, side));
  }
  return found;
}

/** A lake's board stands on its lake, or beside it where that would cover a gate; boxes by id. */
export function placeBoards(
  boards: { id: string; x: number; y: number; width: number; height: number }[],
  icons: { x: number; y: number; half: number }[],
  frame: Box,
): Map<string, Box> {
  const found = new Map<string, Box>();
  const blocked = icons.map((i) => ({ left: i.x - i.half, right: i.x + i.half, top: i.y - i.half, bottom: i.y + i.half }));
  for (const b of boards) {
    const steps = [[0, 0], [0, -0.5], [0, 0.5], [0.5, 0], [-0.5, 0], [0, -1], [0, 1], [0.6, -0.8], [-0.6, -0.8], [0.6, 0.8], [-0.6, 0.8]];
    const boxes = steps.map(([dx, dy]) => around(b.x + dx! * b.width, b.y + dy! * b.height, b.width, b.height));
    const free = boxes.find((box) => inside(box, frame) && ![...blocked, ...found.values()].some((x) => overlap(box, x)));
    found.set(b.id, free ?? boxes[0]!);
  }
  return found;
}

function around(x: number, y: number, width: number, height: number): Box {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function inside(a: Box, frame: Box): boolean {
  return a.left >= frame.left && a.right <= frame.right && a.top >= frame.top && a.bottom <= frame.bottom;
}
