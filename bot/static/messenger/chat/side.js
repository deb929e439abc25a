// The side bar of a room: who is in it, and what one may do with it.
import { call, get, post } from "./api.js";
import { on } from "./bus.js";
import { ask, menu, open, toast } from "./dialogs.js";
import { avatar, icon, make } from "./dom.js";
import { frame, say } from "./frame.js";
import { picker } from "./picker.js";

const action = (drawing, text, act, danger = false) =>
  make("li", {}, make(`button.c-menu-item${danger ? ".c-menu-item--danger" : ""}`, { type: "button", onclick: act }, icon(drawing), text));

export class Side {
  constructor(id) {
    this.id = id;
    this.inner = make("div.c-dialog-inner.c-side");
    this.dialog = open(say("side"), this.inner, { side: true });
    const offs = [on("room", (event) => event.room.id === id && this.load()), on("room_gone", (event) => event.room === id && this.dialog.close())];
    this.dialog.addEventListener("close", () => offs.forEach((off) => off()));
    this.load();
  }

  async load() {
    try {
      this.room = await get(`/rooms/${this.id}`);
      this.show();
    } catch (error) {
      this.inner.replaceChildren(make("p.c-fault", { role: "alert" }, error.message));
    }
  }

  show() {
    const { room } = this;
    const held = document.activeElement?.dataset?.keep;
    const parts = [make("h3.c-side-name", {}, make("bdi", {}, room.name))];
    if (room.kind !== "dm" || room.may_invite) parts.push(this.people());
    if (room.is_owner && room.kind !== "dm") parts.push(this.settings());
    const doing = [];
    if (room.kind !== "dm") doing.push(action("leave", say("leave"), () => this.leave()));
    if (room.is_owner && room.kind !== "dm") {
      doing.push(action("trash", say("delete-room"), () => this.remove(), true));
    }
    if (doing.length > 0) parts.push(make("ul.c-menu.c-side-end", {}, ...doing));
    if (room.kind === "dm") parts.splice(1, 0, this.people());
    this.inner.replaceChildren(...parts);
    if (held) this.inner.querySelector(`[data-keep="${held}"]`)?.focus();
  }

  people() {
    const { room } = this;
    const title = make("h4.c-side-title", {}, say("people-count", { count: room.people.length }));
    const invite = room.may_invite
      ? make("button.c-menu-item", { type: "button", "data-keep": "invite", onclick: () => this.invite() }, icon("add"), say("invite"))
      : null;
    const list = make("ul.c-people", {}, ...room.people.map((person) => this.person(person)));
    return make("section", {}, title, invite, list);
  }

  person(person) {
    const { room } = this;
    const own = person.id === frame.dataset.me;
    const about = [person.position, person.department, person.active ? "" : say("inactive")];
    const words = make(
      "span.c-person-words",
      {},
      make(
        "span",
        {},
        make("bdi", {}, person.name),
        own ? make("span.m-mark", {}, say("me")) : null,
        person.id === room.owner ? make("span.m-mark.c-owner", {}, say("owner")) : null,
      ),
      make("span.c-help", {}, about.filter(Boolean).join(" · ")),
    );
    const may = room.is_owner && !own && room.kind !== "dm";
    const tools = may
      ? make(
          "button.c-tool",
          { type: "button", "aria-haspopup": "dialog", "aria-label": say("person-menu", { name: person.name }), onclick: () => this.offer(person) },
          icon("dots"),
        )
      : null;
    return make("li.c-person", {}, avatar(person.id, person.name, "c-avatar--small"), words, tools);
  }

  offer(person) {
    menu(person.name, [
      { text: say("hand-over"), act: () => this.handOver(person) },
      { text: say("kick"), danger: true, act: () => this.kick(person) },
    ]);
  }

  settings() {
    const { room } = this;
    const box = make("input", { type: "checkbox", role: "switch", "data-keep": "invites" });
    box.checked = room.allow_invite;
    box.addEventListener("change", async () => {
      try {
        await this.change({ allow_invite: box.checked });
      } catch (error) {
        box.checked = !box.checked;
        toast(error.message, { fault: true });
      }
    });
    return make(
      "section",
      {},
      make("h4.c-side-title", {}, say("settings")),
      make("p.c-help", {}, say("owner-settings")),
      make("label.c-switch", {}, make("span", {}, say("allow-invite")), box),
      make("ul.c-menu", {}, action("pen", say("rename"), () => this.rename())),
    );
  }

  async change(settings) {
    this.room = { ...this.room, ...(await call("PATCH", `/rooms/${this.id}/settings`, settings)) };
    await this.load();
  }

  invite() {
    const chosen = picker({
      without: this.room.people.map((person) => person.id),
      changed: (people) => {
        accept.disabled = people.length === 0;
        accept.textContent = people.length === 0 ? say("invite") : say("invite-count", { count: people.length });
      },
    });
    const dialog = ask({
      title: say("invite"),
      accept: say("invite"),
      inner: chosen.element,
      act: async () => {
        await post(`/rooms/${this.id}/invite`, { members: chosen.ids() });
        await this.load();
      },
    });
    const accept = dialog.querySelector(".c-button--main");
    accept.disabled = true;
    chosen.focus();
  }

  kick(person) {
    ask({
      title: say("kick-title", { name: person.name }),
      text: say("kick-text"),
      accept: say("kick"),
      danger: true,
      act: async () => {
        await post(`/rooms/${this.id}/kick`, { members: [person.id] });
        await this.load();
      },
    });
  }

  handOver(person) {
    ask({
      title: say("hand-over-title", { name: person.name }),
      text: say("hand-over-text"),
      accept: say("hand-over"),
      act: async () => {
        await post(`/rooms/${this.id}/owner`, { member: person.id });
        await this.load();
      },
    });
  }

  rename() {
    const name = make("input.c-input", { maxlength: 100, autocomplete: "off", "aria-label": say("room-name") });
    name.value = this.room.name;
    ask({ title: say("rename"), accept: say("rename"), inner: name, act: () => this.change({ name: name.value.trim() }) });
    name.select();
  }

  leave() {
    const { room } = this;
    if (room.is_owner && room.people.length > 1) {
      ask({ title: say("leave"), text: say("leave-owner"), accept: say("got-it"), act: async () => {} });
      return;
    }
    ask({ title: say("leave-title"), text: say("leave-text"), accept: say("leave"), danger: true, act: () => post(`/rooms/${this.id}/leave`) });
  }

  remove() {
    const count = this.room.people.length;
    ask({
      title: say("delete-room-title"),
      text: say("delete-room-text"),
      accept: say("delete-room-count", { count }),
      danger: true,
      act: () => call("DELETE", `/rooms/${this.id}`),
    });
  }
}
