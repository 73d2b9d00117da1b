// Kho trên máy (IndexedDB): facts of the machine, free numbers, items, files. A number is taken and its item written in one
// transaction, so two tabs never print the same one. What is about people is sealed before it comes here (vault.js).
(function (app) {
  "use strict";
  const NAME = "quay-ngoai-tuyen";
  let opened = null;

  function base() {
    opened =
      opened ||
      new Promise((resolve, reject) => {
        const asked = indexedDB.open(NAME, 1);
        asked.onupgradeneeded = () => {
          const db = asked.result;
          db.createObjectStore("facts");
          db.createObjectStore("free", { keyPath: "n" });
          db.createObjectStore("items", { keyPath: "uid" });
          db.createObjectStore("files", { keyPath: "key" }).createIndex("of", "uid");
        };
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error);
      });
    return opened;
  }

  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  // One transaction; resolves when everything is on the disk.
  async function within(names, mode, work) {
    const transaction = (await base()).transaction(names, mode, { durability: "strict" });
    const finished = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error || new Error("không ghi được"));
      transaction.onerror = () => reject(transaction.error);
    });
    const result = await work(...names.map((name) => transaction.objectStore(name)));
    await finished;
    return result;
  }

  const fact = (name) => within(["facts"], "readonly", (facts) => done(facts.get(name)));
  const remember = (name, value) => within(["facts"], "readwrite", (facts) => done(facts.put(value, name)));
  const forget = (name) => within(["facts"], "readwrite", (facts) => done(facts.delete(name)));
  const addNumbers = (numbers) => within(["free"], "readwrite", (free) => numbers.forEach((one) => free.put(one)));
  const countFree = () => within(["free"], "readonly", (free) => done(free.count()));
  const items = () => within(["items"], "readonly", (all) => done(all.getAll()));
  const item = (uid) => within(["items"], "readonly", (all) => done(all.get(uid)));

  // Numbers of the line at this PC begin anew each day; who took one earlier waits in `waiting`: [{n, at}], at by this PC's clock.
  const ofDay = (kept, day) => (kept && kept.day === day ? { waiting: [], ...kept } : { day, last: 0, waiting: [] });

  async function giveTicket(day, at) {
    return within(["facts"], "readwrite", async (facts) => {
      const tickets = ofDay(await done(facts.get("tickets")), day);
      const n = tickets.last + 1;
      facts.put({ ...tickets, last: n, waiting: [...tickets.waiting, { n, at }] }, "tickets");
      return n;
    });
  }

  const ticketsWaiting = async (day) => ofDay(await fact("tickets"), day).waiting;
  const dropTicket = (day) =>
    within(["facts"], "readwrite", async (facts) => {
      const tickets = ofDay(await done(facts.get("tickets")), day);
      facts.put({ ...tickets, waiting: tickets.waiting.slice(1) }, "tickets");
    });

  // Gives the item the next free number, and the ticket of who waits longest (or a fresh one); null when there is no number,
  // and then nothing is written.
  async function take(made, files, ticketDay) {
    return within(["free", "items", "files", "facts"], "readwrite", async (free, all, kept, facts) => {
      const next = await done(free.openCursor());
      if (!next) return null;
      const { n, code, qr } = next.value;
      const tickets = ofDay(await done(facts.get("tickets")), ticketDay);
      const [first, ...others] = tickets.waiting;
      const ticket = first ? first.n : tickets.last + 1;
      const numbered = { ...made, n, code, qr, ticket, ticketAt: first ? first.at : null };
      next.delete();
      facts.put({ day: ticketDay, last: Math.max(tickets.last, ticket), waiting: others }, "tickets");
      all.put(numbered);
      files.forEach((file) => kept.put(file));
      return numbered;
    });
  }

  // A change of an item that may have been changed by another tab meanwhile: `turn(now)` answers the new one, or null to leave it.
  async function change(uid, turn) {
    return within(["items"], "readwrite", async (all) => {
      const now = await done(all.get(uid));
      const next = now && turn(now);
      if (next) all.put(next);
      return next || now;
    });
  }

  const filesOf = (uid) => within(["files"], "readonly", (kept) => done(kept.index("of").getAll(uid)));
  const putFile = (file) => within(["files"], "readwrite", (kept) => done(kept.put(file)));
  const dropFiles = (uid) =>
    within(["files"], "readwrite", async (kept) => (await done(kept.index("of").getAllKeys(uid))).forEach((key) => kept.delete(key)));
  const dropItem = (uid) => within(["items"], "readwrite", (all) => done(all.delete(uid)));

  // Everything as it lies there, still sealed: the last resort when the PC has to go.
  async function everything() {
    const names = ["facts", "items", "files"];
    return within(names, "readonly", async (facts, all, kept) => ({
      vaults: await done(facts.get("vaults")),
      device: await done(facts.get("device")),
      items: await done(all.getAll()),
      files: await done(kept.getAll()),
    }));
  }

  app.kho = { fact, remember, forget, addNumbers, countFree, items, item, take, giveTicket, ticketsWaiting, dropTicket, change, filesOf, putFile, dropFiles, dropItem, everything };
})((globalThis.ngoaiTuyen = globalThis.ngoaiTuyen || {}));
