// Pictures of moments of a video, taken by the browser.

import { h } from "./dom.js";

const WIDTH = 160;
/** Milliseconds after which a moment that the video does not get to has no picture. */
const PATIENCE = 10_000;
/** The last moment of a video may have no picture: so many seconds before it there is one. */
const BEFORE_THE_END = 0.1;

/** Pictures of one video: one after the other, and only of places that come into view. */
export class Pictures {
  #video = document.createElement("video");
  #waiting = [];
  #busy = false;
  #closed = false;

  constructor(address) {
    this.#video.muted = true;
    this.#video.preload = "metadata";
    this.#video.src = address;
    /** Whether the video has pictures at all. */
    this.ready = this.#until("loadedmetadata").then((there) => there && this.#video.videoWidth > 0);
    this.observer = new IntersectionObserver((entries) =>
      entries.filter((entry) => entry.isIntersecting).forEach(({ target }) => this.#want(target)),
    );
  }

  /** A place for the picture of a time in seconds. */
  place(time) {
    const { videoWidth, videoHeight } = this.#video;
    const canvas = h("canvas", { "aria-hidden": "true", "data-time": time, width: WIDTH, height: Math.round((WIDTH * videoHeight) / videoWidth) });
    this.observer.observe(canvas);
    return canvas;
  }

  /** No picture is wanted any more. */
  close() {
    this.#closed = true;
    this.observer.disconnect();
    this.#video.removeAttribute("src");
    this.#video.load();
  }

  #want(canvas) {
    this.observer.unobserve(canvas);
    this.#waiting.push(canvas);
    this.#next();
  }

  async #next() {
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    while (this.#waiting.length && !this.#closed) {
      const canvas = this.#waiting.shift();
      if (canvas.isConnected) {
        await this.#take(canvas);
      }
    }
    this.#busy = false;
  }

  async #take(canvas) {
    const seeked = this.#until("seeked");
    this.#video.currentTime = Math.max(0, Math.min(Number(canvas.dataset.time), this.#video.duration - BEFORE_THE_END));
    if ((await seeked) && !this.#closed) {
      canvas.getContext("2d").drawImage(this.#video, 0, 0, canvas.width, canvas.height);
      canvas.classList.add("taken");
    }
  }

  /** Whether the video gets to an event in time. */
  #until(event) {
    return new Promise((resolve) => {
      const listening = new AbortController();
      const options = { signal: listening.signal };
      const end = (there) => {
        clearTimeout(late);
        listening.abort();
        resolve(there);
      };
      const late = setTimeout(() => end(false), PATIENCE);
      this.#video.addEventListener(event, () => end(true), options);
      this.#video.addEventListener("error", () => end(false), options);
    });
  }
}
