// Keeps the open room and the room list fresh, and opens a button's page for phones on phones.
const POLL = 3000;
const POLL_MAX = 60000;
const NEAR = 80;

const frame = document.querySelector("[data-mount]");
const log = document.querySelector("[data-messages]");
const scroller = document.querySelector("[data-scroll]");
const jump = document.querySelector("[data-jump]");
const title = document.title;
const { mount, room } = frame.dataset;
// A page of earlier messages stays as it is.
const live = log !== null && !new URLSearchParams(location.search).has("before");
let last = log === null ? 0 : Number(log.dataset.last);
let wait = POLL;

const toEnd = () => {
  if (scroller) scroller.scrollTop = scroller.scrollHeight;
  if (jump) jump.hidden = true;
};
const nearEnd = () =>
  scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;

async function fragment(path) {
  const response = await fetch(`${mount}${path}`, { credentials: "same-origin" });
  if (response.status === 401 || response.status === 404) {
    location.reload();
    throw new Error("gone");
  }
  if (!response.ok) throw new Error(String(response.status));
  const template = document.createElement("template");
  template.innerHTML = await response.text();
  return template.content;
}

async function newMessages() {
  const found = await fragment(`/fragments/rooms/${room}?after=${last}`);
  const numbers = [...found.querySelectorAll("[data-seq]")].map((one) => Number(one.dataset.seq));
  if (numbers.length === 0) return;
  const follow = nearEnd();
  last = Math.max(...numbers);
  forPhones(found);
  log.append(found);
  document.querySelector("[data-empty]")?.remove();
  if (follow) toEnd();
  else jump.hidden = false;
  await fetch(`${mount}/api/rooms/${room}/read`, {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ upto: last }),
  });
}

async function roomList() {
  const shown = document.querySelector("[data-rooms]");
  const found = await fragment(`/fragments/rooms?room=${room ?? 0}`);
  const fresh = found.querySelector("[data-rooms]");
  if (fresh.innerHTML !== shown.innerHTML) {
    const held = shown.contains(document.activeElement)
      ? document.activeElement.getAttribute("href")
      : null;
    shown.replaceWith(fresh);
    if (held) fresh.querySelector(`[href="${held}"]`)?.focus();
  }
  const unread = Number(fresh.dataset.unread);
  document.title = unread ? `(${unread}) ${title}` : title;
}

async function poll() {
  if (!document.hidden) {
    try {
      if (live) await newMessages();
      await roomList();
      wait = POLL;
    } catch {
      wait = Math.min(wait * 2, POLL_MAX);
    }
  }
  setTimeout(poll, wait);
}

function forPhones(root) {
  if (!matchMedia("(pointer: coarse) and (hover: none)").matches) return;
  for (const link of root.querySelectorAll("[data-mobile-url]")) link.href = link.dataset.mobileUrl;
}

forPhones(document);
if (live) {
  toEnd();
  for (const image of log.querySelectorAll("img")) image.addEventListener("load", toEnd, { once: true });
}
jump?.addEventListener("click", toEnd);
scroller?.addEventListener("scroll", () => {
  if (nearEnd()) jump.hidden = true;
});
setTimeout(poll, wait);
