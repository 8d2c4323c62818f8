/** Which place is shown, by the address: the command centre, the office (#/office/…), the cases (#/cases…), the streams (#/streams…), the public page. */

class Place {
  hash = $state(typeof location === "undefined" ? "" : location.hash);

  constructor() {
    if (typeof window !== "undefined") window.addEventListener("hashchange", () => (this.hash = location.hash));
  }

  get office(): boolean {
    return this.hash.startsWith("#/office");
  }

  get cases(): boolean {
    return /^#\/cases(?=$|[/?])/.test(this.hash);
  }

  get streams(): boolean {
    return /^#\/streams(?=$|[/?])/.test(this.hash);
  }

  /** What a phone shows without the city, too. */
  get tasks(): boolean {
    return /^#\/cases\/tasks(?=$|[/?])/.test(this.hash);
  }

  get report(): boolean {
    return /^#\/report(?=$|[/?])/.test(this.hash) || (typeof location !== "undefined" && location.pathname === "/report");
  }

  /** Not the command centre, whose keys would act unseen. */
  get elsewhere(): boolean {
    return this.office || this.cases || this.streams || this.report;
  }

  /** `quiet`: the address changes and the way back doesn't grow, as while somebody types into a filter. */
  go(hash: string, quiet = false): void {
    if (quiet) history.replaceState(null, "", hash);
    else history.pushState(null, "", hash);
    this.hash = hash;
  }
}

export const place = new Place();
