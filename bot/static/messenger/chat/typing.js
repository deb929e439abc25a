// Who is writing just now.
import { frame, say } from "./frame.js";

const SHOWN = 5_000;

export function typing(place) {
  const writing = new Map();
  const show = () => {
    const names = [...writing.values()].map((one) => one.name);
    if (names.length === 0) place.textContent = "";
    else if (names.length === 1) place.textContent = say("typing", { name: names[0] });
    else place.textContent = say("typing-more", { name: names[0], count: names.length - 1 });
  };
  const stop = (id) => {
    clearTimeout(writing.get(id)?.timer);
    if (writing.delete(id)) show();
  };
  return {
    heard({ id, name }) {
      if (id === frame.dataset.me) return;
      clearTimeout(writing.get(id)?.timer);
      writing.set(id, { name, timer: setTimeout(() => stop(id), SHOWN) });
      show();
    },
    wrote: stop,
    stop() {
      for (const id of [...writing.keys()]) stop(id);
    },
  };
}
