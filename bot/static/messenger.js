// The web chat: puts its parts together and opens the room that the page shows.
import { BotRoom } from "./messenger/chat/bot_room.js";
import { on, tell } from "./messenger/chat/bus.js";
import "./messenger/chat/line.js";
import "./messenger/chat/navigation.js";
import { frame } from "./messenger/chat/frame.js";
import { offerOpening } from "./messenger/chat/opening.js";
import { PeopleRoom } from "./messenger/chat/people_room.js";
import "./messenger/chat/rooms.js";
import { connect } from "./messenger/chat/socket.js";

const ROOMS = { bot: BotRoom, people: PeopleRoom };
let room = null;

function openRoom() {
  const main = document.querySelector("main[data-open]");
  const Kind = ROOMS[main?.dataset.open];
  room = Kind ? new Kind(main) : null;
}

on("hello", (event) => (frame.dataset.me = event.me.id));
on("leaving", () => room?.stop());
on("opened", openRoom);
// A menu of the frame closes when something else is pressed, and by Escape.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.m-more[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.m-more[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
offerOpening();
tell("opened");
connect();
