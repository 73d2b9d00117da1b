// Quầy ngoại tuyến: which screen is shown, what the band on top says, and the acts of the clerk. Starts when all parts are there.
(function (app) {
  "use strict";
  const { chu, gio, luc, the, kho, ket, duong, gop } = app;
  const API = "/api/v1/offline/";
  const IDLE = 10 * 60000;
  const FEW_NUMBERS = 15;
  const KEPT_DAYS = 7 * 86400000;
  const MINUTE = 60000;
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];

  const here = { device: null, pack: null, vaults: {}, vault: null, intake: null, told: "", revoked: false };
  const tabs = new BroadcastChannel("quay-ngoai-tuyen"); // other windows of this PC show what this one did
  let idle = 0;

  // ---- what is shown -------------------------------------------------------------------------------------------
  function screen() {
    if (!here.device) return "register";
    if (here.vault) return "work";
    const mine = duong.state.online && duong.state.user && !here.vaults[duong.state.user] && duong.state.counters.length;
    return here.addVault || (mine && !Object.keys(here.vaults).length) ? "vault" : "locked";
  }

  function show() {
    const shown = screen();
    all("[data-screen]").forEach((part) => (part.hidden = part.dataset.screen !== shown));
    one("[data-place]").textContent = here.device ? `${here.device.unit} · ${here.device.name}` : "";
    one("[data-lock]").hidden = !here.vault;
    const { online, user, counters } = duong.state;
    all("[data-only-online]").forEach((link) => (link.hidden = !online));
    one("[data-needs-line]").textContent = online && user && counters.length ? "" : chu("needs_line");
    all('[data-form="register"] button, [data-form="vault"] button').forEach((button) => (button.disabled = !online));
    one("[data-who]").textContent = user ? `${duong.state.name} (${user})` : chu("needs_line");
    options(one('[data-form="register"] [name=unit]'), counters.map((unit) => [unit.code, unit.full_name]));
    options(one('[data-form="unlock"] [name=owner]'), Object.entries(here.vaults).map(([owner, vault]) => [owner, vault.name]));
    line();
    return band();
  }

  function options(select, pairs) {
    const before = select.value;
    if (select.dataset.made === JSON.stringify(pairs)) return;
    select.dataset.made = JSON.stringify(pairs);
    select.replaceChildren(...pairs.map(([value, label]) => new Option(label, value)));
    if (pairs.some(([value]) => value === before)) select.value = before;
  }

  function line() {
    const { online, since } = duong.state;
    one("[data-line]").dataset.tone = online ? "on" : "off";
    one("[data-line-words]").textContent = online === null ? chu("line_unknown") : online ? chu("line_ok") : chu("line_down", { time: gio(since) });
  }

  async function band() {
    const kept = await kho.items();
    const unsent = kept.filter((item) => ["waiting", "void"].includes(item.state)).length;
    const held = kept.filter((item) => item.state === "held").length;
    const words = [];
    if (unsent && !here.vault) words.push(chu("locked_waiting", { n: unsent }));
    else if (unsent) words.push(chu("safe_some", { n: unsent }));
    if (held) words.push(chu("safe_held", { n: held }));
    if (!unsent && !held) words.push(chu("safe_none"));
    if (here.revoked) words.push(chu("revoked"));
    const { online, user } = duong.state;
    const other = online && here.vault && user && user !== here.vault.owner;
    if (other) words.push(chu("other_person", { who: user, owner: here.vault.owner }));
    if (online && here.vault && !user) words.push(chu("sign_in"));
    one("[data-safe]").hidden = !here.device;
    one("[data-safe]").dataset.tone = unsent || held ? "some" : "none";
    one("[data-safe-words]").textContent = words.join(" ");
    one("[data-told]").textContent = here.told;
    one("[data-merge]").hidden = !(online && here.vault && !other && user && (unsent || held));
    one("[data-sign-in]").hidden = !(online && here.device && !user);
    if (here.vault) await Promise.all([list(kept), ready()]);
  }

  async function list(kept) {
    const recent = kept.filter((item) => item.owner === here.vault.owner).sort((a, b) => b.takenAt - a.takenAt);
    const rows = await Promise.all(recent.map(row));
    one("[data-list]").replaceChildren(...rows);
    one("[data-empty]").hidden = Boolean(rows.length);
  }

  async function row(item) {
    const made = the("li", "", `item item-${item.state}`);
    const facts = item.sealed && (await ket.unseal(here.vault.key, item.sealed, gop.bound(item.uid)));
    made.append(the("span", facts ? facts.applicant.name : item.final || item.code, "item-name"));
    const tone = { waiting: "warning", held: "danger", void: "neutral", voided: "neutral" }[item.state] || "success";
    made.append(the("span", chu(`state_${item.state}`), `state state-${tone}`));
    const words = [item.code, item.final && item.final !== item.code ? `→ ${item.final}` : "", luc(item.takenAt + item.offset)];
    made.append(the("span", words.filter(Boolean).join(" · "), "task-subject code"));
    if (item.problem) made.append(the("span", item.problem, "task-subject"));
    if (item.differs) made.append(the("span", chu("due_differs"), "task-subject"));
    if (item.state === "waiting") made.append(acts(item, facts));
    return made;
  }

  function acts(item, facts) {
    const box = the("span", "", "item-acts");
    const print = box.appendChild(the("button", chu("reprint"), "btn btn-bare btn-sm"));
    print.addEventListener("click", () => paper(item, facts));
    const drop = box.appendChild(the("button", chu("void"), "btn btn-bare btn-sm"));
    drop.addEventListener("click", () => askVoid(item));
    [print, drop].forEach((button) => {
      button.type = "button";
      button.setAttribute("aria-label", `${button.textContent} ${item.code}`);
    });
    return box;
  }

  async function ready() {
    const left = await kho.countFree();
    const numbers = one("[data-numbers]");
    numbers.textContent = left ? chu("number_low", { n: left }) : chu("number_none");
    numbers.classList.toggle("is-low", left < FEW_NUMBERS);
    one("[data-pack]").textContent = here.pack ? chu("pack_at", { time: luc(here.pack.at) }) : chu("no_pack");
    const skew = Math.round(Math.abs(duong.state.offset) / MINUTE);
    one("[data-skew]").hidden = skew < 1;
    one("[data-skew]").textContent = chu("skew", { n: skew });
    const { usage = 0, quota = 0 } = navigator.storage ? await navigator.storage.estimate() : {};
    const kept = navigator.storage && (await navigator.storage.persisted());
    const size = (bytes) => (bytes / 1048576).toFixed(bytes < 10485760 ? 1 : 0).replace(".", ",");
    one("[data-storage]").textContent = `${chu("storage", { used: size(usage), free: size(quota - usage) })} ${chu(kept ? "storage_kept" : "storage_not_kept")}`;
  }

  // ---- the machine ---------------------------------------------------------------------------------------------
  async function register(form) {
    const unit = form.elements.unit.selectedOptions[0];
    const { status, data } = await duong.ask("POST", `${API}devices`, { unit: unit.value, name: form.elements.name.value }, crypto.randomUUID());
    if (status !== 201) throw new Error(data.detail);
    here.device = { id: data.id, number: data.number, name: data.name, unit: unit.text };
    await kho.remember("device", here.device);
    localStorage.setItem("quay-ngoai-tuyen", "1"); // the banner of other pages may lead here
    if (navigator.storage) await navigator.storage.persist();
    await load();
    await show();
  }

  // Catalogue and numbers, whenever the line is there and somebody of the counter is signed in.
  async function load() {
    const { status, data } = await duong.ask("GET", `${API}pack?device=${here.device.id}`);
    if (status !== 200) return;
    here.revoked = data.revoked;
    here.pack = { ...data.pack, at: Date.parse(data.now) };
    await kho.remember("pack", here.pack);
    if (here.intake && !here.intake.procedure) here.intake.use(here.pack);
    if (!here.revoked && duong.state.counters.length && (await kho.countFree()) < FEW_NUMBERS * 2) await moreNumbers();
  }

  async function moreNumbers() {
    const { status, data } = await duong.ask("POST", `${API}blocks`, { device: here.device.id }, crypto.randomUUID());
    if (status === 201) await kho.addNumbers(data.numbers);
  }

  // ---- the vault -----------------------------------------------------------------------------------------------
  async function makeVault(form) {
    const { one: first, two: second } = form.elements;
    if (!ket.strong(first.value)) throw new Error(chu("weak_passphrase"));
    if (first.value !== second.value) throw new Error(chu("passphrases_differ"));
    const owner = duong.state.user;
    const fresh = ket.newKey();
    const { status, data } = await duong.ask("POST", `${API}vaults`, { device: here.device.id, key: ket.toBase64(fresh) }, crypto.randomUUID());
    if (![201, 403].includes(status)) throw new Error(data.detail);
    const raw = status === 201 && data.ours ? fresh : await keyOfServer();
    here.vaults[owner] = { ...(await ket.wrap(raw, first.value)), name: duong.state.name };
    await kho.remember("vaults", here.vaults);
    here.addVault = false;
    form.reset();
    await enter(owner, await ket.imported(raw));
  }

  async function keyOfServer() {
    const { status, data } = await duong.ask("POST", `${API}vaults/open`, { device: here.device.id });
    if (status !== 200) throw new Error(data.detail);
    return ket.fromBase64(data.key);
  }

  async function unlock(form) {
    const owner = form.elements.owner.value;
    const tries = (await kho.fact(`tries:${owner}`)) || { count: 0, until: 0 };
    const wait = Math.ceil((tries.until - Date.now()) / 1000);
    if (wait > 0 && wait < 400) throw new Error(chu("wait", { n: wait }));
    const key = await ket.open(here.vaults[owner], form.elements.passphrase.value);
    form.elements.passphrase.value = "";
    if (!key) {
      const count = tries.count + 1;
      await kho.remember(`tries:${owner}`, { count, until: Date.now() + ket.waitAfter(count) });
      throw new Error(chu("wrong_passphrase"));
    }
    await kho.forget(`tries:${owner}`);
    await enter(owner, key);
  }

  async function enter(owner, key) {
    here.vault = { owner, key, name: here.vaults[owner].name };
    if (here.pack) here.intake.use(here.pack);
    await prune();
    await show();
    const draft = await kho.fact(`draft:${owner}`);
    if (draft && here.pack) here.intake.restore(await ket.unseal(key, draft, "nhap"));
    else one("[data-find]").focus();
    busy();
    await mergeNow();
  }

  async function lock() {
    if (!here.vault) return;
    if (here.intake.procedure) await here.intake.keep();
    here.vault = null;
    here.told = "";
    here.intake.form.reset();
    one("[data-done]").hidden = true;
    one("[data-slip]").replaceChildren();
    one("[data-list]").replaceChildren();
    here.intake.procedure = null;
    one("[data-chosen]").hidden = true;
    one("[data-find]").closest(".field").hidden = false;
    one('[data-form="intake"]').hidden = false;
    await show();
  }

  function busy() {
    window.clearTimeout(idle);
    idle = window.setTimeout(lock, IDLE);
  }

  async function keepDraft(what) {
    if (!here.vault) return;
    const { owner, key } = here.vault;
    if (!what) await kho.forget(`draft:${owner}`);
    else await kho.remember(`draft:${owner}`, await ket.seal(key, what, "nhap"));
  }

  // What has been sent stays as a line (two codes, no person) for some days.
  async function prune() {
    const old = (await kho.items()).filter((item) => item.mergedAt && !item.sealed && item.mergedAt < duong.now() - KEPT_DAYS);
    for (const item of old) await kho.dropItem(item.uid);
  }

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
    await show();
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
    await show();
    mergeNow();
  }

  // ---- merging -------------------------------------------------------------------------------------------------
  async function mergeNow() {
    const { online, user } = duong.state;
    if (!online || !here.vault || user !== here.vault.owner) return;
    const kept = await kho.items();
    if (!kept.some((item) => item.owner === here.vault.owner && ["waiting", "held", "void"].includes(item.state))) return;
    const { sent, stopped } = await gop.merge(here.vault, here.device.id, (done, whole) => {
      here.told = chu("sending", { done, all: whole });
      show();
    });
    here.told = stopped ? chu(stopped) : chu("sent", { n: sent, time: gio(duong.now()) });
    tabs.postMessage("doi");
    await show();
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
    busy();
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
      show();
    });
    await navigator.serviceWorker.register("sw.js", { scope: "./" });
  }

  async function start() {
    if (!globalThis.crypto || !crypto.subtle) throw new Error(chu("no_crypto"));
    here.intake = new app.NhanHoSo(one('[data-form="intake"]'), { received, draft: keepDraft });
    here.device = (await kho.fact("device")) || null;
    here.pack = (await kho.fact("pack")) || null;
    here.vaults = (await kho.fact("vaults")) || {};
    onForm("register", register);
    onForm("vault", makeVault);
    onForm("unlock", unlock);
    onForm("void", voidNumber);
    one("[data-lock]").addEventListener("click", lock);
    one("[data-recover]").addEventListener("click", () => {
      here.addVault = true;
      show();
    });
    one("[data-print]").addEventListener("click", () => window.print());
    one("[data-next]").addEventListener("click", next);
    one("[data-merge]").addEventListener("click", mergeNow);
    one("[data-export]").addEventListener("click", exported);
    one("[data-close]").addEventListener("click", () => one("#huy-so").close());
    one("[data-reload]").addEventListener("click", async () => {
      if (duong.state.online) await load();
      await show();
    });
    document.addEventListener("keydown", onKeys);
    document.addEventListener("pointerdown", busy);
    tabs.addEventListener("message", () => {
      if (here.told === chu("elsewhere")) here.told = "";
      show();
    });
    duong.listen(async (state, turned) => {
      await show();
      if (state.online && turned && here.device && state.user) await load().then(show, () => {});
      if (state.online) await mergeNow();
    });
    await show();
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
