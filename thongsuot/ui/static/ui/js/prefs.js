// Cỡ chữ ngay tại chỗ: the links of the footer work without script; with it the page does not reload.
(function () {
  "use strict";
  const SIZES = ["nho", "vua", "lon", "rat-lon"];

  function wanted(link) {
    const now = Math.max(SIZES.indexOf(document.documentElement.dataset.text), 0);
    const step = { smaller: -1, larger: 1 }[link.dataset.preference];
    return step === undefined ? "vua" : SIZES[Math.min(Math.max(now + step, 0), SIZES.length - 1)];
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-preference]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const size = wanted(link);
    document.documentElement.dataset.text = size;
    const address = new URL(link.href);
    address.searchParams.set("co-chu", size);
    fetch(address, { credentials: "same-origin", redirect: "manual" }).catch(() => {});
  });
})();
