// Đọc lời mời: each call once, in Vietnamese, where the browser has a voice; the words always stand on the board.
(function () {
  "use strict";
  let said = mark();

  function mark() {
    const call = document.querySelector("[data-call]");
    return call ? call.dataset.call : "";
  }

  function voice() {
    const voices = window.speechSynthesis.getVoices();
    return voices.find((one) => one.lang.toLowerCase().startsWith("vi")) || null;
  }

  document.addEventListener("hall:changed", () => {
    const now = mark();
    if (!now || now === said) return;
    said = now;
    if (!("speechSynthesis" in window)) return;
    const found = voice();
    if (!found) return; // another language's voice would read digits nobody understands
    const words = new SpeechSynthesisUtterance(document.querySelector("[data-call]").dataset.say);
    words.lang = "vi-VN";
    words.voice = found;
    words.rate = 0.9;
    window.speechSynthesis.speak(words);
  });
})();
