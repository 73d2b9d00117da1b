// Hộp thoại, thực đơn, thông báo: native <dialog> and <details>; a note for what went wrong in a part of the page.
(function () {
  "use strict";
  const words = window.cauChu;
  const area = () => document.getElementById("loi-nhanh");

  function tell(title, text) {
    const box = document.createElement("div");
    box.className = "notice notice-danger note-now";
    const body = box.appendChild(document.createElement("div"));
    body.className = "notice-body";
    body.appendChild(document.createElement("p")).textContent = title;
    body.firstChild.className = "notice-title";
    body.appendChild(document.createElement("p")).textContent = text;
    const close = box.appendChild(document.createElement("button"));
    close.type = "button";
    close.className = "btn btn-bare";
    close.dataset.noteClose = "";
    close.setAttribute("aria-label", words("close"));
    close.textContent = "×";
    area().replaceChildren(box);
  }

  function openDialog(event, opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (!dialog || !dialog.showModal) return;
    event.preventDefault();
    dialog.showModal();
    const first = dialog.querySelector("[autofocus], input:not([type=hidden]), textarea, select");
    if (first) first.focus();
  }

  document.addEventListener("click", (event) => {
    const target = event.target;
    const opener = target.closest("[data-dialog]");
    if (opener) openDialog(event, opener);
    if (target.closest("[data-note-close]")) target.closest(".note-now").remove();
    if (target.closest("[data-print]")) window.print();
    if (target instanceof HTMLDialogElement) target.close(); // a click on the dark ground around it
    const back = target.closest("[data-back]");
    if (back && document.referrer.startsWith(location.origin) && history.length > 1 && !back.href.endsWith(location.pathname)) {
      event.preventDefault();
      history.back();
    }
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      if (!menu.contains(target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  document.addEventListener("htmx:sendError", () =>
    tell(words("offline"), words("offline_next")),
  );
  document.addEventListener("htmx:timeout", () => tell(words("slow"), words("slow_next")));
  document.addEventListener("htmx:beforeSwap", (event) => {
    // a whole page in answer to a part (500 of the platform, a proxy's page) is told in one sentence
    const { xhr } = event.detail;
    if (xhr.status >= 500 && /<html/i.test(xhr.responseText)) {
      event.detail.shouldSwap = false;
      tell(words("fault"), words("fault_next"));
    }
  });

  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus({ preventScroll: false });
})();
