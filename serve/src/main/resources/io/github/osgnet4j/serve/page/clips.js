// Choosing a clip.

import { get } from "./api.js";
import { byId, clock, h, roving } from "./dom.js";

const PAGE = 50;
const PAUSE = 200;

/**
 * The list of clips with its search. Calls onChoose with the id of a clip and, where a hit of the search was chosen, of a query; onFail
 * with a problem. address gives the fragment that leads to a query.
 */
export class Clips {
  #abort = new AbortController();
  #timer = null;
  #chosen = null;
  #loaded = 0;

  constructor({ onChoose, onFail, address }) {
    this.onChoose = onChoose;
    this.address = address;
    this.onFail = onFail;
    this.list = byId("clips");
    this.search = byId("search");
    this.search.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.load(), PAUSE);
    });
    this.search.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") {
        event.preventDefault();
        this.list.querySelector("button")?.focus();
      }
    });
    byId("more").addEventListener("click", () => this.#page(true));
    roving(this.list, "button, a");
  }

  /** Lists from the start. Returns how many clips there are, or null if the server could not say. */
  load() {
    return this.#page(false);
  }

  async #page(more) {
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const parameters = { offset: more ? this.#loaded : 0, limit: PAGE };
    const words = this.search.value.trim();
    if (words) {
      parameters.search = words;
    }
    try {
      const page = await get("api/clips", parameters, signal);
      if (signal.aborted) {
        return null;
      }
      this.#show(page, more);
      return page.total;
    } catch (error) {
      if (!signal.aborted) {
        this.onFail(error, () => this.#page(more));
      }
      return null;
    }
  }

  #show(page, more) {
    const items = page.clips.map((clip) =>
      h(
        "li",
        {},
        h(
          "button",
          { type: "button", class: "clip", "data-id": clip.id, tabindex: -1, title: clip.id, click: () => this.onChoose(clip.id) },
          h("span", { class: "clip-id", dir: "auto" }, clip.id),
          h("span", { class: "small" }, `${clock(clip.duration)} · ${clip.queries} ${clip.queries === 1 ? "query" : "queries"}`),
        ),
        ...(clip.hits ?? []).map((hit) => this.#hit(clip.id, hit)),
      ),
    );
    if (more) {
      this.list.append(...items);
    } else {
      this.list.replaceChildren(...items);
    }
    this.#loaded = page.offset + page.clips.length;
    byId("more").hidden = this.#loaded >= page.total;
    byId("found").textContent = `${page.total} ${page.total === 1 ? "clip" : "clips"}`;
    this.mark(this.#chosen);
    if (more) {
      items[0]?.firstChild.focus();
    }
  }

  #hit(clip, { id, text }) {
    const choose = (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        this.onChoose(clip, id);
      }
    };
    return h("a", { class: "hit small", href: this.address(clip, id), dir: "auto", tabindex: -1, click: choose }, text);
  }

  /** Shows which clip is chosen. */
  mark(id) {
    this.#chosen = id;
    const buttons = [...this.list.querySelectorAll("button")];
    const chosen = buttons.find((button) => button.dataset.id === id);
    buttons.forEach((button, i) => {
      button.toggleAttribute("aria-current", button === chosen);
      if (button === chosen) {
        button.setAttribute("aria-current", "true");
      }
      button.tabIndex = button === chosen || (!chosen && i === 0) ? 0 : -1;
    });
  }
}
