// Gửi một lần: a form that is being sent is not sent again by a second click; after a failure it can be tried again.
(function () {
  "use strict";
  const RELEASE_AFTER = 20000; // the line dropped and nothing came: let people try again (the server refuses doubles)

  function release(form) {
    delete form.dataset.sending;
    form.querySelectorAll(".is-busy").forEach((button) => {
      button.classList.remove("is-busy");
      button.removeAttribute("aria-disabled");
    });
  }

  function hold(form, button) {
    form.dataset.sending = "1";
    if (button) {
      button.classList.add("is-busy");
      button.setAttribute("aria-disabled", "true");
    }
    window.setTimeout(() => release(form), RELEASE_AFTER);
  }

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!(form instanceof HTMLFormElement) || form.dataset.once === undefined) return;
      if (form.dataset.sending) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      hold(form, event.submitter);
    },
    true,
  );
  // A page that comes back from the browser's memory, and a part that htmx fetched, are ready to be used again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sending]").forEach(release);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest && event.target.closest("form[data-sending]");
    if (form) release(form);
  });
})();
