// The video files that the server offers.

import { get } from "./api.js";
import { byId, h } from "./dom.js";

const MOST = 1000;

/** Without its folders and its ending. */
const stem = (name) => name.replace(/^.*\//, "").replace(/\.[^.]*$/, "");

/** The list of them. Calls onChoose with the file that the user chooses. */
export class Files {
  #all = [];

  constructor({ onChoose }) {
    this.onChoose = onChoose;
    this.select = byId("stored");
    this.select.addEventListener("change", () => {
      const chosen = this.#all.find((file) => file.file === this.select.value);
      if (chosen) {
        onChoose(chosen);
      }
    });
  }

  /** Asks which there are. */
  async load() {
    this.#all = (await get("api/files", { limit: MOST })).files;
    this.select.hidden = this.#all.length === 0;
    this.select.replaceChildren(
      h("option", { value: "" }, "Videos of the server …"),
      ...this.#all.map((file) => h("option", { value: file.file }, file.name)),
    );
  }

  /** Offers them on the first screen as well, if they can be asked. */
  offer(askable) {
    byId("stored-list").replaceChildren(
      ...(askable ? this.#all : []).map((file) =>
        h("li", {}, h("button", { type: "button", class: "query", click: () => this.onChoose(file) }, file.name)),
      ),
    );
  }

  /** A file by its name. */
  named(name) {
    return this.#all.find((file) => file.name === name);
  }

  /** The video of a clip: the file that has its name. */
  ofClip(id) {
    return this.#all.find((file) => stem(file.name) === id);
  }
}
