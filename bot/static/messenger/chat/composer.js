// Writing: Enter sends once, also in the middle of a Korean syllable; what is written stays in memory only.
import { phone, say } from "./frame.js";

const HANGUL = /^[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]+$/;
const TYPING_EVERY = 3_000;
const SHOWN_FROM = 0.9;
const drafts = new Map();

export const dropDraft = (room) => drafts.delete(room);

// `submit(text)` sends it; `typing()` is called now and then while somebody writes.
export function composer(form, room, { submit, typing, ready }) {
  const field = form.querySelector("textarea");
  const button = form.querySelector("[data-send]");
  const counter = form.querySelector("[data-counter]");
  const max = Number(form.dataset.max);
  let sendAtEnd = false;
  let composed = "";
  let lastTyping = -Infinity;

  const fit = () => {
    const length = [...field.value].length;
    button.disabled = !ready() && field.value.trim() === "";
    counter.hidden = length < max * SHOWN_FROM;
    counter.textContent = say(length > max ? "too-long" : "characters", {
      count: length.toLocaleString(),
      max: max.toLocaleString(),
    });
    counter.classList.toggle("c-fault", length > max);
    field.style.height = "auto";
    // The border counts too, or the last line would scroll.
    const border = field.offsetHeight - field.clientHeight;
    field.style.height = `${Math.min(field.scrollHeight + border, innerHeight * 0.4)}px`;
  };
  const send = () => {
    sendAtEnd = false;
    const text = field.value.trim();
    if ((text === "" && !ready()) || [...text].length > max) return;
    if (submit(text) === false) return;
    field.value = "";
    drafts.delete(room);
    lastTyping = -Infinity;
    fit();
  };

  field.addEventListener("compositionstart", () => {
    composed = "";
    sendAtEnd = false;
  });
  field.addEventListener("compositionupdate", (event) => (composed = event.data));
  field.addEventListener("compositionend", (event) => {
    composed = event.data;
    // The syllable stands in the field only after this event.
    if (sendAtEnd) setTimeout(send, 0);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.keyCode !== 229) sendAtEnd = false;
    const enter = event.key === "Enter" || event.code === "Enter" || event.code === "NumpadEnter";
    if (!enter || event.shiftKey || phone) return;
    if (event.isComposing) {
      // Enter ends a Korean syllable and the message at once; elsewhere it chooses a word.
      sendAtEnd = HANGUL.test(composed);
      return;
    }
    event.preventDefault();
    // Safari has ended the syllable before it tells of the key.
    if (event.keyCode === 229 && !HANGUL.test(composed)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    send();
  });
  field.addEventListener("input", () => {
    drafts.set(room, field.value);
    fit();
    if (field.value === "" || performance.now() - lastTyping < TYPING_EVERY) return;
    lastTyping = performance.now();
    typing();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
    field.focus();
  });
  field.value = drafts.get(room) ?? "";
  fit();
  return { field, fit };
}
