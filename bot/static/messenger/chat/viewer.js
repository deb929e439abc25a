// Shows a picture as large as the window.
import { make } from "./dom.js";
import { say } from "./frame.js";
import { open } from "./dialogs.js";

export function view(picture, { secret }) {
  const inner = make(
    "div.c-viewer",
    {},
    make("img", { src: picture.url, alt: picture.name, draggable: "false" }),
    secret
      ? null
      : make("a.c-button", { href: picture.url, download: picture.name }, say("save")),
  );
  const dialog = open(picture.name, inner, { wide: true });
  if (secret) {
    inner.classList.add("c-secret");
    inner.addEventListener("contextmenu", (event) => event.preventDefault());
  }
  // What is wiped from the screen takes its picture along.
  dialog.dataset.room = document.querySelector("main").dataset.room ?? "";
}
