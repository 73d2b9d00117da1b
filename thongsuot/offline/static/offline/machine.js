// Máy và két: registering this PC, loading catalogue and numbers, making, opening and locking the vault of a clerk.
(function (app) {
  "use strict";
  const { chu, kho, ket, duong, quay } = app;
  const { here, one } = quay;
  const API = "/api/v1/offline/";
  const IDLE = 10 * 60000;
  const KEPT_DAYS = 7 * 86400000;
  let idle = 0;

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
    await quay.show();
  }

  // Catalogue and numbers, whenever the line is there and somebody of the counter is signed in.
  async function load() {
    const { status, data } = await duong.ask("GET", `${API}pack?device=${here.device.id}`);
    if (status !== 200) return;
    here.revoked = data.revoked;
    here.pack = { ...data.pack, at: Date.parse(data.now) };
    await kho.remember("pack", here.pack);
    if (here.intake && !here.intake.procedure) here.intake.use(here.pack);
    if (!here.revoked && duong.state.counters.length && (await kho.countFree()) < quay.FEW_NUMBERS * 2) await moreNumbers();
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
    await quay.show();
    const draft = await kho.fact(`draft:${owner}`);
    if (draft && here.pack) here.intake.restore(await ket.unseal(key, draft, "nhap"));
    else one("[data-find]").focus();
    busy();
    await quay.mergeNow();
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
    await quay.show();
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

  Object.assign(quay, { register, load, makeVault, unlock, lock, busy, keepDraft });
})((globalThis.ngoaiTuyen = globalThis.ngoaiTuyen || {}));
