// The server's time, and what has to happen on screen as it goes on; this machine's clock is not asked.
const RECHECK = 60_000;
const STEP_BACK = 5_000;
const SOON = 30;

const watchers = new Set();
// Server time where the steady clock stood at nought.
let base = Date.parse(document.querySelector("[data-now]").dataset.now) - performance.now();
let timer = 0;

export const now = () => base + performance.now();

// An answer is late, never early: the highest estimate is the best, unless the server's clock went back.
export function learn(told) {
  const found = Date.parse(told) - performance.now();
  if (Number.isNaN(found)) return;
  if (found > base || found < base - STEP_BACK) {
    base = found;
    look();
  }
}

// `watcher(now)` does what is due, and answers in how many milliseconds it wants to look again.
export function watch(watcher) {
  watchers.add(watcher);
  look();
  return () => watchers.delete(watcher);
}

// Every timer is far below the 2^31 - 1 ms at which browsers fire at once.
export function look() {
  clearTimeout(timer);
  const at = now();
  let wait = RECHECK;
  for (const watcher of watchers) wait = Math.min(wait, watcher(at) ?? RECHECK);
  timer = setTimeout(look, Math.max(wait, SOON));
}

addEventListener("focus", look);
addEventListener("online", look);
document.addEventListener("visibilitychange", look);
