// Ki-ốt: forgets after a minute, counts down where one sees it, brings its own keys, leaves no pages behind.
(function () {
  "use strict";
  const main = document.querySelector("[data-kiosk-home]");
  if (!main) return;
  const home = main.dataset.kioskHome;
  const total = Number(main.dataset.kioskSeconds);
  const warnAt = 20;
  const left = document.querySelector("[data-kiosk-left]");
  const still = document.querySelector("[data-kiosk-still]");
  const atHome = window.location.pathname === home && !window.location.search;
  let until = performance.now() + total * 1000;
  let before = null;

  function forget() {
    document.querySelectorAll("input").forEach((box) => {
      if (box.type !== "hidden") box.value = "";
    });
    window.location.replace(home);
  }

  function here() {
    until = performance.now() + total * 1000;
    if (!still.hidden) {
      still.hidden = true;
      if (before) before.focus();
    }
    tick();
  }

  function tick() {
    const seconds = Math.max(0, Math.ceil((until - performance.now()) / 1000));
    if (atHome) return;
    left.textContent = left.dataset.words.replace("{n}", seconds);
    if (seconds <= warnAt && still.hidden) {
      before = document.activeElement;
      still.hidden = false;
      still.querySelector("[data-kiosk-here]").focus();
    }
    if (!still.hidden) still.querySelector("[data-kiosk-count]").textContent = seconds;
    if (seconds === 0) forget();
  }

  window.setInterval(tick, 500);
  tick();
  ["pointerdown", "keydown", "input"].forEach((kind) =>
    document.addEventListener(kind, (event) => {
      if (still.hidden || event.target.closest("[data-kiosk-here]")) here();
    }),
  );
  document.querySelector("[data-kiosk-here]").addEventListener("click", here);
  still.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const stops = [...still.querySelectorAll("button, a")];
    event.preventDefault();
    stops[(stops.indexOf(document.activeElement) + 1) % stops.length].focus();
  });

  // Every step takes the place of the one before, so that there is nothing to go back to.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented) return;
    event.preventDefault();
    window.location.replace(link.href);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    window.setTimeout(() => delete form.dataset.sent, 8000);
    if (form.method === "get") {
      event.preventDefault();
      window.location.replace(`${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`);
      return;
    }
    event.preventDefault();
    const sent = new URLSearchParams(new FormData(form, event.submitter));
    fetch(form.action, { method: "POST", body: sent, credentials: "omit", cache: "no-store" })
      .then((answer) => (answer.redirected ? window.location.replace(answer.url) : answer.text().then(show)))
      .catch(() => {
        left.textContent = left.dataset.offline;
      })
      .finally(() => delete form.dataset.sent);
  });

  // What is wrong is shown in place: a page of its own would stay in the browser's memory.
  function show(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("main");
    if (!fresh) return;
    board = null;
    main.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
    window.scrollTo(0, 0);
    const wrong = main.querySelector("[aria-invalid]");
    if (wrong) wrong.focus();
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-kiosk-print]")) window.print();
  });

  // Keys on the screen: letters, digits, and the marks of Vietnamese put on the last letter.
  const LAYOUTS = {
    text: ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"],
    name: ["qwertyuiop", "asdfghjkl", "zxcvbnm", "đ´`?~.^˘+/"],
    digits: ["12345", "67890/"],
    code: ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm.-"],
  };
  const MARKS = { "´": "\u0301", "`": "\u0300", "?": "\u0309", "~": "\u0303", ".": "\u0323", "^": "\u0302", "˘": "\u0306", "+": "\u031b" };
  let board = null;
  let target = null;

  function put(key) {
    const kind = target.dataset.kioskKeys;
    if (kind === "name" && MARKS[key]) {
      const whole = (target.value.slice(-1) + MARKS[key]).normalize("NFC");
      if (whole.length === 1) target.value = target.value.slice(0, -1) + whole;
    } else {
      const start = target.value === "" || target.value.endsWith(" ");
      target.value += (kind === "name" && start) || kind === "code" ? key.toUpperCase() : key;
    }
    target.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function button(label, act, wide) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.className = wide ? "kiosk-key is-wide" : "kiosk-key";
    made.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
    made.addEventListener("click", act);
    return made;
  }

  function openBoard(box) {
    target = box;
    if (board) board.remove();
    board = document.createElement("div");
    board.className = "kiosk-keys";
    board.setAttribute("role", "group");
    board.setAttribute("aria-label", "Bàn phím");
    LAYOUTS[box.dataset.kioskKeys].forEach((row) => {
      const line = document.createElement("div");
      [...row].forEach((key) => line.append(button(box.dataset.kioskKeys === "code" ? key.toUpperCase() : key, () => put(key))));
      board.append(line);
    });
    const last = document.createElement("div");
    if (box.dataset.kioskKeys !== "digits" && box.dataset.kioskKeys !== "code") last.append(button("dấu cách", () => put(" "), true));
    last.append(
      button("xoá", () => {
        target.value = target.value.slice(0, -1);
        target.dispatchEvent(new Event("input", { bubbles: true }));
      }, true),
    );
    board.append(last);
    box.closest(".kiosk-field").append(board);
  }

  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-kiosk-keys]")) openBoard(event.target);
  });
  const first = document.querySelector("[data-kiosk-keys][autofocus]");
  if (first) first.focus();
})();
