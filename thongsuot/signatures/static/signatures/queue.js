// Chọn tất cả: one box ticks every line that may be signed; beside it stands how many are ticked.
(function () {
  "use strict";
  const all = document.querySelector("[data-all]");
  if (!all) return;
  const boxes = [...document.querySelectorAll("#ky input[name=chon]")];
  const count = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    document.querySelector("[data-chosen]").textContent = ticked;
    all.checked = boxes.length > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  document.querySelector("[data-all-line]").hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    count();
  });
  document.getElementById("ky").addEventListener("change", count);
  count();
})();
