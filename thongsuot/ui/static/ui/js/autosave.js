// Tự lưu bản nháp: form[data-autosave=URL][data-revision=N]. What is typed is kept on this machine at once and sent a
// moment later; the local copy goes away when the server confirmed it.
//   POST URL (fields of the form + autosave_revision) → 200 {"revision": N+1, "saved_at": "10:32"}
//                                                     → 409 {"revision": M}: another tab or device saved meanwhile
(function () {
  "use strict";
  const words = window.cauChu;
  const PAUSE = 1500;
  const RETRY = 8000;
  const SKIPPED = new Set(["csrfmiddlewaretoken", "autosave_revision"]);

  class Draft {
    constructor(form) {
      this.form = form;
      this.line = form.querySelector("[data-autosave-line]");
      this.key = `nhap:${form.dataset.autosave}`;
      this.timer = 0;
      this.sending = false;
      this.dirty = false;
      this.stopped = false;
    }

    start() {
      this.offerLocalCopy();
      this.form.addEventListener("input", () => this.changed());
      this.form.addEventListener("change", () => this.changed());
      this.form.addEventListener("submit", () => this.leave());
      window.addEventListener("online", () => this.dirty && this.send());
      document.addEventListener("visibilitychange", () => document.hidden && this.dirty && this.send());
      window.addEventListener("pageshow", () => (this.stopped = this.stopped === "sent" ? false : this.stopped));
      window.addEventListener("beforeunload", (event) => this.dirty && !this.stopped && event.preventDefault());
    }

    fields() {
      return [...new FormData(this.form)].filter(([name, value]) => typeof value === "string" && !SKIPPED.has(name));
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
        else if (!answer.ok) throw new Error(String(answer.status));
        else this.saved(await answer.json());
      } catch {
        this.dirty = true;
        this.say(words("not_saved"), "warning");
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
      this.form.dataset.revision = answer.revision;
      const field = this.form.querySelector("[name=autosave_revision]");
      if (field) field.value = answer.revision;
      this.say(words("saved").replace("{time}", answer.saved_at));
      if (this.dirty) this.wait(PAUSE);
      else localStorage.removeItem(this.key);
    }

    overtaken() {
      this.stopped = true;
      this.keepLocalCopy();
      this.say(words("overtaken"), "warning");
    }

    leave() {
      this.stopped = "sent"; // the local copy stays until the server's next page shows what it holds
      window.clearTimeout(this.timer);
    }

    keepLocalCopy() {
      try {
        localStorage.setItem(this.key, JSON.stringify({ revision: this.form.dataset.revision || "0", at: Date.now(), fields: this.fields() }));
      } catch {
        this.say(words("no_copy"), "warning");
      }
    }

    offerLocalCopy() {
      const kept = JSON.parse(localStorage.getItem(this.key) || "null");
      if (!kept) return;
      if (JSON.stringify(kept.fields) === JSON.stringify(this.fields()) || kept.revision !== (this.form.dataset.revision || "0")) {
        localStorage.removeItem(this.key); // the server has it, or has something newer
        return;
      }
      this.say(words("copy_found"), "warning");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-quiet btn-sm";
      button.textContent = words("take_back");
      button.addEventListener("click", () => this.restore(kept.fields));
      this.line.append(" ", button);
    }

    restore(fields) {
      const values = new Map();
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

  document.querySelectorAll("form[data-autosave]").forEach((form) => new Draft(form).start());
})();
