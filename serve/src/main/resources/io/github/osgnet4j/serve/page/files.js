// The video files that the server offers.

import { get } from "./api.js";
import { byId, h } from "./dom.js";

const MOST = 1000;
/** Characters that the server searches for at most. */
const LONGEST_SEARCH = 200;

/** Without its folders and its ending. */
const stem = (name) => name.replace(/^.*\//, "").replace(/\.[^.]*$/, "");

const option = ({ file, name }) => h("option", { value: file }, name);

/** The list of them. Calls onChoose with the file that the user chooses. */
export class Files {
  #all = [];
  #complete = true;

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
    const { total, files } = await get("api/files", { limit: MOST });
    this.#all = files;
    this.#complete = files.length === total;
    this.select.hidden = files.length === 0;
    this.select.replaceChildren(h("option", { value: "" }, "Videos on the server …"), ...files.map(option));
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
  named(name, signal) {
    return this.#find(name, (file) => file.name === name, signal);
  }

  /** The video of a clip: the file that has its name. */
  ofClip(id, signal) {
    return this.#find(id, (file) => stem(file.name) === id, signal);
  }

  /** The file that is meant, which may be one that the list has no room for; undefined if there is none. */
  async #find(words, meant, signal) {
    const listed = this.#all.find(meant);
    if (listed || this.#complete) {
      return listed;
    }
    const { files } = await get("api/files", { limit: MOST, search: words.slice(0, LONGEST_SEARCH) }, signal);
    const found = files.find(meant);
    if (found) {
      this.#all.push(found);
      this.select.append(option(found));
    }
    return found;
  }
}
