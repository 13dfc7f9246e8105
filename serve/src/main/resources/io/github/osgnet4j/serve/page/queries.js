// Choosing and typing queries.

import { byId, h, roving } from "./dom.js";

const MOST_AT_ONCE = 20;

/** The queries of a clip as buttons that are pressed while asked. Calls onAsk and onWithdraw with {id} or {text}. */
export class Queries {
  #all = [];
  #asked = new Set();
  #freeText = false;

  constructor({ onAsk, onWithdraw, onClear }) {
    this.onAsk = onAsk;
    this.onWithdraw = onWithdraw;
    this.input = byId("query");
    this.list = byId("queries");
    this.input.addEventListener("input", () => this.#filter());
    byId("ask").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    byId("all").addEventListener("click", () => onAsk(this.#waiting().slice(0, MOST_AT_ONCE).map(({ id }) => ({ id }))));
    byId("clear").addEventListener("click", onClear);
    roving(this.list, "li:not([hidden]) button");
  }

  /** Other queries to choose from; those of no words go by their ids. */
  show(queries, freeText) {
    this.#all = queries.map((query) => ({ ...query, text: query.text.trim() ? query.text : query.id }));
    this.#freeText = freeText;
    this.input.value = "";
    this.input.placeholder = freeText ? "Ask in your own words, or choose" : "Filter the annotated queries";
    this.list.replaceChildren(
      ...this.#all.map((query, i) =>
        h(
          "li",
          {},
          h("button", { type: "button", class: "query", dir: "auto", "data-id": query.id, "aria-pressed": "false", tabindex: i ? -1 : 0, click: (event) => this.#toggle(event, query) }, query.text),
        ),
      ),
    );
    this.#filter();
  }

  /** The words of what was asked. */
  text(asked) {
    return asked.text ?? this.#all.find((query) => query.id === asked.id)?.text ?? asked.id;
  }

  /** Shows which queries are asked. */
  press(asked) {
    this.#asked = new Set(asked.map((query) => query.id));
    for (const button of this.list.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(this.#asked.has(button.dataset.id)));
    }
    byId("clear").disabled = asked.length === 0;
    this.#offer();
  }

  /** Where the focus goes when no answer is left. */
  focus() {
    this.input.focus();
  }

  #toggle(event, query) {
    const pressed = event.currentTarget.getAttribute("aria-pressed") === "true";
    if (pressed) {
      this.onWithdraw({ id: query.id });
    } else {
      this.onAsk([{ id: query.id }]);
    }
  }

  #matching() {
    const words = this.input.value.trim().toLowerCase();
    return this.#all.filter((query) => query.text.toLowerCase().includes(words));
  }

  /** Those that match and are not asked yet. */
  #waiting() {
    return this.#matching().filter((query) => !this.#asked.has(query.id));
  }

  /** Says how many the button for all asks at once. */
  #offer() {
    const waiting = this.#waiting().length;
    byId("all").disabled = waiting === 0;
    byId("all").textContent = waiting > MOST_AT_ONCE ? `Ask next ${MOST_AT_ONCE}` : "Ask all";
  }

  #filter() {
    const matching = new Set(this.#matching().map((query) => query.id));
    this.list.querySelectorAll("li").forEach((item) => (item.hidden = !matching.has(item.firstChild.dataset.id)));
    const first = this.list.querySelector("li:not([hidden]) button");
    this.list.querySelectorAll("button").forEach((button) => (button.tabIndex = button === first ? 0 : -1));
    this.#offer();
    byId("query-hint").textContent = this.#hint(matching.size);
  }

  #hint(matching) {
    if (this.#all.length === 0) {
      return this.#freeText ? "Ask in your own words." : "This clip has no annotated queries, and the server has no text encoder for your own words.";
    }
    if (matching === 0) {
      return this.#freeText ? "No annotated query matches; Ask sends your own words." : "No annotated query matches. Your own words require a server with a text encoder.";
    }
    return matching < this.#all.length ? `${matching} of ${this.#all.length} annotated queries` : `${this.#all.length} annotated queries`;
  }

  #submit() {
    const text = this.input.value.trim();
    const exact = this.#all.find((query) => query.text.toLowerCase() === text.toLowerCase());
    const first = this.#matching()[0];
    if (!text) {
      this.input.focus();
    } else if (exact) {
      this.onAsk([{ id: exact.id }]);
    } else if (this.#freeText) {
      this.onAsk([{ text }]);
    } else if (first) {
      this.onAsk([{ id: first.id }]);
    }
  }
}
