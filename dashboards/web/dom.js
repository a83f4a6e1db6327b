// Elements are made here and nowhere else: texts from outside become text nodes, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** h("a.link", {href: "#x", onclick: f}, "text", otherElement, [more]) */
export function h(tag, attributes = {}, ...children) {
  return make(document.createElement(...name(tag)), tag, attributes, children);
}

/** The same for SVG. */
export function s(tag, attributes = {}, ...children) {
  return make(document.createElementNS(SVG, name(tag)[0]), tag, attributes, children);
}

function name(tag) {
  return [tag.split(".")[0] || "div"];
}

function make(element, tag, attributes, children) {
  const classes = tag.split(".").slice(1);
  if (classes.length) element.setAttribute("class", classes.join(" "));
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined) continue;
    if (key.startsWith("aria-")) element.setAttribute(key, String(value));
    else if (value === false) continue;
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "width%") element.style.width = `${value}%`;
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...flat(children));
  return element;
}

function flat(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined
    && child !== false);
}

/** Puts new children in the place of the old ones. */
export function fill(element, ...children) {
  element.replaceChildren(...flat(children));
  return element;
}

/** A name from outside: its direction does not turn the text around it, a long one is cut. */
export function called(text, absent = "(none)") {
  if (text === null || text === undefined || text === "") return h("span.absent", {}, absent);
  const shown = [...String(text)].map((one) => (/\p{Cc}/u.test(one) ? "\uFFFD" : one)).join("");
  return h("bdi.name", { title: shown.length > 24 ? shown : null }, shown);
}

/** Calls `draw(width)` now and whenever the element's width changes. */
export function sized(element, draw) {
  let width = 0;
  new ResizeObserver(([entry]) => {
    const next = Math.floor(entry.contentRect.width);
    if (next === width || next === 0) return;
    width = next;
    fill(element, draw(next));
  }).observe(element);
  return element;
}
