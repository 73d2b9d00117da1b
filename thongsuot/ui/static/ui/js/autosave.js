// Tự lưu bản nháp: form[data-autosave=URL][data-revision=N]. What is typed is kept on this machine at once and sent a
// moment later; the local copy goes away when the server confirmed it, when its owner signs out, when somebody else
// signs in, and after a day (docs/decisions/a-copy-on-this-machine-belongs-to-who-is-signed-in.md).
//   POST URL (fields of the form + autosave_revision) → 200 {"revision": N+1, "saved_at": "10:32"}
//                                                     → 409 {"revision": M}: another tab or device saved meanwhile
(function () {
  "use strict";
  const words = window.cauChu;
  const PAUSE = 1500;
  const RETRY = 8000;
  const KEPT = 24 * 3600 * 1000;
  const PREFIX = "nhap:";
  const SENT = "nhap-da-gui";
  const SKIPPED = new Set(["csrfmiddlewaretoken", "autosave_revision", "cua_so"]);
  const who = document.documentElement.dataset.who || "";

  function copies() {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  }

  function read(key) {
    try {
      return JSON.parse(localStorage.getItem(key) || "null");
    } catch {
      return null;
    }
  }

  // Whoever is not signed in keeps his copies (the session may have ended while the line was down); somebody else does not.
  function forgetOld() {
    copies().forEach((key) => {
      const kept = read(key);
      if (!kept || Date.now() - kept.at > KEPT || (who && kept.who !== who)) localStorage.removeItem(key);
    });
  }

  class Draft {
    constructor(form) {
      this.form = form;
      this.line = form.querySelector("[data-autosave-line]");
      this.key = `${PREFIX}${form.dataset.autosave}`;
      this.timer = 0;
      this.sending = false;
      this.dirty = false;
      this.stopped = false;
    }

    start() {
      this.offerLocalCopy();
      this.form.addEventListener("input", () => this.changed());
      this.form.addEventListener("change", () => this.changed());
      this.form.addEventListener("submit", (event) => this.leave(event), true);
      window.addEventListener("online", () => this.dirty && this.send());
      document.addEventListener("co-duong", () => this.dirty && this.send());
      document.addEventListener("visibilitychange", () => document.hidden && this.dirty && this.send());
      window.addEventListener("pageshow", () => (this.stopped = this.stopped === "sent" ? false : this.stopped));
      window.addEventListener("beforeunload", (event) => this.dirty && !this.stopped && event.preventDefault());
    }

    fields() {
      return [...new FormData(this.form)].filter(([name, value]) => typeof value === "string" && !SKIPPED.has(name));
    }

    page() {
      const field = this.form.querySelector("[name=cua_so]");
      return field ? field.value : "";
    }

    changed() {
      this.dirty = true;
      this.keepLocalCopy();
      this.wait(PAUSE);
    }

    wait(time) {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.send(), time);
    }

    async send() {
      if (this.sending || this.stopped || !this.dirty) return;
      this.sending = true;
      this.dirty = false;
      this.say(words("saving"));
      try {
        const answer = await fetch(this.form.dataset.autosave, { method: "POST", body: this.body(), credentials: "same-origin", headers: { Accept: "application/json" } });
        if (answer.status === 409) this.overtaken();
        else if (answer.redirected || answer.status === 401 || answer.status === 403) this.signedOut();
        else if (!answer.ok) throw new Error(String(answer.status));
        else this.saved(await answer.json());
      } catch {
        this.dirty = true;
        document.dispatchEvent(new Event("mat-duong")); // the band on top finds out (connection.js)
        if (this.form.dataset.copy !== "no") this.say(words("not_saved"), "warning");
        this.wait(RETRY);
      } finally {
        this.sending = false;
      }
    }

    body() {
      const body = new URLSearchParams(this.fields());
      const token = this.form.querySelector("[name=csrfmiddlewaretoken]");
      if (token) body.append("csrfmiddlewaretoken", token.value);
      body.append("autosave_revision", this.form.dataset.revision || "0");
      return body;
    }

    saved(answer) {
      this.setRevision(answer.revision);
      this.say(words("saved").replace("{time}", answer.saved_at));
      if (this.dirty) this.wait(PAUSE);
      else localStorage.removeItem(this.key);
    }

    setRevision(revision) {
      this.form.dataset.revision = revision;
      const field = this.form.querySelector("[name=autosave_revision]");
      if (field) field.value = revision;
    }

    overtaken() {
      this.stopped = true;
      this.keepLocalCopy();
      this.say(words("overtaken"), "warning");
    }

    // Nothing is sent into a line that is down: the page stays, what was typed goes by itself when the line is back.
    leave(event) {
      if (navigator.onLine === false || document.documentElement.dataset.noLine !== undefined) {
        document.dispatchEvent(new Event("mat-duong"));
        event.preventDefault();
        event.stopImmediatePropagation();
        this.release();
        this.changed();
        this.say(words("offline_kept"), "warning");
        return;
      }
      sessionStorage.setItem(SENT, this.key); // the copy stays until the server's next page shows that it arrived
      this.stopped = "sent";
      window.clearTimeout(this.timer);
    }

    release() {
      delete this.form.dataset.sending;
      this.form.querySelectorAll(".is-busy").forEach((button) => {
        button.classList.remove("is-busy");
        button.removeAttribute("aria-disabled");
      });
    }

    signedOut() {
      this.stopped = true;
      this.keepLocalCopy();
      this.say(words("signed_out"), "warning");
    }

    keepLocalCopy() {
      try {
        localStorage.setItem(this.key, JSON.stringify({ who, page: this.page(), revision: this.form.dataset.revision || "0", at: Date.now(), fields: this.fields() }));
        delete this.form.dataset.copy;
      } catch {
        this.form.dataset.copy = "no";
        this.say(words("no_copy"), "warning");
      }
    }

    offerLocalCopy() {
      const kept = read(this.key);
      if (!kept) return;
      const returned = kept.page && kept.page === this.page(); // the server answered this very page, with what was typed
      if (returned || JSON.stringify(kept.fields) === JSON.stringify(this.fields())) {
        localStorage.removeItem(this.key); // the server has it
        return;
      }
      this.say(words("copy_found"), "warning");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-quiet btn-sm";
      button.textContent = words("take_back");
      button.addEventListener("click", () => this.restore(kept));
      this.line.append(" ", button);
    }

    // What was kept goes back into the boxes; if the draft moved on elsewhere meanwhile, the next save says so and the
    // page with both versions follows, because the copy still carries the revision it was typed from.
    restore({ fields, revision }) {
      const values = new Map();
      this.setRevision(revision);
      fields.forEach(([name, value]) => values.set(name, [...(values.get(name) || []), value]));
      for (const element of this.form.elements) {
        if (!element.name || SKIPPED.has(element.name) || element.type === "hidden" || element.type === "file") continue;
        const given = values.get(element.name) || [];
        if (element.type === "checkbox" || element.type === "radio") element.checked = given.includes(element.value);
        else if (given.length) element.value = given[0];
      }
      this.changed();
    }

    say(text, tone = "") {
      if (!this.line) return;
      this.line.textContent = text;
      this.line.dataset.tone = tone;
    }
  }

  // The page after sending: another page than the form, and not a refusal, means that the server has it.
  function forgetSent() {
    const key = sessionStorage.getItem(SENT);
    const [arrival] = performance.getEntriesByType("navigation");
    sessionStorage.removeItem(SENT);
    const again = [...document.querySelectorAll("form[data-autosave]")].some((form) => PREFIX + form.dataset.autosave === key);
    if (key && !again && arrival && arrival.responseStatus && arrival.responseStatus < 400) localStorage.removeItem(key);
  }

  forgetSent();
  forgetOld();
  document.querySelectorAll("form[data-sign-out]").forEach((form) => form.addEventListener("submit", () => copies().forEach((key) => localStorage.removeItem(key))));
  document.querySelectorAll("form[data-autosave]").forEach((form) => new Draft(form).start());
})();
