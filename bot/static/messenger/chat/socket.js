// The one connection: comes back by itself, and catches up from the database each time.
import { tell } from "./bus.js";
import { learn } from "./clock.js";
import { mount } from "./frame.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;
// Without a sign of life for so long, the line is dead even if the browser has not noticed.
const PING = 20_000;

const seen = new Map();
let socket = null;
let wait = FIRST_WAIT;
let retry = 0;
let lastHeard = 0;
let leaving = false;
let before = false;

export const connected = () => socket?.readyState === WebSocket.OPEN;

export function send(event) {
  if (!connected()) return false;
  socket.send(JSON.stringify(event));
  return true;
}

// The last number on screen of an open room, from which a new connection goes on.
export const haveSeen = (room, seq) => seen.set(room, seq);
export const forget = (room) => seen.delete(room);

export function connect() {
  clearTimeout(retry);
  if (leaving || (socket && socket.readyState <= WebSocket.OPEN)) return;
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const opened = new WebSocket(`${scheme}//${location.host}${mount}/ws`);
  socket = opened;
  opened.addEventListener("open", () => {
    lastHeard = performance.now();
    send({ type: "resume", rooms: Object.fromEntries(seen) });
  });
  opened.addEventListener("message", (message) => {
    lastHeard = performance.now();
    const event = JSON.parse(message.data);
    if (event.now) learn(event.now);
    if (event.type === "resumed") {
      wait = FIRST_WAIT;
      tell("online", { again: before });
      before = true;
    }
    tell(event.type, event);
  });
  opened.addEventListener("close", () => {
    if (socket !== opened) return;
    socket = null;
    if (leaving) return;
    tell("offline");
    // Not all at once, when a server comes back.
    retry = setTimeout(connect, wait * (0.5 + Math.random() / 2));
    wait = Math.min(wait * 2, LONGEST_WAIT);
  });
}

function check() {
  if (!connected()) return;
  if (performance.now() - lastHeard > 2 * PING) socket.close();
  else send({ type: "ping" });
}

function atOnce() {
  if (document.visibilityState !== "visible") return;
  wait = FIRST_WAIT;
  if (socket) check();
  else connect();
}

setInterval(check, PING);
addEventListener("online", atOnce);
addEventListener("focus", atOnce);
document.addEventListener("visibilitychange", atOnce);
addEventListener("pagehide", () => {
  leaving = true;
  socket?.close();
});
addEventListener("pageshow", (event) => {
  // A page out of the browser's memory may show what is gone by now.
  if (event.persisted) location.reload();
});
