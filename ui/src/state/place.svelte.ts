/** Which of the two places is shown, by the address: the command centre, or the programme office (#/office/…). */

class Place {
  hash = $state(typeof location === "undefined" ? "" : location.hash);

  constructor() {
    if (typeof window !== "undefined") window.addEventListener("hashchange", () => (this.hash = location.hash));
  }

  get office(): boolean {
    return this.hash.startsWith("#/office");
  }

  /** `quiet`: the address changes and the way back doesn't grow, as while somebody types into a filter. */
  go(hash: string, quiet = false): void {
    if (quiet) history.replaceState(null, "", hash);
    else history.pushState(null, "", hash);
    this.hash = hash;
  }
}

export const place = new Place();
