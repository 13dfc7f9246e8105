// A video file on its way to features, on the server.

import { get, post, remove, removeAtOnce, upload } from "./api.js";
import { announce, byId, clock } from "./dom.js";

const PAUSE = 400;

/** One video at a time, with a panel that says how far it is. Leaving it cancels it and has the server forget it. */
export class Encoding {
  #abort = new AbortController();
  #id = null;

  constructor({ onCancel }) {
    this.panel = byId("encoding");
    byId("encoding-cancel").addEventListener("click", onCancel);
    window.addEventListener("pagehide", () => this.#id && removeAtOnce(`api/encodings/${this.#id}`));
  }

  /** Encodes a file of the user's, or one that the server offers. Resolves to the encoded video, or null once it is left. */
  async run(source, model) {
    this.leave();
    const { signal } = this.#abort;
    this.#show(`Encoding ${source.name}`, null, "");
    this.panel.hidden = false;
    try {
      let job = await this.#start(source, model, signal);
      if (signal.aborted) {
        remove(`api/encodings/${job.encoding}`).catch(() => {});
        return null;
      }
      this.#id = job.encoding;
      let pause = PAUSE;
      while (job.state === "queued" || job.state === "running") {
        this.#tell(source.name, job);
        await new Promise((resolve) => setTimeout(resolve, pause));
        signal.throwIfAborted();
        pause = PAUSE;
        try {
          job = await get(`api/encodings/${job.encoding}`, {}, signal);
        } catch (error) {
          if (!error.retryAfter) {
            throw error;
          }
          // The server has no time to say how far it is; it goes on all the same.
          pause = 1000 * error.retryAfter;
        }
      }
      this.panel.hidden = true;
      if (job.state === "failed") {
        throw Object.assign(new Error(job.problem.detail), { title: job.problem.title });
      }
      announce(`${source.name} is encoded`);
      return job.result;
    } catch (error) {
      if (signal.aborted) {
        return null;
      }
      this.panel.hidden = true;
      throw error;
    }
  }

  #start(source, model, signal) {
    if (source.file) {
      return post("api/encodings", model ? { file: source.file, model } : { file: source.file }, signal);
    }
    const path = model ? `api/encodings?${new URLSearchParams({ model })}` : "api/encodings";
    return upload(path, source, signal, (sent) =>
      this.#show(`Uploading ${source.name}`, sent, sent < 1 ? `${Math.floor(sent * 100)} %` : "The server is checking it …"),
    );
  }

  #tell(name, { state, progress }) {
    if (state === "queued") {
      this.#show(`Encoding ${name}`, null, "Waiting for other videos …");
    } else if (!progress) {
      this.#show(`Encoding ${name}`, null, "Reading the video …");
    } else {
      const left = progress.left === undefined ? "" : `, ${clock(Math.ceil(progress.left))} left`;
      this.#show(`Encoding ${name}`, progress.done / progress.total, `${clock(progress.done)} of ${clock(progress.total)}${left}`);
    }
  }

  #show(title, part, facts) {
    byId("encoding-title").textContent = title;
    byId("encoding-facts").textContent = facts;
    if (part === null) {
      byId("encoding-bar").removeAttribute("value");
    } else {
      byId("encoding-bar").value = part;
    }
  }

  /** Lets go of the video, whether it is encoded or not. */
  leave() {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.panel.hidden = true;
    if (this.#id) {
      remove(`api/encodings/${this.#id}`).catch(() => {});
      this.#id = null;
    }
  }
}
