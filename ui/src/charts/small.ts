/** Paths and ranges of the small curves. Pure. */

const point = (x: number, y: number): string => `${x.toFixed(1)} ${y.toFixed(1)}`;

/** A line through points; a value that is no number is a gap. */
export function path(xs: number[], ys: number[]): string {
  let broken = true;
  return xs
    .map((x, i) => {
      const y = ys[i];
      if (y === undefined || !Number.isFinite(y)) {
        broken = true;
        return "";
      }
      const step = `${broken ? "M" : "L"}${point(x, y)}`;
      broken = false;
      return step;
    })
    .join("");
}

/** The area between two lines of equal length. */
export function band(xs: number[], lows: number[], highs: number[]): string {
  if (xs.length === 0) return "";
  const back = [...xs.keys()].reverse().map((i) => `L${point(xs[i]!, lows[i]!)}`);
  return `${path(xs, highs)}${back.join("")}Z`;
}

/** From the foot to the top of all values with a little air; from zero where they begin near it. */
export function axis(values: number[]): [number, number] {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return [0, 1];
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const room = Math.max((high - low) * 0.08, 0.02);
  return [low >= 0 && low < 2 * room + 0.1 ? 0 : low - room, high + room];
}
