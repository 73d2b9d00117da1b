// Câu chữ của script: texts come with the page in the visitor's language (ui.shell.SCRIPT_WORDS).
(function () {
  "use strict";
  const given = JSON.parse(document.getElementById("cau-chu").textContent);
  window.cauChu = (key) => given[key] || key;
})();
