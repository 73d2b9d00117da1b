// Khung gọi số: F8 does the main act of the panel, F9 the second, also while somebody types in the search box.
(function () {
  "use strict";
  if (window.hallKeys) return;
  window.hallKeys = true;
  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
    const button = document.querySelector(`[data-hall-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
})();
