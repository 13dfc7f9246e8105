// Files that the page makes.

import { h } from "./dom.js";

/** A text as a cell that no program takes for a formula; some take signs of full width for others. */
function text(value) {
  const harmless = /^[\s]*[=+\-@＝＋－＠]|^[\t\r\n]/.test(value) ? `'${value}` : value;
  return `"${harmless.replaceAll('"', '""')}"`;
}

const cell = (value) => (value === null ? "" : typeof value === "number" ? String(value) : text(value));

/** A table of comma-separated values (RFC 4180). Numbers stay numbers, null is an empty cell. */
export function csv(columns, rows) {
  return [columns, ...rows].map((row) => row.map(cell).join(",")).join("\r\n").concat("\r\n");
}

/** Lets the user keep a file. */
export function save(name, type, content) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = h("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
