// A video file of the user's, played from where it lies.

import { byId } from "./dom.js";

/** The player. Calls onTime with seconds while it plays or is moved. */
export class LocalVideo {
  #url = null;

  constructor(onTime) {
    this.video = byId("video");
    this.hint = byId("video-hint").textContent;
    byId("video-file").addEventListener("change", (event) => this.#open(event.target.files[0]));
    // Letting go of a file moves the player to 0 as well, which is nobody's choice.
    const moved = () => this.#url && onTime(this.video.currentTime);
    this.video.addEventListener("timeupdate", moved);
    this.video.addEventListener("seeking", moved);
    this.video.addEventListener("error", () => {
      if (this.#url) {
        byId("video-hint").textContent = "This browser cannot play that file.";
        this.video.hidden = true;
      }
    });
  }

  #open(file) {
    this.close();
    if (!file) {
      return;
    }
    this.#url = URL.createObjectURL(file);
    this.video.src = this.#url;
    this.video.hidden = false;
    byId("video-hint").textContent = `${file.name} (not uploaded)`;
  }

  /** Goes to a time; does nothing without a file. */
  jump(time) {
    if (this.#url) {
      this.video.currentTime = time;
    }
  }

  /** Lets go of the file. */
  close() {
    if (this.#url) {
      this.video.removeAttribute("src");
      this.video.load();
      URL.revokeObjectURL(this.#url);
      this.#url = null;
    }
    this.video.hidden = true;
    byId("video-hint").textContent = this.hint;
    // Without a value the same file can be chosen again.
    byId("video-file").value = "";
  }
}
