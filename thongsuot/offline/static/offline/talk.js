// Nói với máy chủ: whether it answers, since when not, whose sign-in this is, and how far this PC's clock is off.
// Asks once a minute while it answers, and ever more seldom (5 s … 60 s, with jitter) while it does not.
(function (app) {
  "use strict";
  const HEARTBEAT = 60000;
  const FIRST_RETRY = 5000;
  const PATIENCE = 15000;
  const state = { online: null, since: 0, user: null, name: "", counters: [], token: "", offset: 0, syncedAt: 0 };
  const listeners = [];
  let timer = 0;
  let failures = 0;

  class NoLine extends Error {}

  const now = () => Date.now() + state.offset; // as the server's clock says, as far as we know

  function changed(online) {
    const before = state.online;
    if (before !== online) state.since = now();
    state.online = online;
    failures = online ? 0 : failures + 1;
    listeners.forEach((listener) => listener(state, before !== online));
    again();
  }

  function again() {
    window.clearTimeout(timer);
    const wait = state.online ? HEARTBEAT : Math.min(HEARTBEAT, FIRST_RETRY * 2 ** Math.min(failures, 5)) * (0.8 + Math.random() * 0.4);
    timer = window.setTimeout(beat, wait);
  }

  async function send(address, options = {}) {
    const giveUp = new AbortController();
    const clock = window.setTimeout(() => giveUp.abort(), options.patience || PATIENCE);
    try {
      return await fetch(address, { credentials: "same-origin", cache: "no-store", redirect: "manual", signal: giveUp.signal, ...options });
    } catch {
      changed(false);
      throw new NoLine("mất mạng");
    } finally {
      window.clearTimeout(clock);
    }
  }

  async function beat() {
    const began = Date.now();
    let told = null;
    try {
      const answer = await send("nhip/", { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new NoLine(String(answer.status));
      told = await answer.json();
    } catch {
      if (state.online !== false) changed(false);
      else again();
      return false;
    }
    state.offset = Math.round(Date.parse(told.now) - (began + Date.now()) / 2);
    state.syncedAt = Date.parse(told.now);
    Object.assign(state, { user: told.user, name: told.name, counters: told.counters, token: told.token });
    await app.kho.remember("clock", { offset: state.offset, syncedAt: state.syncedAt });
    changed(true);
    return true;
  }

  // → {status, data}; NoLine when nothing answered (or a proxy said that nobody is behind it).
  async function ask(method, address, body, key) {
    const form = body instanceof FormData;
    const headers = { Accept: "application/json", "X-CSRFToken": state.token };
    if (body && !form) headers["Content-Type"] = "application/json";
    if (key) headers["Idempotency-Key"] = key;
    const answer = await send(address, { method, headers, body: form || !body ? body : JSON.stringify(body), patience: form ? 120000 : 60000 });
    if ([502, 503, 504].includes(answer.status)) {
      changed(false);
      throw new NoLine(String(answer.status));
    }
    let data = null;
    try {
      data = await answer.json();
    } catch {
      data = null; // not our server's words: a page of a proxy, or an answer cut off
      if (answer.ok) throw new NoLine("câu trả lời bị cắt");
    }
    return { status: answer.status, data };
  }

  async function start() {
    const known = await app.kho.fact("clock");
    if (known) Object.assign(state, known);
    window.addEventListener("online", beat);
    window.addEventListener("offline", () => changed(false));
    document.addEventListener("visibilitychange", () => !document.hidden && beat());
    return beat();
  }

  app.duong = { state, start, beat, ask, now, NoLine, listen: (listener) => listeners.push(listener) };
})((globalThis.ngoaiTuyen = globalThis.ngoaiTuyen || {}));
