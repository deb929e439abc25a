// Chooses people: searched by name or department, the chosen ones as chips.
import { get } from "./api.js";
import { avatar, icon, make } from "./dom.js";
import { say } from "./frame.js";

const PAUSE = 150;
const LIMIT = 50;

const aboutOf = (person) => [person.position, person.department].filter(Boolean).join(" · ");

// `one`: a single person; `without`: ids that aren't offered; `changed(people)` after each choice.
export function picker({ one = false, without = [], changed }) {
  const chosen = new Map();
  const chips = make("ul.c-chips", { "aria-label": say("chosen") });
  const search = make("input.c-input", {
    type: "search",
    placeholder: say("search-people"),
    "aria-label": say("search-people"),
    autocomplete: "off",
  });
  const status = make("p.c-help", { role: "status" });
  const list = make("ul.c-people", { "aria-label": say("people") });
  let asked = 0;
  let timer = 0;

  const tell = () => {
    chips.replaceChildren(...[...chosen.values()].map(chip));
    changed([...chosen.values()]);
  };
  const chip = (person) => {
    const remove = make(
      "button",
      {
        type: "button",
        "aria-label": say("remove", { name: person.name }),
        onclick: () => {
          toggle(person);
          search.focus();
        },
      },
      make("bdi", {}, person.name),
      icon("close"),
    );
    return make("li.c-chip", {}, remove);
  };
  const toggle = (person) => {
    if (chosen.has(person.id)) {
      chosen.delete(person.id);
    } else {
      if (one) chosen.clear();
      chosen.set(person.id, person);
    }
    for (const box of list.querySelectorAll("input")) box.checked = chosen.has(box.value);
    tell();
  };
  const name = `people-${crypto.randomUUID()}`;
  const row = (person) => {
    const box = make("input", { type: one ? "radio" : "checkbox", name, value: person.id });
    box.checked = chosen.has(person.id);
    box.addEventListener("change", () => toggle(person));
    const words = make(
      "span.c-person-words",
      {},
      make("bdi", {}, person.name),
      make("span.c-help", {}, aboutOf(person)),
    );
    return make("li", {}, make("label.c-person", {}, box, avatar(person.id, person.name, "c-avatar--small"), words));
  };
  const look = async () => {
    const number = (asked += 1);
    try {
      const query = encodeURIComponent(search.value.trim());
      const found = await get(`/members?query=${query}&limit=${LIMIT}`);
      if (number !== asked) return;
      const offered = found.filter((person) => !without.includes(person.id));
      list.replaceChildren(...offered.map(row));
      status.textContent = offered.length === 0 ? say("nobody-found") : "";
    } catch (error) {
      status.textContent = error.message;
    }
  };
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
    if (event.key === "ArrowDown") {
      event.preventDefault();
      list.querySelector("input")?.focus();
    }
  });
  look();
  return {
    element: make("div.c-picker", {}, chips, search, status, list),
    focus: () => search.focus(),
    ids: () => [...chosen.keys()],
  };
}
