/** Parts of an address after the #. Pure. */

/** A percent sign typed by hand is no reason for an empty page. */
export function plain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `?key=value`, or nothing. Empty values are left out, so that the same selection has one address. */
export function asking(query: Record<string, string>): string {
  const kept = Object.entries(query).filter(([, value]) => value !== "");
  return kept.length > 0 ? `?${new URLSearchParams(kept)}` : "";
}
