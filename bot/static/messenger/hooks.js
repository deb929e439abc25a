// Copies the new address where the browser can; without it the field can be copied by hand.
const address = document.querySelector("[data-address]");
const copy = document.querySelector("[data-copy]");

address?.addEventListener("focus", () => address.select());
if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(address.value);
      copy.textContent = copy.dataset.done;
    } catch {
      address.focus();
    }
  });
}
