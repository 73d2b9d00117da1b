// Giấy hẹn tạm: what the citizen takes home; printed twice, one for each side. Says that it is provisional.
(function (app) {
  "use strict";
  const { chu, luc, the } = app;

  function line(list, label, value) {
    const row = list.appendChild(the("div"));
    row.append(the("dt", label), the("dd", value));
  }

  function copy(item, facts, place, mark) {
    const slip = the("article", "", "slip-copy");
    const head = slip.appendChild(the("header"));
    const names = head.appendChild(the("div"));
    names.append(the("p", place.full_name, "slip-unit"), the("p", place.centre));
    head.append(the("p", mark, "slip-mark"));
    slip.append(the("h3", slip_title()));
    const top = slip.appendChild(the("div", "", "slip-top"));
    const qr = top.appendChild(the("img"));
    qr.src = item.qr;
    qr.alt = "";
    const number = top.appendChild(the("div"));
    number.append(the("p", app.giay.number_words), the("p", item.code, "code slip-number"), the("p", `${chu("ticket")}: ${ticketOf(item)}`));
    const list = slip.appendChild(the("dl"));
    line(list, chu("applicant"), facts.applicant.name);
    line(list, chu("procedure"), `${facts.procedure_name} (${facts.procedure_code})`);
    line(list, chu("papers"), facts.paper_words);
    line(list, chu("received_at"), luc(item.takenAt + item.offset));
    line(list, chu("due_at"), item.dueAt ? luc(item.dueAt) : chu("no_limit"));
    line(list, chu("fee"), facts.fee);
    slip.append(the("p", app.giay.explained.replace("{address}", place.address).replace("{code}", item.code), "slip-note"));
    const signs = slip.appendChild(the("div", "", "slip-signs"));
    signs.append(the("p", app.giay.filer), the("p", app.giay.clerk.replace("{name}", facts.clerk)));
    return slip;
  }

  const slip_title = () => app.giay.title;
  const ticketOf = (item) => `T${item.counter}-${String(item.ticket).padStart(2, "0")}`;

  app.inGiay = (box, item, facts, place) => box.replaceChildren(copy(item, facts, place, app.giay.mark_citizen), copy(item, facts, place, app.giay.mark_office));
  app.soThuTu = ticketOf;
  const words = ["number_words", "explained", "filer", "clerk", "title", "mark_citizen", "mark_office"];
  app.giay = Object.fromEntries(words.map((name) => [name, chu(`slip_${name}`)]));
})((globalThis.ngoaiTuyen = globalThis.ngoaiTuyen || {}));
