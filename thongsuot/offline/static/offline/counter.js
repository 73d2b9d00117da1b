// Quầy ngoại tuyến: the acts of the clerk (receive, print, void, send, export), and the start when all parts are there.
(function (app) {
  "use strict";
  const { chu, gio, the, kho, ket, duong, gop, quay } = app;
  const { here, one, all } = quay;
  const MINUTE = 60000;
  const HELD_EVERY = 5 * MINUTE; // what waits for a person is not asked about with every heartbeat
  const PACK_EVERY = 30 * MINUTE;
  let askedAt = 0;
  const tabs = new BroadcastChannel("quay-ngoai-tuyen"); // other windows of this PC show what this one did

  // ---- receiving -----------------------------------------------------------------------------------------------
  async function received(contents, words, files, dueAt) {
    const uid = crypto.randomUUID();
    const { key, owner, name } = here.vault;
    const takenAt = Date.now();
    const at = takenAt + duong.state.offset;
    const facts = { ...contents, ...words, clerk: name };
    try {
      const sealed = await ket.seal(key, contents, gop.bound(uid));
      const slip = await ket.seal(key, facts, `giay:${uid}`);
      const kept = await Promise.all(files.map((given, nth) => sealedFile(uid, nth, given)));
      const item = { uid, owner, takenAt, offset: duong.state.offset, syncedAt: duong.state.syncedAt, dueAt: dueAt(at), counter: here.device.number, state: "waiting", sealed, slip };
      const numbered = await kho.take(item, kept, app.localDay(at));
      if (!numbered) throw new Error(chu("number_none"));
      await paper(numbered, facts);
    } catch (wrong) {
      here.intake.tell([["find", chu("not_kept", { why: wrong.message || wrong.name })]]);
      return false;
    }
    await quay.show();
    tabs.postMessage("doi");
    if (duong.state.online) mergeNow();
    return true;
  }

  async function sealedFile(uid, nth, { component, file }) {
    const key = `${uid}:${nth}`;
    const label = await ket.seal(here.vault.key, { name: file.name, type: file.type }, `ten:${key}`); // a name may name a person
    return { key, uid, component, label, sealed: await ket.seal(here.vault.key, await file.arrayBuffer(), key) };
  }

  async function paper(item, facts) {
    const whole = facts.clerk ? facts : await ket.unseal(here.vault.key, item.slip, `giay:${item.uid}`);
    const { unit, place, address } = here.pack;
    app.inGiay(one("[data-slip]"), item, whole, { full_name: unit.full_name, centre: place, address });
    one("[data-done-code]").textContent = item.code;
    one("[data-done-ticket]").textContent = app.soThuTu(item);
    one("[data-done]").hidden = false;
    one('[data-form="intake"]').hidden = true;
    one("[data-print]").focus();
  }

  function next() {
    one("[data-done]").hidden = true;
    one("[data-slip]").replaceChildren();
    one('[data-form="intake"]').hidden = false;
    here.intake.showDue && here.intake.procedure && here.intake.showDue();
    one("[data-find]").focus();
  }

  function askVoid(item) {
    const dialog = one("#huy-so");
    dialog.dataset.uid = item.uid;
    one("[data-void-code]").textContent = item.code;
    dialog.showModal();
  }

  async function voidNumber(form) {
    const why = form.elements.why.value.trim();
    if (!why) return;
    await kho.change(one("#huy-so").dataset.uid, (item) => (item.state === "waiting" ? { ...item, state: "void", why } : null));
    form.reset();
    one("#huy-so").close();
    await quay.show();
    mergeNow();
  }

  // ---- merging -------------------------------------------------------------------------------------------------
  async function mergeNow(byHand = false) {
    const { online, user } = duong.state;
    if (!online || !here.vault || user !== here.vault.owner) return;
    const kept = await kho.items();
    const mine = kept.filter((item) => item.owner === here.vault.owner);
    const fresh = mine.some((item) => ["waiting", "void"].includes(item.state));
    const held = mine.some((item) => item.state === "held") && (byHand || Date.now() - askedAt > HELD_EVERY);
    if (!fresh && !held) return;
    askedAt = Date.now();
    const { sent, stopped } = await gop.merge(here.vault, here.device.id, (done, whole) => {
      here.told = chu("sending", { done, all: whole });
      quay.show();
    });
    here.told = stopped ? chu(stopped) : chu("sent", { n: sent, time: gio(duong.now()) });
    tabs.postMessage("doi");
    await quay.show();
  }

  async function exported() {
    const plain = (value) =>
      value instanceof Uint8Array ? { b64: ket.toBase64(value) } : Array.isArray(value) ? value.map(plain) : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)])) : value;
    const text = JSON.stringify({ made: new Date().toISOString(), ...plain(await kho.everything()) });
    const link = the("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = `quay-ngoai-tuyen-${app.localDay(duong.now())}.json`;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), MINUTE);
  }

  Object.assign(quay, { paper, askVoid, mergeNow });

  // ---- start ---------------------------------------------------------------------------------------------------
  function onForm(name, work) {
    const form = one(`[data-form="${name}"]`);
    const error = form.querySelector("[data-error]");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (error) error.hidden = true;
      try {
        await work(form);
      } catch (wrong) {
        if (!error) throw wrong;
        error.textContent = wrong instanceof duong.NoLine ? chu("needs_line") : wrong.message;
        error.hidden = false;
      }
    });
  }

  function onKeys(event) {
    quay.busy();
    const main = event.ctrlKey && event.key === "Enter";
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    const button = main && all("[data-main-act]").find((act) => act.offsetParent !== null);
    if (button) button.click();
    if (event.key === "n" && !typing && !one("[data-done]").hidden) {
      event.preventDefault();
      next();
    }
  }

  async function keepPage() {
    if (!("serviceWorker" in navigator)) return;
    const before = navigator.serviceWorker.controller;
    navigator.serviceWorker.addEventListener("controllerchange", () => {
      if (!before) return;
      here.told = chu("new_version");
      quay.show();
    });
    await navigator.serviceWorker.register("sw.js", { scope: "./" });
  }

  async function start() {
    if (!globalThis.crypto || !crypto.subtle) throw new Error(chu("no_crypto"));
    here.intake = new app.NhanHoSo(one('[data-form="intake"]'), { received, draft: quay.keepDraft });
    here.device = (await kho.fact("device")) || null;
    here.pack = (await kho.fact("pack")) || null;
    here.vaults = (await kho.fact("vaults")) || {};
    onForm("register", quay.register);
    onForm("vault", quay.makeVault);
    onForm("unlock", quay.unlock);
    onForm("void", voidNumber);
    one("[data-lock]").addEventListener("click", quay.lock);
    one("[data-recover]").addEventListener("click", () => {
      here.addVault = true;
      quay.show();
    });
    one("[data-print]").addEventListener("click", () => window.print());
    one("[data-next]").addEventListener("click", next);
    one("[data-merge]").addEventListener("click", () => mergeNow(true));
    one("[data-export]").addEventListener("click", exported);
    one("[data-give]").addEventListener("click", async () => {
      await kho.giveTicket(app.localDay(duong.now()), Date.now());
      await quay.show();
      tabs.postMessage("doi");
    });
    one("[data-absent]").addEventListener("click", async () => {
      await kho.dropTicket(app.localDay(duong.now()));
      await quay.show();
      tabs.postMessage("doi");
    });
    one("[data-close]").addEventListener("click", () => one("#huy-so").close());
    one("[data-reload]").addEventListener("click", async () => {
      if (duong.state.online) await quay.load();
      await quay.show();
    });
    document.addEventListener("keydown", onKeys);
    document.addEventListener("pointerdown", quay.busy);
    tabs.addEventListener("message", () => {
      if (here.told === chu("elsewhere")) here.told = "";
      quay.show();
    });
    duong.listen(async (state, turned) => {
      await quay.show();
      const stale = turned || !here.pack || duong.now() - here.pack.at > PACK_EVERY;
      if (state.online && stale && here.device && state.user) await quay.load().then(quay.show, () => {});
      if (state.online) await mergeNow();
    });
    await quay.show();
    await keepPage().catch(() => {}); // without it the page works as long as it stays open
    await duong.start();
  }

  const fault = (why) => {
    one("[data-safe]").hidden = false;
    one("[data-told]").textContent = chu("fault", { why });
  };
  window.addEventListener("unhandledrejection", (event) => {
    if (event.reason instanceof duong.NoLine) event.preventDefault();
    else fault(event.reason && event.reason.message);
  });
  start().catch((wrong) => fault(wrong.message));
})((globalThis.ngoaiTuyen = globalThis.ngoaiTuyen || {}));
