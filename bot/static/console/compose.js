// The composer: counters, images kept as soon as they are chosen, a preview that follows the typing.
const form = document.getElementById("compose");
const preview = document.getElementById("preview");
const state = document.getElementById("preview-state");
const WAIT = 250;
let timer = 0;
let running = null;

async function refresh() {
  running?.abort();
  running = new AbortController();
  const fields = new FormData(form);
  for (const [name, value] of [...fields]) if (value instanceof File) fields.delete(name);
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body: fields, signal: running.signal });
    if (answer.ok) preview.innerHTML = await answer.text();
    state.textContent = "";
  } catch (error) {
    if (error.name !== "AbortError") state.textContent = "…";
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(refresh, WAIT);
}

function count(counter) {
  const input = document.getElementById(counter.dataset.counts);
  const limit = Number(counter.dataset.limit);
  const length = [...input.value].length;
  counter.textContent = `${length.toLocaleString("en")} / ${limit.toLocaleString("en")}`;
  counter.classList.toggle("counter--over", length > limit);
}

async function keepImage(box, input) {
  const fault = box.querySelector("[data-upload-fault]");
  const fields = new FormData();
  fields.append("file", input.files[0]);
  const answer = await fetch(form.dataset.images, { method: "POST", body: fields, headers: { Accept: "application/json" } });
  const said = await answer.json();
  fault.hidden = answer.ok;
  if (!answer.ok) {
    fault.textContent = said.detail;
    return;
  }
  document.getElementById(`${box.dataset.picture}.id`).value = said.id;
  const thumb = box.querySelector(".thumb");
  thumb.src = said.url;
  thumb.hidden = false;
  input.value = "";
  await refresh();
}

function showChosen() {
  const everyone = form.querySelector('[name="audience"]:checked')?.value === "everyone";
  form.querySelector("[data-chosen]").hidden = everyone;
}

for (const counter of form.querySelectorAll("[data-counts]")) count(counter);
showChosen();
form.querySelector("[data-switch-button]").hidden = true;
form.addEventListener("input", (event) => {
  const counter = form.querySelector(`[data-counts="${CSS.escape(event.target.id)}"]`);
  if (counter) count(counter);
  if (event.target.type !== "file") soon();
});
form.addEventListener("change", (event) => {
  if (event.target.name === "audience") showChosen();
  if (event.target.matches("[data-switch]")) form.requestSubmit(form.querySelector("[data-switch-button]"));
  const box = event.target.closest("[data-picture]");
  if (box && event.target.type === "file" && event.target.files.length) keepImage(box, event.target);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[data-review]"));
});
