// Danh sách sống: a stream says only "something of yours changed"; the page then asks for its list again (htmx).
//   <div id="viec" data-live="https://…/su-kien/?ve=TOKEN" data-live-token="/can-bo/viec/ve/" hx-get="…"
//        hx-trigger="song" hx-select="#viec" hx-swap="outerHTML"> … </div>
// data-live-token answers {"url": "…"} with a fresh ticket when the old one ended. Nothing is exchanged while
// somebody types in the list, ticks lines or has a dialog open: a line "Có thay đổi" waits for him instead.
(function () {
  "use strict";
  const words = window.cauChu;
  const QUIET = 400;
  let timer = 0;
  let source = null;

  const region = () => document.querySelector("[data-live]");

  function busy(box) {
    const active = document.activeElement;
    const typing = box.contains(active) && /^(INPUT|TEXTAREA|SELECT)$/.test(active.tagName) && active.type !== "checkbox";
    return typing || box.querySelector("input[type=checkbox]:checked") || document.querySelector("dialog[open]");
  }

  function offer(box) {
    if (box.querySelector("[data-live-offer]")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-quiet btn-sm";
    button.dataset.liveOffer = "";
    button.textContent = words("list_changed");
    button.addEventListener("click", () => refresh(box));
    box.prepend(button);
  }

  function refresh(box) {
    remember(box);
    if (window.htmx) window.htmx.trigger(box, "song");
  }

  let kept = null;
  function remember(box) {
    const line = box.querySelector("[data-item].is-current [data-open]");
    kept = { open: line && line.getAttribute("href"), focused: line === document.activeElement, top: window.scrollY };
  }

  function restore() {
    const box = region();
    if (!box || !kept) return;
    const line = kept.open && [...box.querySelectorAll("[data-open]")].find((a) => a.getAttribute("href") === kept.open);
    if (line) line.closest("[data-item]").classList.add("is-current");
    if (line && kept.focused) line.focus({ preventScroll: true });
    window.scrollTo({ top: kept.top, behavior: "instant" });
    kept = null;
  }

  function changed() {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      const box = region();
      if (!box) return;
      if (busy(box)) offer(box);
      else refresh(box);
    }, QUIET);
  }

  function follow(address) {
    if (source) source.close();
    source = new EventSource(address);
    source.addEventListener("viec", changed);
    source.addEventListener("het-han", renew);
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) window.setTimeout(renew, 5000); // 403: the ticket is too old
    };
  }

  function renew() {
    if (source) source.close();
    source = null;
    const box = region();
    if (!box || !box.dataset.liveToken) return;
    fetch(box.dataset.liveToken, { headers: { Accept: "application/json" }, credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
      .then((ticket) => follow(ticket.url))
      .then(changed)
      .catch(() => window.setTimeout(renew, 15000));
  }

  document.addEventListener("htmx:afterSettle", restore);
  window.addEventListener("pagehide", () => source && source.close());
  window.addEventListener("pageshow", (event) => event.persisted && renew());
  const box = region();
  if (box && box.dataset.live) follow(box.dataset.live);
  else if (box) renew();
})();
