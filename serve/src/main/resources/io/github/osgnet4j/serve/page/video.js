// The video beside the lanes: a file of the user's, played from where it lies, or one that the server offers.

import { byId } from "./dom.js";

/**
 * The player. Calls onTime with seconds while it plays or is moved, onOpen with a file of the user's that was chosen, onClose
 * once the user has closed it, onSource with the address of a video that is there from now on, null for none.
 */
export class Player {
  #url = null;
  #open = false;

  constructor({ onTime, onOpen, onClose, onSource }) {
    this.onSource = onSource;
    this.video = byId("video");
    this.hint = byId("video-hint").textContent;
    byId("video-file").addEventListener("change", (event) => event.target.files[0] && onOpen(event.target.files[0]));
    byId("video-close").addEventListener("click", () => {
      this.close();
      onClose();
    });
    // Closing a file also moves the player to 0, which is not the user's choice.
    const moved = () => this.#open && onTime(this.video.currentTime);
    this.video.addEventListener("timeupdate", moved);
    this.video.addEventListener("seeking", moved);
    this.video.addEventListener("error", () => {
      if (this.#open) {
        byId("video-hint").textContent = "This browser cannot play that file.";
        this.#show(false);
      }
    });
  }

  /** Whether there is a video. */
  get open() {
    return this.#open;
  }

  /** Plays a file of the user's. */
  openFile(file, hint = `${file.name} (not uploaded)`) {
    this.close();
    this.#url = URL.createObjectURL(file);
    this.#play(this.#url, hint);
  }

  /** Plays a video of the server. */
  openStored(file) {
    this.close();
    this.#play(`api/files/${encodeURIComponent(file.file)}/content`, "Choose a window to jump to it.");
    byId("stored").value = file.file;
  }

  #play(address, hint) {
    this.#open = true;
    this.video.src = address;
    this.#show(true);
    byId("video-hint").textContent = hint;
    this.onSource(address);
  }

  /** Goes to a time; does nothing without a video. */
  jump(time) {
    if (this.#open) {
      this.video.currentTime = time;
    }
  }

  /** Lets go of the video. */
  close() {
    if (this.#open) {
      this.#open = false;
      this.video.removeAttribute("src");
      this.video.load();
      this.onSource(null);
    }
    if (this.#url) {
      URL.revokeObjectURL(this.#url);
      this.#url = null;
    }
    this.#show(false);
    byId("video-hint").textContent = this.hint;
    // Without a value the same file can be chosen again.
    byId("video-file").value = "";
    byId("stored").value = "";
  }

  #show(playing) {
    this.video.hidden = !playing;
    byId("video-close").hidden = !this.#open;
    byId("layout").classList.toggle("playing", playing);
  }
}
