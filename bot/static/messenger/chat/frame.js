// What the page says of itself: where it is mounted, who looks, in which language and zone.
export const frame = document.querySelector("[data-mount]");
export const { mount, language, zone, me } = frame.dataset;
// On a phone Enter makes a new line and nothing takes the focus, which would open the keyboard.
export const phone = matchMedia("(pointer: coarse) and (hover: none)").matches;

const words = document.querySelector("[data-chat-words]").dataset;

// A text of the page, with its %(names)s filled in.
export const say = (name, values = {}) =>
  words[`w-${name}`.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())].replace(/%\((\w+)\)s/g, (_, key) => values[key]);
