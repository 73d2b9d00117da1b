// Chọn tất cả: the box in the head of the table ticks every line that may be signed.
(function () {
  "use strict";
  const all = document.querySelector("[data-all]");
  if (!all) return;
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of document.querySelectorAll("#ky input[name=chon]")) box.checked = all.checked;
  });
})();
