// A room of people, open: its messages, its composer, and what becomes of both.
import { call, get } from "./api.js";
import { Attaching } from "./attaching.js";
import { on } from "./bus.js";
import { now } from "./clock.js";
import { composer, dropDraft } from "./composer.js";
import { ask, menu, open, toast } from "./dialogs.js";
import { avatar, make } from "./dom.js";
import { say } from "./frame.js";
import { Messages } from "./messages.js";
import { pendingOf } from "./pending.js";
import { reading } from "./reading.js";
import { listKnown, roomOf } from "./rooms.js";
import { follow } from "./scroll.js";
import { Side } from "./side.js";
import { forget, haveSeen, send } from "./socket.js";
import { leftWords, lengthWords } from "./times.js";
import { typing } from "./typing.js";

const PAGE = 50;
const NEWEST = "4611686018427387903";

export class PeopleRoom {
  constructor(main) {
    this.main = main;
    this.id = main.dataset.room;
    this.secret = main.dataset.kind === "secret";
    this.held = [];
    const list = this.part("messages");
    const does = { unread: (message) => this.whoHasNot(message), menu: (message) => this.offer(message) };
    this.messages = new Messages(list, this.secret, does, {
      changed: () => this.changed(),
      gone: (seqs) => this.gone(seqs),
    });
    this.scroll = follow(main, () => this.acks?.look());
    this.acks = reading(this.id, () => this.messages.last, () => this.scroll.atEnd());
    this.writing = typing(this.part("typing"));
    this.files = new Attaching(main, this.id, () => this.composer?.fit());
    this.pending = pendingOf(this.id);
    this.pending.enter(this.part("pending"), {
      sent: (message) => this.take([message]),
      refused: (error) => this.refused(error),
      moved: () => this.scroll.toEnd(),
    });
    this.composer = composer(this.part("composer"), this.id, {
      ready: () => this.files.ready,
      typing: () => send({ type: "typing", room: this.id }),
      submit: (text) => this.submit(text),
    });
    this.listen();
    this.load();
  }

  part(name) {
    return this.main.querySelector(`[data-${name}]`);
  }

  listen() {
    const mine = (act) => (event) => event.room === this.id && act(event);
    this.offs = [
      on("message", mine((event) => this.heard(event.message))),
      on("changed", mine((event) => this.messages.change(event.message))),
      on("read", mine((event) => this.messages.read(event))),
      on("expired", mine((event) => this.messages.remove(event.seqs))),
      on("typing", mine((event) => this.writing.heard(event.member))),
      on("room_gone", mine(() => this.close(say("room-gone")))),
      on("room_known", (room) => room.id === this.id && this.known(room)),
      on("online", (event) => event.again && this.catchUp()),
    ];
    this.part("side").addEventListener("click", () => new Side(this.id));
    this.part("earlier").addEventListener("click", () => this.earlier());
    this.part("reply-off").addEventListener("click", () => this.replyTo(null));
    if (this.secret) {
      for (const type of ["copy", "cut", "dragstart", "contextmenu"]) {
        this.part("scroll").addEventListener(type, (event) => event.preventDefault());
      }
    }
  }

  async load() {
    try {
      const [room, found] = await Promise.all([
        get(`/rooms/${this.id}`),
        get(`/rooms/${this.id}/messages?before=${NEWEST}&limit=${PAGE}`),
      ]);
      if (this.closed) return;
      this.known(room);
      this.messages.last = Math.max(this.messages.last, room.read_seq ?? 0);
      this.take(found);
      this.part("earlier").hidden = found.length < PAGE;
      this.part("loading").hidden = true;
      this.scroll.toEnd();
    } catch (error) {
      this.refused(error);
      if (!this.closed) this.part("loading").textContent = error.message;
    }
  }

  // After the line was broken: what is on screen becomes what the server has.
  async catchUp() {
    const first = this.messages.first;
    if (first === null) {
      await this.load();
      return;
    }
    try {
      const there = [];
      let after = first - 1;
      for (;;) {
        const found = await get(`/rooms/${this.id}/messages?after=${after}&limit=${2 * PAGE}`);
        there.push(...found);
        if (found.length < 2 * PAGE) break;
        after = found.at(-1).seq;
      }
      if (this.closed) return;
      this.messages.keepOnly(there.map((message) => message.seq));
      this.take(there);
    } catch (error) {
      this.refused(error);
    }
  }

  async earlier() {
    const first = this.messages.first ?? NEWEST;
    try {
      const found = await get(`/rooms/${this.id}/messages?before=${first}&limit=${PAGE}`);
      this.scroll.keeping(() => this.messages.put(found));
      this.part("earlier").hidden = found.length < PAGE;
    } catch (error) {
      toast(error.message, { fault: true });
    }
  }

  // One's own message also comes as the answer to sending it; until then it waits.
  heard(message) {
    this.writing.wrote(message.sender?.id);
    if (message.mine && this.pending.busy) this.held.push(message);
    else this.take([message]);
  }

  take(messages) {
    const all = [...messages, ...(this.pending.busy ? [] : this.held.splice(0))];
    for (const message of all) if (message.mine) this.pending.arrived(message);
    if (this.messages.put(all) > 0) this.scroll.more();
    haveSeen(this.id, this.messages.last);
    this.acks.look();
  }

  // A message that is gone is not answered any more, and its picture not looked at.
  gone(seqs) {
    if (this.reply && seqs.includes(this.reply.seq)) this.replyTo(null);
    for (const seq of seqs) document.querySelector(`dialog[data-picture-of="${seq}"]`)?.close();
  }

  changed() {
    const empty = this.messages?.kept.size === 0;
    this.part("empty").hidden = !empty || !this.part("loading").hidden;
  }

  known(room) {
    if (!room.usable) {
      this.close(room.unusable?.text ?? say("room-gone"), { back: true });
      return;
    }
    if (this.shut) return this.reopen();
    for (const place of this.main.querySelectorAll("[data-room-name]")) place.textContent = room.name;
    this.part("room-count").textContent = room.kind === "dm" ? "" : room.members.length;
    if (room.auto_delete_seconds === undefined) return;
    this.part("room-times").textContent = say("secret-times", {
      auto: lengthWords(room.auto_delete_seconds),
      keep: lengthWords(room.keep_seconds),
    });
  }

  submit(text) {
    if (this.files.busy) {
      toast(say("wait-for-files"));
      return false;
    }
    this.pending.add(text, this.files.take(), this.reply?.seq);
    this.replyTo(null);
    return true;
  }

  replyTo(message) {
    this.reply = message;
    this.part("reply").hidden = message === null;
    const words = message?.text ?? "";
    this.part("reply-words").textContent = message ? `${message.sender.name}: ${words}` : "";
    if (message) this.composer.field.focus();
  }

  offer(message) {
    const items = [{ text: say("reply"), act: () => this.replyTo(message) }];
    if (message.mine && message.unread_by > 0) {
      items.push({ text: say("who-unread"), note: String(message.unread_by), act: () => this.whoHasNot(message) });
    }
    const until = Date.parse(message.may_delete_until ?? "");
    if (message.mine && until > now()) {
      items.push({ text: say("delete"), note: say("left", { time: leftWords(until - now()) }), danger: true, act: () => this.remove(message) });
    }
    menu(say("message-menu"), items);
  }

  remove(message) {
    ask({
      title: say("delete-title"),
      text: say("delete-text"),
      accept: say("delete"),
      danger: true,
      act: async () => {
        await call("DELETE", `/rooms/${this.id}/messages/${message.seq}`);
        this.messages.remove([message.seq]);
      },
    });
  }

  async whoHasNot(message) {
    try {
      const { people } = await get(`/rooms/${this.id}/messages/${message.seq}/unread`);
      const rows = people.map((one) =>
        make("li.c-person", {}, avatar(one.id, one.name, "c-avatar--small"), make("bdi", {}, one.name)),
      );
      const list = rows.length > 0 ? make("ul.c-people", {}, ...rows) : make("p", {}, say("all-read"));
      open(say("who-unread"), make("div.c-dialog-inner", {}, list));
    } catch (error) {
      toast(error.message, { fault: true });
    }
  }

  refused(error) {
    if (error.unusable) this.close(error.message, { back: true });
    else if (error.status === 404 && listKnown() && !roomOf(this.id)) this.close(say("room-gone"));
  }

  // Nothing of a room that can't be used stays on screen; `back`: it may come back as it was.
  close(text, { back = false } = {}) {
    this.pending.wipe();
    dropDraft(this.id);
    this.stop();
    this.shut = back;
    this.main.querySelector("[data-body]").replaceChildren(make("p.c-closed", { role: "alert" }, text));
    this.part("side").hidden = true;
    document.querySelectorAll("dialog.c-dialog").forEach((dialog) => dialog.close());
    if (back) this.offs = [on("room_known", (room) => room.id === this.id && this.known(room))];
  }

  reopen() {
    this.stop();
    location.reload();
  }

  stop() {
    this.closed = true;
    this.offs.forEach((off) => off());
    this.acks.stop();
    this.scroll.stop();
    this.writing.stop();
    this.files.wipe();
    this.pending.leave();
    this.messages.wipe();
    forget(this.id);
  }
}
