// Goes from room to room without losing the connection and what is written elsewhere.
import { tell } from "./bus.js";
import { frame, phone } from "./frame.js";

let asked = null;

async function page(path) {
  asked?.abort();
  asked = new AbortController();
  const response = await fetch(path, { credentials: "same-origin", cache: "no-store", signal: asked.signal });
  const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
  // A refusal is a page of its own.
  if (!response.ok || !parsed.querySelector("[data-mount]")) throw new Error(String(response.status));
  return parsed;
}

export async function go(path, { push = true } = {}) {
  let found;
  try {
    found = await page(path);
  } catch (error) {
    if (error.name !== "AbortError") location.assign(path);
    return;
  }
  tell("leaving");
  const main = document.adoptNode(found.querySelector("main"));
  document.querySelector("main").replaceWith(main);
  document.title = found.title;
  document.body.className = found.body.className;
  const room = found.querySelector("[data-mount]").dataset.room;
  if (room) frame.dataset.room = room;
  else delete frame.dataset.room;
  if (push) history.pushState(null, "", path);
  tell("opened");
  const target = phone ? null : main.querySelector("textarea");
  (target ?? main.querySelector("h1") ?? main).focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-room-link], [data-stay]");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || event.defaultPrevented) return;
  event.preventDefault();
  go(link.getAttribute("href"));
});
addEventListener("popstate", () => go(location.pathname + location.search, { push: false }));
