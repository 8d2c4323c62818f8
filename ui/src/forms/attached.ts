/** A file before it is sent: why it isn't taken, by the form's limits. The city looks at its content all the same. */

import type { Form } from "./form.ts";

export const PHOTOS = ["image/jpeg", "image/png", "image/webp"];
const MB = 1024 * 1024;

export type Unfit = { key: "photo.kind"; args: { name: string } } | { key: "photo.large"; args: { name: string; size: string; most: number } } | null;

/** A photo is drawn anew and made small before it goes (photo.ts), so its size counts after that. */
export function unfit(name: string, file: Blob, policy: Form["attachments"]): Unfit {
  const kinds = (policy?.kinds ?? PHOTOS).filter((kind) => PHOTOS.includes(kind));
  const most = policy?.most_bytes ?? 10 * MB;
  if (!kinds.includes(file.type)) return { key: "photo.kind", args: { name } };
  if (file.size > most) return { key: "photo.large", args: { name, size: (file.size / MB).toFixed(1), most: Math.floor(most / MB) } };
  return null;
}
