// Chép lệnh: the button appears where the browser can copy; without it the command is text that can be marked.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const words = button.parentElement.querySelector("code").textContent;
  try {
    await navigator.clipboard.writeText(words);
    button.querySelector("[data-copied]").hidden = false;
  } catch {
    getSelection().selectAllChildren(button.parentElement.querySelector("code"));
  }
});
const show = () => document.querySelectorAll("[data-copy][hidden]").forEach((button) => { button.hidden = false; });
show();
document.addEventListener("htmx:afterSwap", show);
