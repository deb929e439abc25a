// A bot's room, open: the server draws its messages, cards and all; new ones are added as they come.
import { Attaching } from "./attaching.js";
import { on } from "./bus.js";
import { replaceMessage } from "./changed.js";
import { composer } from "./composer.js";
import { toast } from "./dialogs.js";
import { mount, phone, say } from "./frame.js";
import { pendingOf } from "./pending.js";
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
    this.write(main.querySelector("[data-composer]"));
    this.scroll.toEnd();
    haveSeen(this.id, this.last);
    const more = (event) => {
      if (event.room !== this.id) return;
      if (event.message?.mine) this.pending?.arrived(event.message);
      this.more();
    };
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

  // A bot that takes no messages has no composer.
  write(form) {
    if (!form) return;
    form.hidden = false;
    this.files = new Attaching(this.main, this.id, () => this.composer?.fit());
    this.pending = pendingOf(this.id);
    this.pending.enter(this.main.querySelector("[data-pending]"), {
      sent: () => this.more(),
      refused() {},
      moved: () => this.scroll.toEnd(),
    });
    this.composer = composer(form, this.id, {
      ready: () => this.files.ready,
      typing() {},
      submit: (text) => this.submit(text),
    });
  }

  submit(text) {
    if (this.files.busy) {
      toast(say("wait-for-files"));
      return false;
    }
    this.pending.add(text, this.files.take());
    return true;
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
    this.files?.wipe();
    this.pending?.leave();
    forget(this.id);
  }
}
