/** The page without a line: its own files, as they were built together. Answers of the city are never kept here. */

/// <reference lib="webworker" />
declare const self: ServiceWorkerGlobalScope;
/** Put in by the build: every file of the page, and a name that changes with any of them. */
declare const FILES: string[];
declare const BUILD: string;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(BUILD).then((kept) => kept.addAll(["/", ...FILES])).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const others = caches.keys().then((names) => Promise.all(names.filter((n) => n.startsWith("banyan-page-") && n !== BUILD).map((n) => caches.delete(n))));
  event.waitUntil(others.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  // Names of built files hold a hash of their content, so what is kept is what would come.
  if (FILES.includes(url.pathname)) event.respondWith(caches.match(request, { ignoreSearch: true }).then((found) => found ?? fetch(request)));
  else if (request.mode === "navigate" && (url.pathname === "/" || url.pathname === "/report"))
    event.respondWith(fetch(request).catch(async () => (await caches.match("/")) ?? Response.error()));
});

export {};
