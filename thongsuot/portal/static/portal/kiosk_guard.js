// Nút quay lại không đưa người sau tới trang của người trước: a page of the kiosk reached backwards leads home, unseen.
(function () {
  "use strict";
  const home = document.currentScript.dataset.home;
  const leave = () => {
    document.documentElement.hidden = true;
    window.location.replace(home);
  };
  const how = performance.getEntriesByType("navigation")[0];
  if (how && how.type === "back_forward" && window.location.pathname !== home) leave();
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) leave();
  });
})();
