// Draws a marked part of the page anew every two seconds, as long as the server marks it.
const WAIT = 2000;

async function turn() {
  const old = document.querySelector("[data-refresh]");
  if (!old) return;
  if (!document.hidden && !old.contains(document.activeElement)) {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(old.id);
    if (fresh) old.replaceWith(fresh);
  }
  setTimeout(turn, WAIT);
}

setTimeout(turn, WAIT);
