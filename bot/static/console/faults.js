// A form that came back: the summary gets the focus, its links go to the inputs.
const summary = document.querySelector("[data-focus]");
summary?.focus();
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#"]');
  const input = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!input) return;
  for (let box = input.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  event.preventDefault();
  input.focus();
  input.scrollIntoView({ block: "center" });
});
