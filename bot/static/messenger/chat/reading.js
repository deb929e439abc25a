// Says what has been read: only in a visible window that has the focus, with the end on screen.
import { on } from "./bus.js";
import { send } from "./socket.js";

export function reading(room, last, atEnd) {
  let told = 0;
  const look = () => {
    const upto = last();
    const read =
      upto > told && document.visibilityState === "visible" && document.hasFocus() && atEnd();
    if (read && send({ type: "read", room, upto })) told = upto;
  };
  addEventListener("focus", look);
  document.addEventListener("visibilitychange", look);
  const off = on("online", () => {
    // What was told just before the line broke may not have arrived.
    told = 0;
    look();
  });
  return {
    look,
    stop() {
      off();
      removeEventListener("focus", look);
      document.removeEventListener("visibilitychange", look);
    },
  };
}
