// Nhận hồ sơ: the form. It is filled by hand from the pack, checked here as far as this PC can, and kept sealed while it is typed.
(function (app) {
  "use strict";
  const { chu, the, tron } = app;
  const MOST_FOUND = 8;
  const BIGGEST_FILE = 8 * 1024 * 1024;
  const PAUSE = 800;
  const FIELDS = ["name", "id_number", "birth_date", "phone", "address"];

  // "20/05/1990" → "1990-05-20"; "" for nothing, null for a day that does not exist.
  function isoDay(typed) {
    if (!typed.trim()) return "";
    const [, day, month, year] = typed.trim().match(/^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/) || [];
    const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
    const real = date.getUTCFullYear() === Number(year) && date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
    return year && real && Number(year) > 1875 ? date.toISOString().slice(0, 10) : null;
  }

  class Intake {
    constructor(form, { received, draft }) {
      Object.assign(this, { form, received, draft, pack: null, procedure: null, timer: 0, beganAt: 0 });
      this.part = (name) => form.querySelector(`[data-${name}]`);
      this.declaration = new app.ToKhai(this.part("eform"), isoDay);
      this.part("find").addEventListener("input", () => this.find());
      this.part("find").addEventListener("keydown", (event) => event.key === "Enter" && this.chooseFirst(event));
      this.part("other").addEventListener("click", () => this.clear());
      this.part("clear").addEventListener("click", () => this.clear());
      form.elements.case.addEventListener("change", () => this.showCase());
      form.addEventListener("input", () => this.changed());
      form.addEventListener("submit", (event) => this.submit(event));
    }

    use(pack) {
      this.pack = pack;
      this.clock = app.dongHo(pack.calendar);
      this.find();
    }

    matching(text) {
      const words = tron(text).split(/\s+/).filter(Boolean);
      const all = this.pack ? this.pack.procedures : [];
      return all.filter((one) => {
        const there = tron(`${one.code} ${one.short} ${one.name} ${one.keywords.join(" ")}`);
        return words.every((word) => there.includes(word));
      });
    }

    find() {
      const list = this.part("found");
      const found = this.matching(this.part("find").value).slice(0, MOST_FOUND);
      list.replaceChildren(
        ...found.map((one) => {
          const row = the("li");
          const button = row.appendChild(the("button", "", "found-button"));
          button.type = "button";
          button.append(the("strong", one.short), the("span", one.code, "text-secondary"));
          button.addEventListener("click", () => this.choose(one));
          return row;
        }),
      );
      if (!found.length) list.append(the("li", this.pack ? chu("nothing_found") : chu("no_pack"), "nothing"));
    }

    chooseFirst(event) {
      event.preventDefault();
      const [first] = this.matching(this.part("find").value);
      if (first) this.choose(first);
    }

    choose(procedure) {
      this.procedure = procedure;
      this.beganAt = this.beganAt || Date.now(); // the turn at the counter begins here
      this.declaration.use(procedure.form);
      this.part("find").closest(".field").hidden = true;
      this.part("chosen").hidden = false;
      this.part("procedure-name").textContent = procedure.short;
      const cases = this.form.elements.case;
      cases.replaceChildren(...procedure.cases.map((one) => new Option(one.name || "—", one.code)));
      this.part("case-field").hidden = procedure.cases.length < 2;
      this.showCase();
      this.form.elements.name.focus();
      this.changed();
    }

    get ofCase() {
      return this.procedure.cases.find((one) => one.code === this.form.elements.case.value) || this.procedure.cases[0];
    }

    showCase() {
      const given = this.ofCase;
      this.part("papers").replaceChildren(...given.components.map((one) => this.paper(one)));
      this.part("fee").textContent = given.fee;
      this.showDue();
    }

    dueAt(receivedAt) {
      return this.ofCase.duration ? this.clock.due(receivedAt, this.ofCase.duration) : null;
    }

    showDue() {
      const box = this.part("due");
      try {
        const due = this.dueAt(app.duong.now());
        box.textContent = due ? app.luc(due) : chu("no_limit");
      } catch {
        box.textContent = chu("no_calendar");
      }
    }

    paper(component) {
      const row = the("div", "", "paper-row");
      row.dataset.component = component.code;
      const label = row.appendChild(the("label", "", "check-line"));
      const box = label.appendChild(the("input", "", "form-check-input"));
      Object.assign(box, { type: "checkbox", name: "component", value: component.code, checked: component.required });
      const words = label.appendChild(the("span", component.name));
      if (!component.required && !component.one_of) words.append(" ", the("span", chu("if_any"), "optional"));
      const counts = row.appendChild(the("div", "", "paper-counts"));
      for (const kind of ["originals", "copies"]) {
        const count = counts.appendChild(the("label", `${chu(kind)} `));
        const field = count.appendChild(the("input", "", "form-control width-2"));
        Object.assign(field, { name: `${kind}-${component.code}`, value: component[kind], inputMode: "numeric", maxLength: 3 });
      }
      const photo = counts.appendChild(the("label", `${chu("photo")} `));
      const file = photo.appendChild(the("input"));
      Object.assign(file, { type: "file", name: `file-${component.code}`, accept: "image/*,.pdf", multiple: true });
      return row;
    }

    value(name) {
      return this.form.elements[name] ? this.form.elements[name].value.normalize("NFC").trim() : "";
    }

    papers() {
      return this.ofCase.components
        .filter((one) => this.form.querySelector(`[name=component][value="${CSS.escape(one.code)}"]`).checked)
        .map((one) => ({ component: one, originals: this.value(`originals-${one.code}`) || "0", copies: this.value(`copies-${one.code}`) || "0" }));
    }

    files() {
      return [...this.form.querySelectorAll("input[type=file]")].flatMap((field) =>
        [...field.files].map((file) => ({ component: field.name.slice("file-".length), file })),
      );
    }

    // → [[name of the box, what is wrong]]: all at once, so that nobody comes back twice.
    faults() {
      if (!this.procedure) return [["find", chu("choose_procedure")]];
      const wrong = [];
      if (!this.value("name")) wrong.push(["name", chu("required")]);
      if (this.value("id_number") && !/^\d{12}$/.test(this.value("id_number").replace(/\s/g, ""))) wrong.push(["id_number", chu("id_wrong")]);
      if (isoDay(this.value("birth_date")) === null) wrong.push(["birth_date", chu("date_wrong")]);
      if (this.value("phone") && !/^\+?[0-9 .()-]{8,20}$/.test(this.value("phone"))) wrong.push(["phone", chu("phone_wrong")]);
      const given = new Set(this.papers().map((one) => one.component.code));
      const { components } = this.ofCase;
      components.filter((one) => one.required && !given.has(one.code)).forEach((one) => wrong.push(["component", chu("missing", { name: one.name })]));
      new Set(components.map((one) => one.one_of).filter(Boolean)).forEach((group) => {
        const those = components.filter((one) => one.one_of === group);
        if (!those.some((one) => given.has(one.code))) wrong.push(["component", chu("missing", { name: chu("one_of") + those.map((one) => one.name).join("; ") })]);
      });
      if (this.papers().some((one) => !/^\d{1,3}$/.test(one.originals) || !/^\d{1,3}$/.test(one.copies))) wrong.push(["component", chu("count_wrong")]);
      this.files().filter((one) => one.file.size > BIGGEST_FILE).forEach((one) => wrong.push(["component", chu("file_big", { name: one.file.name })]));
      wrong.push(...this.declaration.answers(this.applicant()).faults);
      try {
        this.dueAt(app.duong.now());
      } catch {
        wrong.push(["find", chu("no_calendar")]);
      }
      return wrong;
    }

    applicant() {
      const found = Object.fromEntries(FIELDS.map((name) => [name, this.value(name)]).filter(([, value]) => value));
      if (found.id_number) found.id_number = found.id_number.replace(/\s/g, "");
      if (found.birth_date) found.birth_date = isoDay(found.birth_date);
      return found;
    }

    tell(wrong) {
      const box = this.part("errors");
      box.hidden = !wrong.length;
      box.querySelector("ul").replaceChildren(
        ...wrong.map(([name, words]) => {
          const field = this.form.elements[name];
          const target = field && (field.length && !field.tagName ? field[0] : field);
          const label = target && target.labels && target.labels[0] && name !== "component" ? `${target.labels[0].firstChild.textContent.trim()}: ` : "";
          const row = the("li");
          const link = row.appendChild(the("a", label + words));
          link.href = "#";
          link.addEventListener("click", (event) => {
            event.preventDefault();
            if (target) target.focus();
          });
          return row;
        }),
      );
      if (wrong.length) box.focus();
      return wrong.length;
    }

    contents() {
      const papers = this.papers();
      const applicant = this.applicant();
      return {
        procedure_code: this.procedure.code,
        case_code: this.ofCase.code || null,
        version_id: this.procedure.version,
        fee: this.ofCase.fee,
        applicant,
        form: this.declaration.answers(applicant).form,
        began_at: new Date(this.beganAt).toISOString(),
        components: papers.map((one) => ({ code: one.component.code, originals: Number(one.originals), copies: Number(one.copies) })),
      };
    }

    async submit(event) {
      event.preventDefault();
      if (this.busy || this.tell(this.faults())) return;
      this.busy = true;
      try {
        const words = { procedure_name: this.procedure.short, paper_words: this.papers().map((one) => one.component.name).join("; ") };
        if (await this.received(this.contents(), words, this.files(), (at) => this.dueAt(at))) this.clear();
      } finally {
        this.busy = false;
      }
    }

    clear() {
      window.clearTimeout(this.timer);
      this.form.reset();
      this.procedure = null;
      this.beganAt = 0;
      this.declaration.use([]);
      this.part("errors").hidden = true;
      this.part("chosen").hidden = true;
      this.part("find").closest(".field").hidden = false;
      this.find();
      this.part("draft").textContent = "";
      this.draft(null);
    }

    changed() {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.keep(), PAUSE);
    }

    // What is being typed survives a reload; files that were chosen do not (a browser keeps no path to them).
    async keep() {
      if (!this.procedure) return;
      const fields = [...new FormData(this.form)].filter(([, value]) => typeof value === "string");
      await this.draft({ procedure: this.procedure.code, fields, beganAt: this.beganAt });
      this.part("draft").textContent = chu("kept_draft", { time: app.gio(app.duong.now()) });
    }

    restore({ procedure, fields, beganAt }) {
      const found = this.pack.procedures.find((one) => one.code === procedure);
      if (!found) return;
      const values = new Map();
      fields.forEach(([name, value]) => values.set(name, [...(values.get(name) || []), value]));
      this.beganAt = beganAt || 0;
      this.choose(found);
      this.declaration.makeRoom([...values.keys()]);
      this.form.elements.case.value = (values.get("case") || [""])[0];
      this.showCase();
      for (const field of this.form.elements) {
        if (!field.name || field.type === "file" || field.name === "case") continue;
        const given = values.get(field.name) || [];
        if (field.type === "checkbox") field.checked = given.includes(field.value);
        else if (given.length) field.value = given[0];
      }
      this.declaration.showConditions();
      this.part("declaration").open = this.declaration.touched();
    }
  }

  app.NhanHoSo = Intake;
})((globalThis.ngoaiTuyen = globalThis.ngoaiTuyen || {}));
