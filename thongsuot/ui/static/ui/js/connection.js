// Mất kết nối: one band on every page that says since when the server does not answer and what is safe; only true sentences.
// Nothing is asked while all is well. A doubt (the browser's own event, a save or a part that failed: event "mat-duong") is
// checked by one small request; while it fails it is repeated ever more seldom (3 s … 60 s, with jitter).
(function () {
  "use strict";
  const words = window.cauChu;
  const ADDRESS = "/nhip/";
  const FIRST = 3000;
  const LONGEST = 60000;
  const PATIENCE = 8000;
  let since = 0;
  let tries = 0;
  let timer = 0;
  let asking = false;
  let pressed = false; // somebody wanted to send while the line was down

  const time = (at) => new Intl.DateTimeFormat("vi-VN", { timeZone: "Asia/Ho_Chi_Minh", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);

  // What holds for this very page: a form that saves itself, one that does not, or nothing to lose.
  function safe() {
    const forms = [...document.querySelectorAll("main form[method=post]")];
    const keeps = (form) => form.dataset.autosave !== undefined && form.dataset.copy !== "no";
    if (pressed) return words("line_wait");
    if (forms.some((form) => form.dataset.typed !== undefined && !keeps(form))) return words("line_not_kept");
    return words(forms.some(keeps) ? "line_kept" : "line_reading");
  }

  function band() {
    return document.getElementById("mat-ket-noi");
  }

  function show() {
    const box = band();
    if (!box) return;
    box.hidden = !since;
    if (since) document.documentElement.dataset.noLine = "";
    else delete document.documentElement.dataset.noLine;
    if (!since) return;
    box.querySelector("[data-line-since]").textContent = words("line_lost").replace("{time}", time(since));
    box.querySelector("[data-line-safe]").textContent = safe();
    const way = box.querySelector("[data-line-counter]");
    if (way) way.hidden = !localStorage.getItem("quay-ngoai-tuyen");
  }

  async function answers() {
    const giveUp = new AbortController();
    const clock = window.setTimeout(() => giveUp.abort(), PATIENCE);
    try {
      const answer = await fetch(ADDRESS, { cache: "no-store", credentials: "omit", signal: giveUp.signal });
      return answer.ok;
    } catch {
      return false;
    } finally {
      window.clearTimeout(clock);
    }
  }

  async function check() {
    if (asking) return;
    asking = true;
    window.clearTimeout(timer);
    const there = await answers();
    asking = false;
    if (there) back();
    else lost();
  }

  function lost() {
    since = since || Date.now();
    tries += 1;
    const wait = Math.min(LONGEST, FIRST * 2 ** Math.min(tries - 1, 5)) * (0.8 + Math.random() * 0.4);
    timer = window.setTimeout(check, wait);
    show();
  }

  function back() {
    if (!since) return;
    since = tries = 0;
    pressed = false;
    show();
    document.dispatchEvent(new Event("co-duong")); // whoever could not save tries again now
  }

  window.addEventListener("offline", check);
  window.addEventListener("online", () => since && check());
  document.addEventListener("visibilitychange", () => !document.hidden && since && check());
  document.addEventListener("mat-duong", check);
  document.addEventListener("htmx:sendError", check);
  document.addEventListener("htmx:timeout", check);
  // Nothing is sent into a line that is known to be down: the page, and what was typed into it, stays.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!since || event.defaultPrevented || form.method !== "post" || form.dataset.autosave !== undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    pressed = true;
    show();
    check();
  }, true);
  document.addEventListener("input", (event) => {
    const form = event.target.closest && event.target.closest("form");
    if (!form || form.dataset.typed !== undefined) return;
    form.dataset.typed = "";
    if (since) show();
  });
  if (navigator.onLine === false) check();
})();
