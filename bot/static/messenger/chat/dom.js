// Makes elements without ever reading text as markup.
export function make(name, given = {}, ...inner) {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag);
  if (classes.length > 0) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...inner.filter((one) => one !== null && one !== undefined && one !== false));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

// A drawing of the page's own set, which says nothing to a screen reader.
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "c-icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

const COLORS = 6;

// As the server chooses it for rooms, whose ids are numbers.
function colorOf(id) {
  if (/^\d+$/.test(id)) return Number(BigInt(id) % BigInt(COLORS));
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)) % 6007;
  return sum % COLORS;
}

// The round letter that stands for a picture; the colour follows from the id.
export function avatar(id, name, size = "") {
  const letter = [...name.trim()][0] ?? "?";
  const color = `m-avatar--${colorOf(id)}`;
  return make(`span.m-avatar.${color}${size && `.${size}`}`, { "aria-hidden": "true" }, letter);
}
