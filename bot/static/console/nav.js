// On a phone the menu is a strip: the current page is scrolled into it.
const here = document.querySelector(".side [aria-current]");
const strip = here?.closest(".side");
if (strip && strip.scrollWidth > strip.clientWidth) {
  strip.scrollLeft = here.offsetLeft - (strip.clientWidth - here.offsetWidth) / 2;
}
