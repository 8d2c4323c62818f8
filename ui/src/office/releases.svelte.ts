/** The release on the desk: it stays there while one looks at another screen. */

import type { ReleaseView } from "./api.ts";

class Desk {
  shown = $state.raw<ReleaseView | null>(null);
}

export const desk = new Desk();
