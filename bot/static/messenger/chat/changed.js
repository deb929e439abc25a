// A message of a bot that says something else now takes the place of what it said before.
const indexed = (root, index) =>
  root.querySelector(`[data-action-index="${CSS.escape(index)}"], [data-mobile-action-index="${CSS.escape(index)}"]`);

export function replaceMessage(old, fresh) {
  const held = old.contains(document.activeElement) ? document.activeElement : null;
  // The buttons are the same: what was said under them, the focus and a press under way stay.
  const same = old.dataset.edition === fresh.dataset.edition;
  if (same) keepLines(old, fresh);
  old.replaceWith(fresh);
  const { actionIndex, mobileActionIndex } = held?.dataset ?? {};
  const index = actionIndex ?? mobileActionIndex;
  if (same && index !== undefined) indexed(fresh, index)?.focus();
}

function keepLines(old, fresh) {
  for (const button of old.querySelectorAll('[aria-busy="true"]')) {
    const index = button.dataset.actionIndex ?? button.dataset.mobileActionIndex;
    if (index !== undefined) indexed(fresh, index)?.setAttribute("aria-busy", "true");
  }
  for (const line of old.querySelectorAll("[data-outcome]")) {
    const place = line.previousElementSibling;
    const button = place.matches("[data-action-index]") ? place : place.querySelector("[data-action-index]");
    const there = button && indexed(fresh, button.dataset.actionIndex);
    (there?.closest(".bk-action, .bk-section") ?? there)?.after(line);
  }
}
