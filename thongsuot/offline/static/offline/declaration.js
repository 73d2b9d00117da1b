// Tờ khai điện tử khi mất mạng: drawn from the layout in the pack, the same questions with the same hints as on the portal.
// It may be left alone (the paper declaration counts); once something is written, what is required must be there. The server
// checks everything again when the dossier is merged.
(function (app) {
  "use strict";
  const { chu, the } = app;
  const KINDS = {
    id_number: /^\d{12}$/,
    phone: /^(0|\+84)\d{9,10}$/,
    email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
    time: /^([01]\d|2[0-3]):[0-5]\d$/,
    integer: /^\d{1,7}$/,
    money: /^\d{1,13}$/,
    year: /^(19|20)\d\d$|^2100$/,
  };
  const WRONG = { id_number: "id_wrong", phone: "phone_wrong", email: "email_wrong", time: "time_wrong" };
  const NUMBERS = new Set(["integer", "money", "year"]);
  const MOST_ROWS = 30;

  const at = (form, path) => path.split(".").reduce((value, part) => (value === undefined || value === null ? undefined : value[part]), form);
  function put(form, path, value) {
    const parts = path.split(".");
    const last = parts.pop();
    parts.reduce((inner, part) => (inner[part] = inner[part] || {}), form)[last] = value;
  }
  const empty = (value) => value === undefined || value === null || value === "" || (Array.isArray(value) && !value.length);

  // As procedures/process.py `holds`: a missing answer makes every comparison false.
  function holds(condition, form) {
    if (!condition) return true;
    if (condition.all) return condition.all.every((one) => holds(one, form));
    if (condition.any) return condition.any.some((one) => holds(one, form));
    if (condition.not) return !holds(condition.not, form);
    const value = at(form, condition.field);
    if ("present" in condition) return !empty(value) === Boolean(condition.present);
    if (value === undefined || value === null) return false;
    if ("equals" in condition) return value === condition.equals;
    if ("in" in condition) return condition.in.includes(value);
    return typeof value === "number" && value >= condition.at_least;
  }

  class Declaration {
    constructor(box, isoDay) {
      Object.assign(this, { box, isoDay, sections: [] });
      box.addEventListener("input", () => this.showConditions());
      box.addEventListener("change", () => this.showConditions());
    }

    use(sections) {
      this.sections = sections || [];
      this.box.closest("[data-declaration]").hidden = !this.sections.length;
      this.box.closest("details").open = false;
      this.box.replaceChildren(...this.sections.map((section) => this.section(section)));
      this.showConditions();
    }

    section(section) {
      const group = the("fieldset", "", "field-group eform-section");
      group.dataset.section = section.key;
      group.append(the("legend", section.title));
      if (section.hint) group.append(the("p", section.hint, "hint"));
      section.fields.forEach((field) => group.append(field.kind === "rows" ? this.rows(field) : this.field(field, `form.${field.path}`)));
      return group;
    }

    field(field, name) {
      const id = `o-${name.replace(/\./g, "-")}`;
      const box = the("div", "", "field");
      box.dataset.path = field.path;
      const label = box.appendChild(the("label", field.label));
      label.htmlFor = id;
      if (field.required) label.append(" *");
      else label.append(" ", the("span", chu("if_any"), "optional"));
      if (field.hint) {
        const hint = box.appendChild(the("p", field.hint, "hint"));
        hint.id = `${id}-goi-y`;
      }
      const input = box.appendChild(this.input(field));
      Object.assign(input, { id, name });
      if (field.hint) input.setAttribute("aria-describedby", `${id}-goi-y`);
      return box;
    }

    input(field) {
      if (field.kind === "choice" || field.kind === "yes_no") return this.choice(field);
      if (field.kind === "agreed") return Object.assign(the("input", "", "form-check-input"), { type: "checkbox", value: "true" });
      const made = the(field.kind === "paragraph" ? "textarea" : "input", "", "form-control");
      made.maxLength = field.max_length || (field.kind === "paragraph" ? 2000 : 300);
      if (field.kind === "date") made.placeholder = "20/05/1990";
      if (NUMBERS.has(field.kind) || ["id_number", "phone", "date"].includes(field.kind)) made.inputMode = "numeric";
      return this.usual(made, field);
    }

    choice(field) {
      const select = the("select", "", "form-select");
      const options = field.kind === "yes_no" ? [["true", chu("yes")], ["false", chu("no")]] : field.options || [];
      select.append(new Option("—", ""), ...options.map(([value, label]) => new Option(label, value)));
      return this.usual(select, field);
    }

    usual(input, field) {
      if (field.default === undefined || field.default === null) return input;
      input.value = String(field.default);
      input.dataset.usual = input.value;
      return input;
    }

    rows(field) {
      const box = the("div", "", "eform-rows");
      box.dataset.rows = field.path;
      box.append(the("p", field.label, "eform-rows-title"));
      if (field.hint) box.append(the("p", field.hint, "hint"));
      const add = the("button", chu("add_row"), "btn btn-quiet btn-sm");
      add.type = "button";
      add.addEventListener("click", () => this.addRow(field, box, add));
      box.append(add);
      this.addRow(field, box, add);
      return box;
    }

    addRow(field, box, add) {
      const n = box.querySelectorAll(".eform-row").length;
      if (n >= (field.maximum || MOST_ROWS)) return;
      const row = the("fieldset", "", "eform-row");
      row.append(the("legend", `${field.row_name || field.label} ${n + 1}`));
      field.columns.forEach((column) => row.append(this.field(column, `form.${field.path}.${n}.${column.path}`)));
      add.before(row);
    }

    // As many rows as what was being typed had, before its values are put back.
    makeRoom(names) {
      this.box.querySelectorAll("[data-rows]").forEach((box) => {
        const start = `form.${box.dataset.rows}.`;
        const most = Math.max(0, ...names.filter((name) => name.startsWith(start)).map((name) => Number(name.slice(start.length).split(".")[0])));
        for (let n = 0; n < most; n += 1) box.querySelector("button").click();
      });
    }

    raw(name) {
      const input = this.box.querySelector(`[name="${CSS.escape(name)}"]`);
      if (!input) return "";
      return input.type === "checkbox" ? (input.checked ? "true" : "") : input.value.normalize("NFC").trim();
    }

    // Answer of one box and what is wrong with it: [value, words of the fault or ""].
    read(field, name) {
      const typed = this.raw(name);
      if (!typed) return [undefined, ""];
      if (field.kind === "yes_no" || field.kind === "agreed") return [typed === "true", ""];
      if (field.kind === "date") {
        const day = this.isoDay(typed);
        return [day || undefined, day ? "" : chu("date_wrong")];
      }
      const plain = ["id_number", "phone", "integer", "money", "year"].includes(field.kind) ? typed.replace(/[\s.]/g, "") : typed;
      const shape = KINDS[field.kind];
      if (shape && !shape.test(plain)) return [undefined, chu(WRONG[field.kind] || "number_wrong")];
      if (!NUMBERS.has(field.kind)) return [plain, ""];
      const value = Number(plain);
      const out = (field.minimum !== undefined && value < field.minimum) || (field.maximum !== undefined && value > field.maximum);
      return [value, out ? chu("number_wrong") : ""];
    }

    // → {form, faults: [[name of the box, words]]}; an untouched declaration is empty and faultless.
    answers(applicant) {
      const form = {};
      const faults = [];
      if (!this.touched()) return { form, faults };
      this.each((_section, field) => this.collect(field, form, faults));
      this.each((_section, field) => this.prefill(field, form, applicant));
      this.each((section, field) => {
        if (!holds(section.when, form) || !holds(field.when, form)) this.drop(field, form);
        else this.require(field, form, faults);
      });
      return { form, faults };
    }

    each(work) {
      this.sections.forEach((section) => section.fields.forEach((field) => work(section, field)));
    }

    // What stands in a box from the start (`data-usual`) is nobody's answer: somebody must have written something.
    touched() {
      return [...this.box.querySelectorAll("input, select, textarea")].some((input) =>
        input.type === "checkbox" ? input.checked : input.value.trim() !== (input.dataset.usual || ""),
      );
    }

    collect(field, form, faults) {
      if (field.kind !== "rows") {
        const [value, wrong] = this.read(field, `form.${field.path}`);
        if (wrong) faults.push([`form.${field.path}`, wrong]);
        if (!empty(value)) put(form, field.path, value);
        return;
      }
      const box = this.box.querySelector(`[data-rows="${CSS.escape(field.path)}"]`);
      const rows = [...box.querySelectorAll(".eform-row")].map((_row, n) => this.row(field, n, faults)).filter((row) => Object.keys(row).length);
      if (rows.length) put(form, field.path, rows);
    }

    row(field, n, faults) {
      const found = {};
      const missing = [];
      field.columns.forEach((column) => {
        const name = `form.${field.path}.${n}.${column.path}`;
        const [value, wrong] = this.read(column, name);
        if (wrong) faults.push([name, wrong]);
        if (!empty(value)) put(found, column.path, value);
        else if (column.required && !wrong) missing.push([name, chu("required")]);
      });
      if (Object.keys(found).length) faults.push(...missing);
      return found;
    }

    prefill(field, form, applicant) {
      const known = field.origin && field.origin.startsWith("applicant.") ? applicant[field.origin.slice("applicant.".length)] : "";
      if (known && empty(at(form, field.path))) put(form, field.path, known);
      if (field.same_as && holds(field.same_when, form) && empty(at(form, field.path)) && !empty(at(form, field.same_as))) put(form, field.path, at(form, field.same_as));
    }

    require(field, form, faults) {
      const name = `form.${field.path}`;
      if (field.required && empty(at(form, field.path)) && !faults.some(([of]) => of === name)) faults.push([field.kind === "rows" ? `${name}.0.${field.columns[0].path}` : name, chu("required")]);
    }

    drop(field, form) {
      const parts = field.path.split(".");
      const last = parts.pop();
      const group = parts.length ? at(form, parts.join(".")) : form;
      if (group) delete group[last];
    }

    // Boxes that do not apply are left out of the way, as far as the answers so far tell.
    showConditions() {
      const form = {};
      this.each((_section, field) => field.kind !== "rows" && this.collect(field, form, []));
      this.sections.forEach((section) => {
        this.box.querySelector(`[data-section="${CSS.escape(section.key)}"]`).hidden = !holds(section.when, form);
        section.fields.filter((field) => field.when).forEach((field) => {
          const part = this.box.querySelector(field.kind === "rows" ? `[data-rows="${CSS.escape(field.path)}"]` : `[data-path="${CSS.escape(field.path)}"]`);
          part.hidden = !holds(field.when, form);
        });
      });
    }
  }

  app.ToKhai = Declaration;
  app.dieuKien = holds;
})((globalThis.ngoaiTuyen = globalThis.ngoaiTuyen || {}));
