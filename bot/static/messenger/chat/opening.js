// Opens a room: which kind, for a secret one its times, then with whom, or with which bot.
import { get, post } from "./api.js";
import { open } from "./dialogs.js";
import { icon, make } from "./dom.js";
import { mount, say } from "./frame.js";
import { go } from "./navigation.js";
import { picker } from "./picker.js";

const button = (kind, given, ...inner) => make(`button.c-button${kind}`, { type: "button", ...given }, ...inner);

class Opening {
  // `first`: the step to begin with.
  constructor(first) {
    this.path = make("p.c-path", { role: "status" });
    this.inner = make("div.c-step");
    const whole = make("div.c-dialog-inner", {}, this.path, this.inner);
    this.dialog = open(say("open-room"), whole, { wide: true });
    this[first]();
  }

  step(words, ...inner) {
    this.path.textContent = [say("open-room"), ...words].join(" › ");
    this.inner.replaceChildren(...inner);
  }

  kinds() {
    this.secret ??= get("/secret-rooms");
    const why = make("span.c-help");
    const secretly = this.kind("lock", say("secret-room"), why, () => this.times());
    secretly.setAttribute("aria-disabled", "true");
    why.textContent = say("checking");
    this.secret
      .then((told) => {
        why.textContent = told.usable ? say("secret-help") : (told.unusable?.text ?? say("no-secret-rooms"));
        if (told.usable) secretly.removeAttribute("aria-disabled");
        this.choices = told;
      })
      .catch((error) => {
        this.secret = undefined;
        why.textContent = error.message;
      });
    const direct = this.kind("person", say("direct-room"), make("span.c-help", {}, say("direct-help")), () => this.people("dm"));
    const group = this.kind("people", say("group-room"), make("span.c-help", {}, say("group-help")), () => this.people("group"));
    const bot = this.kind("bot", say("bot-room"), make("span.c-help", {}, say("bot-help")), () => this.bots());
    this.step([], make("ul.c-kinds", {}, ...[direct, group, secretly, bot].map((one) => make("li", {}, one))));
    direct.focus();
  }

  kind(drawing, name, help, act) {
    const given = {
      type: "button",
      onclick: (event) => event.currentTarget.getAttribute("aria-disabled") !== "true" && act(),
    };
    return make("button.c-kind", given, icon(drawing), make("span.c-kind-words", {}, make("strong", {}, name), help));
  }

  times() {
    const { auto_delete: autos, keep: keeps, possible } = this.choices;
    const fits = (auto, keep) => possible.some((pair) => pair[0] === auto && pair[1] === keep);
    this.auto ??= autos.find((one) => possible.some((pair) => pair[0] === one.value))?.value;
    this.keep ??= keeps.find((one) => fits(this.auto, one.value))?.value;
    const autoSet = this.choice(say("auto-delete"), say("auto-help"), autos, "auto");
    const keepSet = this.choice(say("keep"), say("keep-help"), keeps, "keep");
    const look = () => {
      for (const box of keepSet.querySelectorAll("input")) {
        const possible = fits(this.auto, box.value);
        box.disabled = !possible;
        box.closest("label").querySelector(".c-help").textContent = possible ? "" : say("keep-too-short");
        if (!possible && box.checked) box.checked = false;
      }
      if (!fits(this.auto, this.keep)) this.keep = keeps.find((one) => fits(this.auto, one.value))?.value;
      for (const box of keepSet.querySelectorAll("input")) box.checked = box.value === this.keep;
      next.disabled = this.keep === undefined;
    };
    const next = button(".c-button--main", { onclick: () => this.people("secret") }, say("next"));
    for (const set of [autoSet, keepSet]) {
      set.addEventListener("change", (event) => {
        this[set === autoSet ? "auto" : "keep"] = event.target.value;
        look();
      });
    }
    look();
    const buttons = make("div.c-dialog-buttons", {}, button("", { onclick: () => this.kinds() }, say("back")), next);
    this.step(
      [say("secret-room"), say("step-times")],
      make("p.c-warning", {}, icon("lock"), make("span", {}, say("secret-warning"))),
      autoSet,
      keepSet,
      buttons,
    );
    autoSet.querySelector("input:checked")?.focus();
  }

  choice(title, help, choices, name) {
    const rows = choices.map((one) => {
      const box = make("input", { type: "radio", name, value: one.value });
      box.checked = one.value === this[name];
      return make("label.c-choice", {}, box, make("span", {}, one.words), make("span.c-help"));
    });
    return make(
      "fieldset.c-choices",
      {},
      make("legend", {}, title),
      make("p.c-help", {}, help),
      make("div.c-choice-row", {}, ...rows),
    );
  }

  people(kind) {
    const names = { dm: say("direct-room"), group: say("group-room"), secret: say("secret-room") };
    const fault = make("p.c-fault", { role: "alert" });
    const start = button(".c-button--main", { onclick: () => this.start(kind, chosen, name.value, start, fault) });
    const name = make("input.c-input", { maxlength: 100, autocomplete: "off", placeholder: say("room-name-optional"), "aria-label": say("room-name-optional") });
    const chosen = picker({
      one: kind === "dm",
      changed: (people) => {
        const most = kind === "secret" ? this.choices.max_members - 1 : Infinity;
        start.disabled = people.length === 0 || people.length > most;
        fault.textContent = people.length > most ? say("too-many", { count: most + 1 }) : "";
        if (kind === "dm" && people.length === 1) start.textContent = say("start-with", { name: people[0].name });
        else start.textContent = people.length === 0 ? say("start") : say("start-with-count", { count: people.length });
      },
    });
    start.disabled = true;
    start.textContent = say("start");
    const back = () => (kind === "secret" ? this.times() : this.kinds());
    const words = kind === "secret" ? [names.secret, say("step-times"), say("step-people")] : [names[kind], say("step-people")];
    this.step(
      words,
      kind === "dm" ? make("span", { hidden: true }) : name,
      chosen.element,
      fault,
      make("div.c-dialog-buttons", {}, button("", { onclick: back }, say("back")), start),
    );
    chosen.focus();
  }

  async bots() {
    const status = make("p.c-help", { role: "status" }, say("checking"));
    const fault = make("p.c-fault", { role: "alert" });
    const list = make("ul.c-kinds", { "aria-label": say("bots") });
    const back = button("", { onclick: () => this.kinds() }, say("back"));
    this.step([say("bot-room")], list, status, fault, make("div.c-dialog-buttons", {}, back));
    back.focus();
    try {
      const bots = await get("/bots");
      status.textContent = bots.length === 0 ? say("no-bots") : "";
      list.replaceChildren(...bots.map((one) => make("li", {}, this.bot(one, fault))));
    } catch (error) {
      status.textContent = "";
      fault.textContent = error.message;
    }
    if (document.activeElement === back) list.querySelector("button")?.focus();
  }

  bot({ id, name, description }, fault) {
    const help = description && make("span.c-help", {}, make("bdi", {}, description));
    const enter = () => this.enter({ kind: "bot", bot: id }, chosen, fault);
    const chosen = this.kind("bot", make("bdi", {}, name), help || null, enter);
    return chosen;
  }

  start(kind, chosen, name, start, fault) {
    const body = { kind, members: chosen.ids() };
    if (name.trim() !== "" && kind !== "dm") body.name = name.trim();
    if (kind === "secret") Object.assign(body, { auto_delete: this.auto, keep: this.keep });
    this.enter(body, start, fault);
  }

  // Opens the room and goes there; `pressed` is busy meanwhile.
  async enter(body, pressed, fault) {
    if (pressed.getAttribute("aria-busy") === "true") return;
    pressed.setAttribute("aria-busy", "true");
    fault.textContent = "";
    try {
      const room = await post("/rooms", body);
      this.dialog.close();
      await go(`${mount}/rooms/${room.id}`);
    } catch (error) {
      fault.textContent = error.message;
    }
    pressed.removeAttribute("aria-busy");
  }
}

export function offerOpening() {
  for (const opener of document.querySelectorAll("[data-opener]")) {
    opener.hidden = false;
    opener.addEventListener("click", () => new Opening("kinds"));
  }
  const item = document.querySelector("[data-bot-opener]");
  if (!item) return;
  item.hidden = false;
  item.querySelector("button").addEventListener("click", () => {
    const menu = item.closest("details");
    menu.open = false;
    // The focus comes back to what can be seen.
    menu.querySelector("summary").focus();
    new Opening("bots");
  });
}
