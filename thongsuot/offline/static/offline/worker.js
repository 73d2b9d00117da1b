// Người giữ trang: the counter's page and its files, kept so that the PC starts without the line. TEP (addresses) and PHIEN
// (a hash of their contents) are written before this text by the server; a new PHIEN is a new cache, the old one goes.
// Only the page of the counter and static files are answered from here: everything else goes to the server as ever.
/* global TEP, PHIEN, TRANG */
"use strict";
const KHO = `quay-ngoai-tuyen-${PHIEN}`;

async function fetchFresh(address) {
  const answer = await fetch(address, { cache: "reload", credentials: "same-origin" });
  if (!answer.ok || answer.redirected) throw new Error(`${address}: ${answer.status}`); // the sign-in page is not the counter
  return answer;
}

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const kept = await caches.open(KHO);
      await Promise.all([TRANG, ...TEP].map(async (address) => kept.put(address, await fetchFresh(address))));
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const names = await caches.keys();
      const old = names.filter((name) => name.startsWith("quay-ngoai-tuyen-") && name !== KHO);
      await Promise.all(old.map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  const page = request.mode === "navigate" && address.pathname === TRANG;
  const file = TEP.includes(address.pathname);
  if (!page && !file) return;
  event.respondWith(
    (async () => {
      const kept = await caches.open(KHO);
      return (await kept.match(page ? TRANG : address.pathname)) || fetch(request);
    })(),
  );
});
