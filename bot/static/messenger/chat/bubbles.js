// One message as it stands on screen.
import { avatar, icon, make } from "./dom.js";
import { say } from "./frame.js";
import { textOf } from "./text.js";
import { timeWords } from "./times.js";
import { view } from "./viewer.js";

const LINK = /https?:\/\/[^\s<>"']+/g;
const TAIL = /[.,!?;:)\]}]+$/;

// Addresses in a text can be opened; everything else stays the text that it is.
function linked(text) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(LINK)) {
    const url = found[0].replace(TAIL, "");
    parts.push(text.slice(from, found.index));
    parts.push(make("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, url));
    from = found.index + url.length;
  }
  return [...parts, text.slice(from)];
}

const SIZES = ["B", "KB", "MB", "GB"];

export function sizeWords(bytes) {
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log(bytes) / Math.log(1_000)), 3);
  const size = bytes / 1_000 ** step;
  return `${step === 0 ? size : size.toFixed(1)} ${SIZES[step]}`;
}

function file(one, secret) {
  if (one.kind === "image") {
    const picture = make("img", { src: one.url, alt: one.name, loading: "lazy", draggable: "false" });
    const button = make(
      "button.c-picture",
      { type: "button", "aria-label": say("open-picture", { name: one.name }) },
      picture,
    );
    button.addEventListener("click", () => view(one, { secret }));
    return make("li", {}, button);
  }
  const given = { href: one.url, download: one.name };
  const size = make("span", {}, sizeWords(one.size));
  return make("li", {}, make("a.m-file.c-file", given, icon("file"), make("bdi", {}, one.name), size));
}

function quote(reply) {
  const text = reply.text === null || reply.text === undefined ? say("deleted-message") : reply.text;
  return make(
    "blockquote.c-quote",
    {},
    reply.text && reply.sender ? make("strong", {}, reply.sender.name) : null,
    make("span", {}, text),
  );
}

// `does` has what a press on it does: `unread(message)`, `menu(message)`.
export function bubble(message, secret, does) {
  if (message.line) {
    return make("li.c-line", { "data-seq": message.seq }, make("span", {}, message.line.text));
  }
  const at = Date.parse(message.sent_at);
  const files = message.attachments ?? [];
  const text = textOf(message);
  const body = make(
    "div.c-body",
    {},
    text || message.reply_to
      ? make(
          "div.m-bubble",
          {},
          message.reply_to ? quote(message.reply_to) : null,
          ...linked(text),
        )
      : null,
    files.length > 0
      ? make("ul.m-files", {}, ...files.map((one) => file(one, secret)))
      : null,
  );
  const unread = message.mine
    ? make("button.m-unread-by", { type: "button", onclick: () => does.unread(message) })
    : make("span.m-unread-by");
  const menu = make(
    "button.c-tool.c-message-menu",
    { type: "button", "aria-label": say("message-menu"), onclick: () => does.menu(message) },
    icon("dots"),
  );
  const item = make(
    `li.c-message${message.mine ? ".c-message--mine" : ""}`,
    { "data-seq": message.seq },
    message.mine ? null : avatar(message.sender.id, message.sender.name, "c-avatar--small"),
    message.mine
      ? make("span.m-hidden", {}, say("me"))
      : make("bdi.c-sender", {}, message.sender.name),
    body,
    make(
      "p.m-meta",
      {},
      unread,
      make("span.c-left", { "data-left": true, hidden: true }),
      make("time", { datetime: message.sent_at }, timeWords(at)),
    ),
    menu,
  );
  showUnread(item, message);
  return item;
}

// How many haven't read it; nothing where everybody has.
export function showUnread(item, message) {
  const place = item.querySelector(".m-unread-by");
  if (!place) return;
  place.hidden = !message.unread_by;
  place.textContent = message.unread_by || "";
  const words = say("unread-by", { count: message.unread_by });
  place.title = words;
  if (place.matches("button")) place.setAttribute("aria-label", words);
}
