// The messages of the open room, in their order: days, groups, unread numbers, and their ends.
import { bubble, showUnread } from "./bubbles.js";
import { again, now, watch } from "./clock.js";
import { make } from "./dom.js";
import { say } from "./frame.js";
import { DAY, dayOf, dayWords, leftChanges, leftWords } from "./times.js";

const GROUP = 5 * 60_000;

export class Messages {
  // `changed()` after each change, `gone(seqs)` for what may be shown nowhere any more.
  constructor(list, secret, does, { changed, gone }) {
    this.list = list;
    this.secret = secret;
    this.does = does;
    this.changed = changed;
    this.gone = gone;
    this.kept = new Map();
    this.last = 0;
    this.unwatch = watch((at) => this.tick(at));
  }

  get first() {
    return this.kept.size === 0 ? null : Math.min(...this.kept.keys());
  }

  // Also what is on screen already: its numbers may have changed.
  put(messages) {
    let added = 0;
    for (const message of messages) {
      if (this.over(message)) continue;
      this.last = Math.max(this.last, message.seq);
      const known = this.kept.get(message.seq);
      if (known) {
        const quoted = known.message.reply_to?.text;
        const said = known.message.updated_at;
        Object.assign(known.message, message);
        if (quoted === message.reply_to?.text && said === message.updated_at) showUnread(known.item, known.message);
        else this.redraw(known);
        continue;
      }
      const item = bubble(message, this.secret, this.does);
      this.kept.set(message.seq, { message, item });
      this.place(item, message.seq);
      added += 1;
    }
    this.arrange();
    this.changed();
    again();
    return added;
  }

  // What a bot has changed, if it is on screen; two changes may come in either order.
  change(message) {
    const known = this.kept.get(message.seq);
    const before = Date.parse(known?.message.updated_at ?? "") || 0;
    if (known && before <= Date.parse(message.updated_at)) this.put([message]);
  }

  // What the server no longer has goes from the screen.
  keepOnly(seqs) {
    const there = new Set(seqs);
    this.remove([...this.kept.keys()].filter((seq) => !there.has(seq)));
  }

  remove(seqs) {
    let gone = 0;
    for (const seq of seqs) {
      const known = this.kept.get(seq);
      if (!known) continue;
      known.item.remove();
      this.kept.delete(seq);
      gone += 1;
    }
    for (const { message } of this.kept.values()) {
      if (message.reply_to?.text && seqs.includes(message.reply_to.seq)) {
        message.reply_to = { ...message.reply_to, text: null };
        this.redraw(this.kept.get(message.seq));
      }
    }
    this.gone(seqs);
    if (gone > 0 || seqs.length > 0) this.arrange();
    if (gone > 0) this.changed();
  }

  redraw(known) {
    const fresh = bubble(known.message, this.secret, this.does);
    known.item.replaceWith(fresh);
    known.item = fresh;
  }

  read(event) {
    for (const [seq, count] of Object.entries(event.unread ?? {})) {
      const known = this.kept.get(Number(seq));
      if (!known) continue;
      known.message.unread_by = count;
      showUnread(known.item, known.message);
    }
    for (const [seq, ends] of Object.entries(event.expires ?? {})) {
      const known = this.kept.get(Number(seq));
      if (known) known.message.expires_at = ends;
    }
    again();
  }

  wipe() {
    this.unwatch();
    this.kept.clear();
    this.list.replaceChildren();
  }

  over(message) {
    return message.expires_at !== undefined && Date.parse(message.expires_at) <= now();
  }

  place(item, seq) {
    const later = [...this.list.querySelectorAll("[data-seq]")].findLast(
      (one) => Number(one.dataset.seq) < seq,
    );
    if (later) later.after(item);
    else this.list.prepend(item);
  }

  // Names where the sender changes, a line where the day does.
  arrange() {
    for (const day of this.list.querySelectorAll(".m-day")) day.remove();
    let before = null;
    for (const seq of [...this.kept.keys()].sort((a, b) => a - b)) {
      const { message, item } = this.kept.get(seq);
      const at = Date.parse(message.sent_at);
      const newDay = before === null || dayOf(at) !== dayOf(Date.parse(before.sent_at));
      if (newDay) item.before(make("li.m-day", {}, make("span", {}, dayWords(at))));
      const follows =
        !newDay &&
        !message.line &&
        !before.line &&
        before.sender?.id === message.sender?.id &&
        at - Date.parse(before.sent_at) < GROUP;
      item.classList.toggle("c-message--follows", follows);
      before = message;
    }
  }

  tick(at) {
    const over = [];
    let wait;
    for (const [seq, { message, item }] of this.kept) {
      if (message.expires_at === undefined) continue;
      const left = Date.parse(message.expires_at) - at;
      if (left <= 0) {
        over.push(seq);
        continue;
      }
      const words = item.querySelector("[data-left]");
      if (words) {
        words.hidden = left > DAY;
        words.textContent = left > DAY ? "" : say("gone-in", { time: leftWords(left) });
      }
      wait = Math.min(wait ?? Infinity, left + 1, leftChanges(left));
    }
    if (over.length > 0) this.remove(over);
    return wait;
  }
}
