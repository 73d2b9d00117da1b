// Sảnh sống: a page of the hall renews its part when the stream says that something changed, every few seconds while
// there is no stream, and says honestly when neither reaches the server.
//   <main data-hall-live="/bang/18583/su-kien/" data-hall-poll="10"><div data-hall-part>…</div><p data-hall-lost hidden></p></main>
(function () {
  "use strict";
  const box = document.querySelector("[data-hall-live]");
  if (!box) return;
  const lost = document.querySelector("[data-hall-lost]");
  const every = Number(box.dataset.hallPoll || 10) * 1000;
  const spread = Number(box.dataset.hallSpread || 0); // many phones of one hall need not ask in the same instant
  let source = null;
  let asking = false;
  let again = false;
  let reached = new Date();
  let renewTimer = 0;

  const clockText = (at) => at.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });

  function tellLost(isLost) {
    document.documentElement.classList.toggle("is-lost", isLost);
    if (!lost) return;
    lost.hidden = !isLost;
    if (isLost) lost.textContent = lost.dataset.words.replace("{time}", clockText(reached));
  }

  // What is new on every answer though nothing changed: the form's own token.
  const plain = (part) => part.innerHTML.replace(/(name="csrfmiddlewaretoken" value=")[^"]*/g, "$1");

  function show(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const part = fresh.querySelector("[data-hall-part]");
    const old = document.querySelector("[data-hall-part]");
    if (!part || !old) return;
    const active = document.activeElement;
    const typing = old.contains(active) && /^(INPUT|TEXTAREA|SELECT)$/.test(active.tagName);
    if (plain(part) !== plain(old) && !typing) {
      old.replaceWith(document.importNode(part, true));
      if (fresh.title) document.title = fresh.title;
      document.dispatchEvent(new CustomEvent("hall:changed"));
    }
  }

  function ask() {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    const stop = new AbortController();
    const timer = window.setTimeout(() => stop.abort(), 8000);
    fetch(window.location.href, { cache: "no-store", credentials: "same-origin", signal: stop.signal })
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)))
      .then((html) => {
        reached = new Date();
        tellLost(false);
        show(html);
      })
      .catch(() => tellLost(true))
      .finally(() => {
        window.clearTimeout(timer);
        asking = false;
        if (again) {
          again = false;
          ask();
        }
      });
  }

  function renew() {
    window.clearTimeout(renewTimer);
    if (source) source.close();
    source = null;
    fetch(box.dataset.hallLive, { cache: "no-store", credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
      .then((ticket) => follow(ticket.url))
      .catch(() => {
        renewTimer = window.setTimeout(renew, 15000);
      });
  }

  function follow(address) {
    source = new EventSource(address);
    source.addEventListener("viec", () => window.setTimeout(ask, Math.random() * spread));
    source.addEventListener("het-han", renew);
    source.onopen = ask; // nobody knows what was missed meanwhile
    source.onerror = () => {
      if (source && source.readyState === EventSource.CLOSED) renewTimer = window.setTimeout(renew, 5000);
    };
  }

  const live = () => source && source.readyState === EventSource.OPEN;
  let silent = 0;
  window.setInterval(() => {
    silent += 1;
    if (live() && silent < 6) return; // told by the stream; looked at all the same once a minute
    silent = 0;
    ask();
  }, every);
  window.setInterval(() => {
    const clock = document.querySelector("[data-clock]");
    if (clock) clock.textContent = clockText(new Date());
  }, 10000);
  window.addEventListener("online", ask);
  window.addEventListener("offline", () => tellLost(true));
  window.addEventListener("pagehide", () => source && source.close());
  renew();
})();
