// A table of any number of rows, of which only those in view are elements.

import { h } from "./dom.js";

/** Rows above and below the view that are there as well. */
const SPARE = 8;
const GUESS = 36;

/**
 * A table in a frame that scrolls. Columns have a word, a name and, if they are numbers, a mark; fill makes the cells of a row,
 * whose first element of the class row-link takes the focus. Calls onSort with the word of a column.
 */
export class Table {
  #rows = [];
  #drawn = new Map();
  #active = 0;
  #height = GUESS;
  /** How far it is scrolled, which the frame forgets while it is hidden or has no rows. */
  #top = 0;
  #columns = [];

  constructor(frame, { label, fill, onSort }) {
    this.frame = frame;
    this.fill = fill;
    this.onSort = onSort;
    this.head = h("tr", { role: "row", "aria-rowindex": 1 });
    this.body = h("tbody", { role: "rowgroup" });
    this.table = h("table", { role: "table", "aria-label": label }, h("thead", { role: "rowgroup" }, this.head), this.body);
    frame.replaceChildren(this.table);
    frame.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    frame.addEventListener("keydown", (event) => this.#key(event));
    this.body.addEventListener("focusin", (event) => this.#activate(Number(event.target.closest("tr").dataset.place)));
    new ResizeObserver(() => {
      this.#measure();
      this.#draw();
    }).observe(frame);
  }

  /** The columns and which of them orders the rows. */
  columns(columns, sort) {
    const sortOf = (word) => (sort?.column !== word ? "none" : sort.down ? "descending" : "ascending");
    const same = columns.length === this.#columns.length && columns.every((column, i) => column.word === this.#columns[i].word);
    if (!same) {
      this.#columns = columns;
      this.head.replaceChildren(
        ...columns.map(({ word, name, hint }) =>
          h(
            "th",
            { role: "columnheader", scope: "col", class: `c-${word}` },
            h("button", { type: "button", class: "plain", title: hint, click: () => this.onSort(word) }, name),
          ),
        ),
      );
    }
    columns.forEach(({ word, name }, i) => {
      this.head.children[i].setAttribute("aria-sort", sortOf(word));
      this.head.children[i].firstChild.textContent = name;
    });
  }

  /** Shows other rows, from the first one on, or the same as before where they are. */
  show(rows, stay) {
    this.#rows = rows;
    this.#active = stay ? Math.min(this.#active, Math.max(0, rows.length - 1)) : 0;
    this.table.setAttribute("aria-rowcount", rows.length + 1);
    this.#drawn.forEach((row) => row.remove());
    this.#drawn.clear();
    this.#top = stay ? this.#top : 0;
    this.#pad(0, 0);
    this.frame.scrollTop = this.#top;
    this.#draw();
    this.#measure();
  }

  #scrolled() {
    if (this.frame.clientHeight) {
      this.#top = this.frame.scrollTop;
      this.#draw();
    }
  }

  /** Leaves room for the rows that are no elements. */
  #pad(from, to) {
    this.body.style.paddingTop = `${from * this.#height}px`;
    this.body.style.paddingBottom = `${(this.#rows.length - to) * this.#height}px`;
  }

  #measure() {
    const height = this.body.firstChild?.getBoundingClientRect().height;
    if (height && Math.abs(height - this.#height) > 0.01) {
      this.#height = height;
      this.#draw();
    }
  }

  /** From which to which row is in view. */
  #view() {
    const room = Math.max(0, this.frame.clientHeight - this.head.offsetHeight);
    const first = Math.floor(this.frame.scrollTop / this.#height);
    return { first, last: Math.min(this.#rows.length, Math.ceil((this.frame.scrollTop + room) / this.#height)) };
  }

  #draw() {
    const { first, last } = this.#view();
    const from = Math.max(0, first - SPARE);
    const to = Math.min(this.#rows.length, last + SPARE);
    for (const [place, row] of this.#drawn) {
      if (place < from || place >= to) {
        if (row.contains(document.activeElement)) {
          // Scrolled out of view, it goes, and the frame takes the keys.
          this.frame.focus({ preventScroll: true });
        }
        row.remove();
        this.#drawn.delete(place);
      }
    }
    let next = this.body.firstChild;
    for (let place = from; place < to; place++) {
      const row = this.#drawn.get(place);
      if (row) {
        next = row.nextSibling;
      } else {
        this.body.insertBefore(this.#make(place), next);
      }
    }
    this.#pad(from, to);
    if (!this.body.contains(document.activeElement) && (this.#active < first || this.#active >= last)) {
      this.#active = Math.min(first, Math.max(0, this.#rows.length - 1));
    }
    this.#activate(this.#active);
  }

  #make(place) {
    const row = h("tr", { role: "row", "aria-rowindex": place + 2, "data-place": place }, ...this.fill(this.#rows[place]));
    row.querySelector(".row-link").tabIndex = -1;
    this.#drawn.set(place, row);
    return row;
  }

  #activate(place) {
    this.#link(this.#active)?.setAttribute("tabindex", -1);
    this.#active = place;
    this.#link(place)?.setAttribute("tabindex", 0);
  }

  #link(place) {
    return this.#drawn.get(place)?.querySelector(".row-link");
  }

  #key(event) {
    const page = Math.max(1, Math.floor(this.frame.clientHeight / this.#height) - 2);
    const to = {
      ArrowDown: this.#active + 1,
      ArrowUp: this.#active - 1,
      PageDown: this.#active + page,
      PageUp: this.#active - page,
      Home: 0,
      End: this.#rows.length - 1,
    }[event.key];
    const here = event.target === this.frame || this.body.contains(event.target);
    if (to === undefined || !here || event.ctrlKey || event.metaKey || event.altKey || !this.#rows.length) {
      return;
    }
    event.preventDefault();
    this.#goTo(Math.min(Math.max(0, to), this.#rows.length - 1));
  }

  /** Makes a row the one that has the focus, and shows it. */
  #goTo(place) {
    const room = this.frame.clientHeight - this.head.offsetHeight;
    const top = place * this.#height;
    if (top < this.frame.scrollTop) {
      this.frame.scrollTop = top;
    } else if (top + this.#height > this.frame.scrollTop + room) {
      this.frame.scrollTop = top + this.#height - room;
    }
    this.#activate(place);
    this.#draw();
    this.#link(place)?.focus({ preventScroll: true });
  }
}
