// Dialogs: a frame for any of them, questions, menus, and the line that says what came of it.
import { icon, make } from "./dom.js";
import { say } from "./frame.js";

// Shows a dialog and gives the focus back to what opened it.
export function open(title, inner, { wide = false, side = false } = {}) {
  const opener = document.activeElement;
  const heading = make("h2.c-dialog-title", { id: `dialog-${crypto.randomUUID()}` }, title);
  const closer = make(
    "button.c-tool",
    { type: "button", "aria-label": say("close"), onclick: () => dialog.close() },
    icon("close"),
  );
  const kind = side ? ".c-dialog--side" : wide ? ".c-dialog--wide" : "";
  const dialog = make(
    `dialog.c-dialog${kind}`,
    { "aria-labelledby": heading.id },
    make("div.c-dialog-bar", {}, heading, closer),
    inner,
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (opener?.isConnected) opener.focus();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

// Asks before something that can't be taken back; `act` may refuse, which is said in the dialog.
export function ask({ title, text, accept, danger = false, inner = null, act }) {
  const fault = make("p.c-fault", { role: "alert" });
  const button = make(`button.c-button.${danger ? "c-button--danger" : "c-button--main"}`, {}, accept);
  const form = make(
    "form.c-dialog-inner",
    { method: "dialog" },
    text && make("p", {}, text),
    inner,
    fault,
    make(
      "div.c-dialog-buttons",
      {},
      make("button.c-button", { type: "button", onclick: () => dialog.close() }, say("cancel")),
      button,
    ),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      await act();
      dialog.close();
    } catch (error) {
      fault.textContent = error.message;
    }
    button.removeAttribute("aria-busy");
  });
  const dialog = open(title, form);
  return dialog;
}

// A short list of things to do; each item is {text, note?, act, danger?}.
export function menu(title, items) {
  const list = make("ul.c-menu");
  const dialog = open(title, list);
  for (const item of items) {
    const note = item.note === undefined ? null : make("span.c-menu-note", {}, item.note);
    const button = make(
      `button.c-menu-item${item.danger ? ".c-menu-item--danger" : ""}`,
      { type: "button" },
      item.text,
      note,
    );
    button.addEventListener("click", () => {
      dialog.close();
      item.act();
    });
    if (note && item.ticking) item.ticking(note, button);
    list.append(make("li", {}, button));
  }
  list.querySelector("button")?.focus();
  return dialog;
}

// One line that goes by itself; a fault stays longer. It is read out because it is new in the page.
export function toast(text, { fault = false } = {}) {
  const place = document.querySelector("[data-toast]");
  const line = make(
    `p.c-toast${fault ? ".c-toast--fault" : ""}`,
    { role: fault ? "alert" : "status" },
    text,
  );
  place.replaceChildren(line);
  setTimeout(() => line.remove(), fault ? 8_000 : 4_000);
}
