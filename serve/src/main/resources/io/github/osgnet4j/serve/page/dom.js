// Elements without markup in strings: what comes from the server is only ever text.

const SVG = "http://www.w3.org/2000/svg";

/** The element of an id. */
export const byId = (id) => document.getElementById(id);

/** A new element. Properties that are functions listen to the event of their name. */
export function h(tag, properties = {}, ...children) {
  return fill(document.createElement(tag), properties, children);
}

/** A new SVG element. */
export function svg(tag, properties = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") {
      element.addEventListener(name, value);
    } else if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Says something to those who listen to the page. */
export function announce(text) {
  byId("status").textContent = text;
}

/** Arrow keys, Home and End move the focus among the elements of a list, of which one takes part in tabbing. */
export function roving(list, selector) {
  const items = () => [...list.querySelectorAll(selector)];
  list.addEventListener("keydown", (event) => {
    const all = items();
    const at = all.indexOf(document.activeElement);
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: all.length - 1,
    }[event.key];
    if (at < 0 || to === undefined || !all[to]) {
      return;
    }
    event.preventDefault();
    all[to].focus();
  });
  list.addEventListener("focusin", (event) => {
    const all = items();
    if (all.includes(event.target)) {
      all.forEach((item) => (item.tabIndex = item === event.target ? 0 : -1));
    }
  });
}

/** Seconds with two digits. */
export const seconds = (time) => time.toFixed(2);

/** Minutes and seconds, hours where there are any; tenths where asked for. */
export function clock(time, digits = 0) {
  const unit = 10 ** digits;
  const total = Math.round(time * unit) / unit;
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  const rest = (total % 60).toFixed(digits).padStart(digits ? digits + 3 : 2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}
