// Bàn phím: everything of the office pages without a mouse. Never takes a key from somebody who types.
//   ? help · / search · j k (↓ ↑ from the search box of the list and within it) move · x tick · Enter open · n new · g + letter go · Ctrl+Enter main act · Esc leave
// A list is [data-list], its lines are [data-item] with one a[data-open]; acts carry data-key="letter".
(function () {
  "use strict";
  const GO_SECONDS = 1.5;
  let goingSince = 0;

  const typing = (target) =>
    target.isContentEditable ||
    /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
    (target.tagName === "INPUT" && !/^(checkbox|radio|button|submit|reset)$/.test(target.type));
  const modal = () => document.querySelector("dialog[open]");
  const items = () => [...document.querySelectorAll("[data-list] [data-item]")].filter((item) => item.offsetParent !== null);
  const current = () => document.querySelector("[data-item].is-current");
  const press = (selector) => {
    const element = document.querySelector(selector);
    if (element) element.click();
    return Boolean(element);
  };

  function mark(item) {
    const before = current();
    if (before) before.classList.remove("is-current");
    item.classList.add("is-current");
    const link = item.querySelector("[data-open]") || item;
    link.focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
  }

  function move(step) {
    const all = items();
    if (!all.length) return false;
    const at = all.indexOf(current());
    mark(all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)]);
    return true;
  }

  function arrows(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const here = event.target.closest("[data-list-search], [data-list] [data-item] [data-open]");
    return Boolean(step && here) && move(step);
  }

  function openCurrent(event) {
    const item = current();
    if (!item || /^(A|BUTTON|SUMMARY)$/.test(event.target.tagName)) return false;
    const link = item.querySelector("[data-open]");
    if (link) link.click();
    return Boolean(link);
  }

  function tick() {
    const item = current();
    const box = item && item.querySelector("input[type=checkbox]");
    if (box) box.click();
    return Boolean(box);
  }

  function help() {
    const dialog = document.getElementById("phim-tat");
    if (dialog && !dialog.open) dialog.showModal();
    return Boolean(dialog);
  }

  function search() {
    const field = document.querySelector("[data-list-search]") || document.querySelector("[data-key-search]");
    if (!field) return false;
    field.focus();
    field.select();
    return true;
  }

  function mainAct(target) {
    const form = target.closest("form");
    const button = (form && form.querySelector("[data-main-act]")) || document.querySelector("[data-main-act]");
    if (!button) return false;
    button.click();
    return true;
  }

  function plainKey(event) {
    const key = event.key;
    if (goingSince && performance.now() - goingSince < GO_SECONDS * 1000) {
      goingSince = 0;
      return press(`[data-go="${CSS.escape(key)}"]`);
    }
    goingSince = 0;
    if (key === "g") {
      goingSince = performance.now();
      return true;
    }
    if (key === "?") return help();
    if (key === "/") return search();
    if (key === "j") return move(1);
    if (key === "k") return move(-1);
    if (key === "x") return tick();
    if (key === "Enter") return openCurrent(event);
    return key.length === 1 && press(`[data-key="${CSS.escape(key)}"]`);
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      if (mainAct(event.target)) event.preventDefault();
      return;
    }
    if (event.key === "Escape" && typing(event.target) && !modal()) {
      event.target.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || modal()) return;
    if (!event.shiftKey && arrows(event)) {
      event.preventDefault();
      return;
    }
    if (typing(event.target)) return;
    if (plainKey(event)) event.preventDefault();
  });
  document.addEventListener("focusin", (event) => {
    const item = event.target.closest("[data-list] [data-item]");
    if (item && item !== current()) {
      const before = current();
      if (before) before.classList.remove("is-current");
      item.classList.add("is-current");
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-key-help]")) help();
  });

  // On a phone the bar of places and a row of tabs are wider than the screen: where one is stands in the middle.
  document.querySelectorAll(".sidebar a[aria-current], .tabs a[aria-current]").forEach((link) => {
    const row = link.closest("ul");
    const [place, frame] = [link.getBoundingClientRect(), row.getBoundingClientRect()];
    row.scrollLeft += place.left - frame.left - (frame.width - place.width) / 2;
  });

  // Back from a dossier the list stands where it was: the line that was opened is marked again.
  const PLACE = `cho:${location.pathname}${location.search}`;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-item] [data-open]");
    if (link) sessionStorage.setItem(PLACE, link.getAttribute("href"));
  });
  const left = sessionStorage.getItem(PLACE);
  const line = left && [...document.querySelectorAll("[data-list] [data-open]")].find((a) => a.getAttribute("href") === left);
  if (line) line.closest("[data-item]").classList.add("is-current");
})();
