// Đọc thẻ căn cước: the page asks the reader of this PC, then our server whether the answer may be believed, then fills the
// boxes. Nothing is kept: no storage, no address, only the page's own memory.
//   <div data-card-reader="http://localhost:17022" data-card-challenge="…" data-card-check="…"
//        data-card-words='{"no_card": "…"}'><button data-card-read>…</button><p data-card-said role="status"></p></div>
//   [data-card-to="name"] takes the fact of that name; [data-card-proof] takes the reader's whole answer.
(function () {
  "use strict";
  const PATIENCE = 10000;

  function within(promise) {
    const late = new Promise((_ok, fail) => window.setTimeout(() => fail(new Error("slow")), PATIENCE));
    return Promise.race([promise, late]);
  }

  function readerError(answer) {
    const codes = { NO_CARD: "no_card", CARD_REMOVED: "removed", READ_FAILED: "unreadable" };
    return answer.json().then((said) => Promise.reject(new Error(codes[said.error] || "unreadable")));
  }

  async function read(box) {
    const asked = await fetch(box.dataset.cardChallenge, { cache: "no-store" });
    if (!asked.ok) throw new Error("server");
    const { challenge } = await asked.json();
    let answer;
    try {
      answer = await within(
        fetch(box.dataset.cardReader + "/doc", {
          method: "POST",
          credentials: "omit",
          cache: "no-store",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ challenge }),
        }),
      );
    } catch (error) {
      throw new Error(error.message === "slow" ? "slow" : "no_reader");
    }
    if (!answer.ok) return readerError(answer);
    const proof = await answer.text();
    const checked = await fetch(box.dataset.cardCheck, {
      method: "POST",
      credentials: "omit",
      headers: { "Content-Type": "application/json" },
      body: proof,
    });
    const facts = await checked.json();
    if (!checked.ok) throw new Error("!" + facts.detail);
    return { facts, proof };
  }

  function fill(found) {
    document.querySelectorAll("[data-card-to]").forEach((target) => {
      const fact = found.facts[target.dataset.cardTo];
      if (fact === undefined) return;
      if ("value" in target) {
        target.value = fact;
        target.dispatchEvent(new Event("input", { bubbles: true }));
      } else target.textContent = fact;
    });
    document.querySelectorAll("[data-card-proof]").forEach((target) => {
      target.value = found.proof;
    });
    document.querySelectorAll("[data-card-shown]").forEach((part) => {
      part.hidden = false;
    });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-card-read]");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    const box = button.closest("[data-card-reader]");
    const said = box.querySelector("[data-card-said]");
    const words = JSON.parse(box.dataset.cardWords);
    button.setAttribute("aria-disabled", "true");
    said.textContent = words.reading;
    read(box)
      .then((found) => {
        fill(found);
        said.textContent = words.read;
      })
      .catch((error) => {
        said.textContent = error.message.startsWith("!") ? error.message.slice(1) : words[error.message] || words.unreadable;
      })
      .finally(() => button.removeAttribute("aria-disabled"));
  });
})();
