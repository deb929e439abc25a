// Keeps a room at its end while its end is being read, and says when the end is on screen.
const NEAR = 48;

export function follow(main, reached) {
  const scroller = main.querySelector("[data-scroll]");
  const jump = main.querySelector("[data-jump]");
  let following = true;

  const atEnd = () =>
    scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
  const toEnd = () => {
    following = true;
    scroller.scrollTop = scroller.scrollHeight;
    jump.hidden = true;
    reached();
  };
  jump.addEventListener("click", () => {
    toEnd();
    scroller.focus();
  });
  scroller.addEventListener("scroll", () => {
    following = atEnd();
    if (following) {
      jump.hidden = true;
      reached();
    }
  });
  // Pictures that arrive, a keyboard that opens: the end stays in sight.
  const grown = new ResizeObserver(() => following && toEnd());
  grown.observe(scroller);
  for (const list of scroller.querySelectorAll("ol")) grown.observe(list);
  return {
    atEnd,
    toEnd,
    following: () => following,
    // Something new stands below: go there, or offer to.
    more: () => (following ? toEnd() : (jump.hidden = false)),
    // Something came above: what is being read stays where it is.
    keeping(change) {
      const below = scroller.scrollHeight - scroller.scrollTop;
      change();
      scroller.scrollTop = scroller.scrollHeight - below;
    },
    stop: () => grown.disconnect(),
  };
}
