// A bot's room, open: the server draws its messages, cards and all; new ones are added as they come.
import { on } from "./bus.js";
import { mount, phone } from "./frame.js";
import { replaceMessage } from "./changed.js";
import { reading } from "./reading.js";
import { follow } from "./scroll.js";
import { forget, haveSeen } from "./socket.js";

const PAGE = 50;

// A page made for phones opens on phones.
function forPhones(root) {
  if (!phone) return;
  for (const link of root.querySelectorAll("[data-mobile-url]")) link.href = link.dataset.mobileUrl;
}

export class BotRoom {
  constructor(main) {
    this.main = main;
    this.id = main.dataset.room;
    this.list = main.querySelector("[data-messages]");
    this.last = Number(this.list.dataset.last);
    // A page of earlier messages stays as it is.
    this.live = !("history" in main.dataset);
    this.asking = Promise.resolve();
    this.offs = [];
    forPhones(main);
    if (!this.live) return;
    this.scroll = follow(main, () => this.acks?.look());
    this.acks = reading(this.id, () => this.last, () => this.scroll.atEnd());
    this.scroll.toEnd();
    haveSeen(this.id, this.last);
    const more = (event) => event.room === this.id && this.more();
    const changed = (event) => event.room === this.id && this.renew(event.message.seq, 1);
    this.offs = [
      on("message", more),
      on("changed", changed),
      on("read", (event) => event.room === this.id && this.read(event)),
      on("online", () => {
        // What changed while there was no line is told by nobody.
        this.renewAll();
        this.more();
      }),
    ];
  }

  // One question at a time, so that none is shown twice.
  more() {
    this.inTurn(() => this.fetch());
  }

  inTurn(ask) {
    this.asking = this.asking.then(ask).catch(() => {});
  }

  async ask(after, limit) {
    const path = `${mount}/fragments/rooms/${this.id}?after=${after}&limit=${limit}`;
    const response = await fetch(path, { credentials: "same-origin", cache: "no-store" });
    if (response.status === 401 || response.status === 404) location.reload();
    if (!response.ok) return null;
    const template = document.createElement("template");
    template.innerHTML = await response.text();
    return template;
  }

  renew(seq, count) {
    this.inTurn(async () => {
      const template = await this.ask(seq - 1, count);
      for (const fresh of template?.content.querySelectorAll("[data-seq]") ?? []) {
        const old = this.list.querySelector(`[data-seq="${CSS.escape(fresh.dataset.seq)}"]`);
        if (!old || old.dataset.updated === fresh.dataset.updated) continue;
        forPhones(fresh);
        replaceMessage(old, fresh);
      }
    });
  }

  renewAll() {
    const seqs = [...this.list.querySelectorAll("[data-seq]")].map((one) => Number(one.dataset.seq));
    for (let at = 0; at < seqs.length; at += PAGE) this.renew(seqs[at], PAGE);
  }

  async fetch() {
    const template = await this.ask(this.last, PAGE);
    if (template === null) return;
    const items = [...template.content.querySelectorAll("[data-seq]")];
    const newest = Math.max(this.last, ...items.map((one) => Number(one.dataset.seq)));
    if (newest === this.last) return;
    this.last = newest;
    haveSeen(this.id, newest);
    forPhones(template.content);
    this.list.append(template.content);
    this.main.querySelector("[data-empty]")?.remove();
    this.scroll.more();
    this.acks.look();
  }

  read(event) {
    for (const [seq, count] of Object.entries(event.unread ?? {})) {
      const place = this.list.querySelector(`[data-seq="${CSS.escape(seq)}"] .m-unread-by`);
      if (!place) continue;
      place.textContent = count || "";
      place.hidden = !count;
    }
  }

  stop() {
    this.offs.forEach((off) => off());
    this.acks?.stop();
    this.scroll?.stop();
    forget(this.id);
  }
}
