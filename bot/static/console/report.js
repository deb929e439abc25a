// The live report: numbers as they come; what is spoken changes every ten per cent only.
const live = document.getElementById("live");
const spoken = document.getElementById("spoken");
let told = -1;

function put(selector, text) {
  const place = live.querySelector(selector);
  if (place && place.textContent !== text) place.textContent = text;
}

function show(news) {
  if (news.html) {
    const focused = live.contains(document.activeElement);
    live.innerHTML = news.html;
    if (focused) document.getElementById("main").focus();
    follow();
  }
  live.querySelector("progress").value = news.percent;
  for (const name of ["percent", "rate", "left", "grace", "standstill"]) put(`[data-number="${name}"]`, String(news[name]));
  for (const [name, number] of Object.entries(news.counts)) {
    put(`[data-count="${name}"]`, number);
    live.querySelector(`[data-count="${name}"]`).toggleAttribute("data-zero", number === "0");
  }
  live.querySelector("[data-left]")?.toggleAttribute("hidden", !news.left);
  const step = Math.floor(news.percent / 10);
  if (step !== told) {
    told = step;
    spoken.textContent = spoken.dataset.words.replace("{}", news.percent);
  }
}

// The parts of the page that the stream doesn't carry.
async function follow() {
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of ["state", "speed", "answers", "recipients", "timeline"]) {
    const old = document.getElementById(id);
    if (!old) continue;
    const fresh = page.getElementById(id);
    // Somebody may be typing in a form that stays.
    const kept = id === "speed" && old.querySelector("form") && fresh?.querySelector("form");
    if (fresh && !kept && !old.contains(document.activeElement)) old.replaceWith(fresh);
  }
}

if (live.dataset.events) {
  const source = new EventSource(live.dataset.events);
  source.addEventListener("progress", (event) => show(JSON.parse(event.data)));
  source.addEventListener("end", () => {
    source.close();
    follow();
  });
  addEventListener("pagehide", () => source.close());
}
