// Màn hình: which screen is shown, what the band on top says, the list of what this PC holds. Reads `quay.here`, changes nothing.
(function (app) {
  "use strict";
  const { chu, gio, luc, the, kho, ket, duong, gop } = app;
  const FEW_NUMBERS = 15;
  const MINUTE = 60000;
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const here = { device: null, pack: null, vaults: {}, vault: null, intake: null, told: "", revoked: false, addVault: false };
  const quay = { here, one, all, FEW_NUMBERS }; // the acts of the other parts are put on it: quay.paper, quay.askVoid, …

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
    print.addEventListener("click", () => quay.paper(item, facts));
    const drop = box.appendChild(the("button", chu("void"), "btn btn-bare btn-sm"));
    drop.addEventListener("click", () => quay.askVoid(item));
    [print, drop].forEach((button) => {
      button.type = "button";
      button.setAttribute("aria-label", `${button.textContent} ${item.code}`);
    });
    return box;
  }

  async function tickets() {
    const waiting = await kho.ticketsWaiting(app.localDay(duong.now()));
    const label = ({ n, at }) => `${app.soThuTu({ counter: here.device.number, ticket: n })} (${gio(at + duong.state.offset)})`;
    one("[data-tickets]").textContent = waiting.length ? chu("tickets_waiting", { list: waiting.map(label).join(", ") }) : chu("tickets_none");
    one("[data-absent]").hidden = !waiting.length;
  }

  async function ready() {
    await tickets();
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

  quay.show = show;
  app.quay = quay;
})((globalThis.ngoaiTuyen = globalThis.ngoaiTuyen || {}));
