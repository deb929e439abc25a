// The room list: always what the server says, and nothing of a room that is not in it.
import { get } from "./api.js";
import { on, tell } from "./bus.js";
import { again, now, watch } from "./clock.js";
import { avatar, icon, make } from "./dom.js";
import { frame, mount, say } from "./frame.js";
import { textOf } from "./text.js";
import { listWords } from "./times.js";

const BADGE_MAX = 999;
const PREVIEW = 120;

const list = document.querySelector("[data-rooms]");
const filter = document.querySelector("[data-filter]");
const total = document.querySelector("[data-total]");
const nothing = document.querySelector("[data-no-match]");
const rooms = new Map();
// Up to which message the unread number of each room is right: the same one may be told again.
const counted = new Map();
let known = false;

export const roomOf = (id) => rooms.get(id);
export const listKnown = () => known;

// A secret message that is over is no preview, whatever the server said of it before.
const live = (message) =>
  message && (message.expires_at === undefined || Date.parse(message.expires_at) > now());

function preview(room) {
  if (!room.usable) return room.unusable?.text ?? "";
  const message = room.last_message;
  if (!live(message)) return say("no-message");
  const text = message.line?.text ?? textOf(message);
  if (text) return text.slice(0, PREVIEW).replace(/\s+/g, " ");
  const file = message.attachments?.[0];
  if (!file) return "";
  return file.kind === "image" ? say("picture") : file.name;
}

function row(room) {
  const opened = room.id === frame.dataset.room;
  const unread = opened && document.hasFocus() ? 0 : room.unread;
  const secret = room.kind === "secret";
  const badge = unread > BADGE_MAX ? `${BADGE_MAX}+` : String(unread);
  const given = {
    href: `${mount}/rooms/${room.id}`,
    "data-room-link": room.id,
    "aria-current": opened ? "page" : null,
  };
  return make(
    "li",
    {},
    make(
      `a.m-room${room.usable ? "" : ".m-room--unusable"}`,
      given,
      secret
        ? make("span.m-avatar.c-avatar--secret", { "aria-hidden": "true" }, icon("lock"))
        : avatar(room.id, room.name),
      make(
        "span.m-room-words",
        {},
        make(
          "span.m-room-name",
          {},
          secret && make("span.m-hidden", {}, `${say("secret-room")} `),
          make("bdi", {}, room.name),
        ),
        make("span.m-room-preview", {}, preview(room)),
      ),
      make(
        "span.m-room-side",
        {},
        room.last_at ? make("span.m-when", {}, listWords(Date.parse(room.last_at))) : null,
        room.usable && unread > 0
          ? make("span.m-badge", {}, make("span.m-hidden", {}, `${say("unread")} `), badge)
          : null,
      ),
    ),
  );
}

const inOrder = () =>
  [...rooms.values()].sort((a, b) => (Date.parse(b.last_at) || 0) - (Date.parse(a.last_at) || 0));

function show() {
  if (!known) return;
  const wanted = filter.value.trim().toLocaleLowerCase();
  const found = inOrder().filter((room) => room.name.toLocaleLowerCase().includes(wanted));
  const held = list.contains(document.activeElement)
    ? document.activeElement.dataset.roomLink
    : null;
  const scrolled = list.scrollTop;
  if (rooms.size > 0) list.replaceChildren(...found.map(row));
  else list.replaceChildren(make("li.m-empty", {}, say("no-rooms")));
  list.scrollTop = scrolled;
  if (held) list.querySelector(`[data-room-link="${CSS.escape(held)}"]`)?.focus();
  nothing.textContent = wanted && rooms.size > 0 && found.length === 0 ? say("no-match") : "";
  const unread = inOrder().reduce((sum, room) => sum + (room.usable ? room.unread : 0), 0);
  const title = document.title.replace(/^\(\d+\+?\) /, "");
  document.title = unread > 0 ? `(${unread > BADGE_MAX ? `${BADGE_MAX}+` : unread}) ${title}` : title;
  again();
  total.textContent = unread > 0 ? `${say("unread")} ${unread}` : "";
}

function put(room) {
  counted.set(room.id, Math.max(counted.get(room.id) ?? 0, room.last_message?.seq ?? 0));
  rooms.set(room.id, room);
  tell("room_known", room);
}

on("rooms", (event) => {
  const left = new Set(rooms.keys());
  known = true;
  for (const room of event.rooms) left.delete(room.id);
  for (const id of left) rooms.delete(id);
  for (const room of event.rooms) put(room);
  const open = frame.dataset.room;
  if (open && !rooms.has(open)) tell("room_gone", { room: open });
  show();
});
on("room", (event) => {
  put(event.room);
  show();
});
on("room_deleted", (event) => {
  rooms.delete(event.room);
  tell("room_gone", { room: event.room });
  show();
});
on("message", (event) => {
  const room = rooms.get(event.room);
  if (!room) return;
  const { message } = event;
  if ((room.last_message?.seq ?? 0) <= message.seq) {
    room.last_message = message;
    room.last_at = message.sent_at;
  }
  if (message.seq > (counted.get(event.room) ?? 0)) {
    counted.set(event.room, message.seq);
    if (!message.mine && !message.line) room.unread += 1;
  }
  show();
});
on("changed", (event) => {
  const room = rooms.get(event.room);
  if (room?.last_message?.seq !== event.message.seq) return;
  room.last_message = { ...room.last_message, ...event.message };
  show();
});
on("read", (event) => {
  const room = rooms.get(event.room);
  const ends = event.expires?.[room?.last_message?.seq];
  if (ends) room.last_message.expires_at = ends;
  if (room && event.member === frame.dataset.me) {
    const last = room.last_message?.seq ?? 0;
    if (event.upto >= last) room.unread = 0;
  }
  show();
});
on("expired", async (event) => {
  const room = rooms.get(event.room);
  if (room?.last_message && event.seqs.includes(room.last_message.seq)) room.last_message = null;
  show();
  // What is left unread, and what is last now, only the server knows.
  if (!room || (room.unread === 0 && room.last_message)) return;
  try {
    put(await get(`/rooms/${event.room}`));
    show();
  } catch {
    // Closed or gone meanwhile: an event of its own says so.
  }
});
on("opened", show);
filter.addEventListener("input", show);
addEventListener("focus", () => known && show());
watch((at) => {
  let wait;
  let over = false;
  for (const room of rooms.values()) {
    const ends = Date.parse(room.last_message?.expires_at ?? "");
    if (Number.isNaN(ends)) continue;
    if (ends > at) {
      wait = Math.min(wait ?? Infinity, ends - at + 1);
    } else {
      room.last_message = null;
      over = true;
    }
  }
  if (over) show();
  return wait;
});
