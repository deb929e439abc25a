// Messages on their way: they show at once, and one that failed stays, to be sent again or dropped.
import { post } from "./api.js";
import { make } from "./dom.js";
import { say } from "./frame.js";
import { textOf } from "./text.js";

const rooms = new Map();
const nobody = { sent() {}, refused() {}, moved() {} };

// Those of a room: they go on, and stay, while another room is open.
export function pendingOf(room) {
  if (!rooms.has(room)) rooms.set(room, new Pending(room));
  return rooms.get(room);
}

class Pending {
  constructor(room) {
    this.room = room;
    this.open = new Set();
    this.line = Promise.resolve();
    this.leave();
  }

  // `seen`: what to call with a message that was taken, an error, and after each change.
  enter(list, seen) {
    this.list = list;
    this.seen = seen;
    list.replaceChildren(...[...this.open].map((one) => one.item));
  }

  leave() {
    this.list = null;
    this.seen = nobody;
  }

  get busy() {
    return [...this.open].some((one) => one.state === "sending");
  }

  // One after the other, so that they arrive in the order in which they were written.
  add(text, files, replyTo) {
    const body = text === "" ? {} : { text };
    if (files.length > 0) body.attachments = files.map((one) => one.id);
    if (replyTo) body.reply_to = replyTo;
    const status = make("p.m-meta.c-pending-state", { role: "status" });
    const words = text || files.map((one) => one.name).join(", ");
    const item = make(
      "li.c-message.c-message--mine.c-message--pending",
      {},
      make("div.c-body", {}, make("div.m-bubble", {}, words)),
      status,
    );
    const one = { body, item, status, state: "sending" };
    this.open.add(one);
    this.list.append(item);
    this.seen.moved();
    this.again(one);
  }

  again(one) {
    one.state = "sending";
    one.item.classList.remove("c-message--failed");
    one.status.replaceChildren(say("sending"));
    this.line = this.line.then(() => this.go(one));
  }

  async go(one) {
    if (!this.open.has(one)) return;
    try {
      const message = await post(`/rooms/${this.room}/messages`, one.body);
      this.drop(one);
      this.seen.sent(message);
    } catch (error) {
      this.fail(one, error);
    }
  }

  fail(one, error) {
    one.state = error.unsure ? "unsure" : "refused";
    one.item.classList.add("c-message--failed");
    one.status.replaceChildren(
      make("span.c-fault", {}, error.message),
      make(
        "span.c-pending-buttons",
        {},
        make("button.c-link", { type: "button", onclick: () => this.again(one) }, say("send-again")),
        make("button.c-link", { type: "button", onclick: () => this.drop(one) }, say("drop")),
      ),
    );
    this.seen.moved();
    this.seen.refused(error);
  }

  drop(one) {
    this.open.delete(one);
    one.item.remove();
    this.seen.moved();
  }

  // The line broke after the server had taken it: it is there, so it isn't sent again.
  arrived(message) {
    for (const one of this.open) {
      const same = (one.body.text ?? "") === textOf(message) && one.state === "unsure";
      const files = message.attachments?.map((file) => file.id) ?? [];
      if (same && String(one.body.attachments ?? []) === String(files)) {
        this.drop(one);
        return;
      }
    }
  }

  wipe() {
    for (const one of [...this.open]) this.drop(one);
  }
}
