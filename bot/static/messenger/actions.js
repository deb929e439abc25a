// Presses the buttons of messages, says what came of it, and opens the modals of bots.
const frame = document.querySelector("[data-mount]");
const { mount } = frame.dataset;
const words = document.querySelector("[data-action-words]").dataset;
const phone = matchMedia("(pointer: coarse) and (hover: none)").matches;
const SYSTEMS = [
  [/android/i, "android"],
  [/iphone|ipad|ipod/i, "ios"],
  [/windows/i, "windows"],
  [/macintosh/i, "macos"],
];
const device =
  SYSTEMS.find(([sign]) => sign.test(navigator.userAgent))?.[1] ?? (phone ? "mobile" : "pc");

class Refused extends Error {
  constructor(problem) {
    super(problem.detail);
    this.places = problem.errors ?? [];
  }
}

async function call(path, options) {
  let response;
  try {
    response = await fetch(`${mount}${path}`, { credentials: "same-origin", ...options });
  } catch {
    throw new Refused({ detail: words.offline });
  }
  if (response.status === 401) location.reload();
  if (response.ok) return response;
  throw new Refused(await response.json().catch(() => ({ detail: words.offline })));
}

const post = async (path, body) =>
  (
    await call(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    })
  ).json();

// One line under a button or its row; there before it speaks, so that it is read out.
function lineOf(button) {
  const place = button.closest(".bk-action, .bk-section") ?? button;
  if (place.nextElementSibling?.matches("[data-outcome]")) return place.nextElementSibling;
  const line = document.createElement("p");
  line.dataset.outcome = "";
  line.setAttribute("role", "status");
  place.after(line);
  return line;
}

function tell(line, kind, text) {
  line.className = `bk-outcome bk-outcome--${kind}`;
  line.textContent = text;
  line.scrollIntoView({ block: "nearest" });
}

// Busy rather than disabled: a disabled button would lose the focus.
async function busy(button, there, work) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    button.removeAttribute("aria-busy");
    there()?.removeAttribute("aria-busy");
  }
}

// The bot may change its message while it is called: what is there now, if it is the same button.
function nowOf(button, seq, index, edition) {
  if (button.isConnected) return button;
  const message = document.querySelector(`[data-messages] [data-seq="${CSS.escape(seq)}"]`);
  if (message?.dataset.edition !== edition) return null;
  return message.querySelector(
    `[data-action-index="${CSS.escape(index)}"], [data-mobile-action-index="${CSS.escape(index)}"]`,
  );
}

// Of the buttons of a message, the one that was taken last.
function mark(button) {
  const message = button.closest("[data-seq]");
  for (const one of message.querySelectorAll("[aria-pressed]")) one.removeAttribute("aria-pressed");
  button.setAttribute("aria-pressed", "true");
}

const press = (button, index) => {
  const { seq, edition } = button.closest("[data-seq]").dataset;
  const there = () => nowOf(button, seq, index, edition);
  return busy(button, there, async () => {
    const line = lineOf(button);
    tell(line, "busy", words.busy);
    try {
      const path = `/api/rooms/${frame.dataset.room}/messages/${seq}/actions/${index}`;
      const done = await post(path, { device, edition: Number(edition) });
      if (done.type === "modal") {
        await openModal(done.id, there, line);
      } else if (done.type === "page") {
        showPage(line, done.url);
      } else {
        if (there()) mark(there());
        tell(line, "done", words.taken);
      }
    } catch (error) {
      tell(line, "fault", error.message);
    }
  });
};

function showPage(line, url) {
  const link = document.createElement("a");
  link.className = "bk-link";
  link.href = url;
  link.rel = "noopener noreferrer";
  link.target = "_blank";
  link.textContent = words.page;
  tell(line, "done", "");
  line.append(link);
  link.focus();
}

async function openModal(id, opener, line) {
  const template = document.createElement("template");
  const response = await call(`/fragments/modals/${encodeURIComponent(id)}`);
  template.innerHTML = await response.text();
  const dialog = document.createElement("dialog");
  dialog.className = "m-modal";
  dialog.setAttribute("aria-labelledby", "bk-modal-title");
  dialog.append(template.content);
  document.body.append(dialog);
  const form = dialog.querySelector("[data-modal]");
  const accept = form.querySelector("[data-accept]");
  const sending = () => accept.getAttribute("aria-busy") === "true";
  form.querySelector("[data-decline]").addEventListener("click", () => sending() || dialog.close());
  dialog.addEventListener("cancel", (event) => sending() && event.preventDefault());
  dialog.addEventListener("close", () => {
    dialog.remove();
    opener()?.focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(accept, () => accept, async () => {
      const fault = await send(form, id);
      if (fault === null) {
        dialog.close();
        tell(line, "done", words.sent);
      } else if (!dialog.open) {
        // Some browsers let a second Escape through.
        tell(line, "fault", fault);
      }
    });
  });
  tell(line, "done", "");
  dialog.showModal();
  (form.querySelector("[data-field]") ?? accept).focus();
}

// Answers what went wrong, after saying it beside the fields, or null.
async function send(form, id) {
  const fields = [...form.querySelectorAll("[data-field]")];
  const faultOf = (field) => field.closest(".bk-field").querySelector("[data-fault]");
  const whole = form.querySelector("[data-form-fault]");
  tell(whole, "busy", words.busy);
  for (const field of fields) {
    faultOf(field).textContent = "";
    field.removeAttribute("aria-invalid");
  }
  try {
    const actions = Object.fromEntries(fields.map((field) => [field.name, field.value]));
    await post(`/api/modals/${encodeURIComponent(id)}/submit`, { actions });
    return null;
  } catch (error) {
    const told = new Map(error.places?.map((place) => [place.pointer, place.detail]));
    const wrong = fields.filter((field) => told.has(pointerOf(field)));
    for (const field of wrong) {
      faultOf(field).textContent = told.get(pointerOf(field));
      field.setAttribute("aria-invalid", "true");
    }
    tell(whole, "fault", wrong.length === 0 ? error.message : "");
    (wrong[0] ?? form.querySelector("[data-accept]")).focus();
    return error.message;
  }
}

const pointerOf = (field) =>
  `/actions/${field.name.replaceAll("~", "~0").replaceAll("/", "~1")}`;

document.addEventListener("click", (event) => {
  const button = event.target.closest?.(
    "[data-messages] :is([data-action-index], [data-mobile-action-index])",
  );
  const index = button?.dataset.actionIndex ?? (phone && button?.dataset.mobileActionIndex);
  // A link that opens a page here and calls the bot on phones only stays a link.
  if (!index) return;
  event.preventDefault();
  press(button, index);
});
