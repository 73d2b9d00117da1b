// Câu chữ, ngày giờ: words come with the page; moments are shown in the time of Viet Nam whatever the PC believes.
(function (app) {
  "use strict";
  const given = JSON.parse(document.getElementById("ngoai-tuyen-chu").textContent);
  const zone = { timeZone: "Asia/Ho_Chi_Minh" };
  const parts = (at, options) =>
    Object.fromEntries(new Intl.DateTimeFormat("en-GB", { ...zone, ...options }).formatToParts(at).map((part) => [part.type, part.value]));

  app.chu = (key, values = {}) => Object.entries(values).reduce((said, [name, value]) => said.replace(`{${name}}`, String(value)), given[key] || key);
  app.gio = (at) => {
    const { hour, minute } = parts(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    return `${hour}:${minute}`;
  };
  app.ngay = (at) => {
    const { day, month, year } = parts(at, { day: "2-digit", month: "2-digit", year: "numeric" });
    return `${day}/${month}/${year}`;
  };
  app.luc = (at) => `${app.gio(at)} ${app.ngay(at)}`;
  // Without marks and case, for finding: "Đăng ký" ~ "dang ky".
  app.tron = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  app.the = (tag, text = "", className = "") => {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  };
})((globalThis.ngoaiTuyen = globalThis.ngoaiTuyen || {}));
