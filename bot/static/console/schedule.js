// The form of a schedule: the next times follow what is typed.
const form = document.getElementById("schedule");
const next = document.getElementById("next");
const state = document.getElementById("next-state");
const WAIT = 250;
let timer = 0;
let running = null;

async function refresh() {
  running?.abort();
  running = new AbortController();
  const request = { method: "POST", body: new URLSearchParams(new FormData(form)), signal: running.signal };
  try {
    const answer = await fetch(form.dataset.preview, request);
    if (answer.ok) next.innerHTML = await answer.text();
    state.textContent = "";
  } catch (error) {
    if (error.name !== "AbortError") state.textContent = "…";
  }
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(refresh, WAIT);
});
