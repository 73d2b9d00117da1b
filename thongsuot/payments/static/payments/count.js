// Kiểm đếm: the sum of the notes while they are typed, and how it differs from the book. Without script the server says it.
(() => {
  const form = document.querySelector("[data-count]");
  if (!form) return;
  const shown = form.querySelector("[data-count-sum]");
  const words = (n) => n.toLocaleString("vi-VN") + " đ";
  const sum = () => {
    let total = 0;
    for (const box of form.querySelectorAll("[name^='khoa-n']")) total += Number(box.name.slice(6)) * (parseInt(box.value, 10) || 0);
    const difference = total - Number(form.dataset.count);
    shown.hidden = false;
    shown.querySelector("[data-sum]").textContent = words(total);
    shown.querySelector("[data-difference]").textContent = words(difference);
  };
  form.addEventListener("input", sum);
})();
