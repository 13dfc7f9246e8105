// Asking the user for the token.

import { byId } from "./dom.js";

/** The dialog for the token, which stays until it has one. */
export class Login {
  #settle = null;

  constructor() {
    this.dialog = byId("login");
    this.dialog.addEventListener("cancel", (event) => event.preventDefault());
    // Browsers close it on Escape all the same while nothing on the page was touched, and every request waits for it.
    this.dialog.addEventListener("close", () => this.#open());
    byId("login-form").addEventListener("submit", (event) => {
      event.preventDefault();
      const settle = this.#settle;
      this.#settle = null;
      this.dialog.close();
      settle?.(byId("token").value.trim());
    });
  }

  /** The token that the user types. */
  ask(rejected) {
    byId("login-reason").textContent = rejected
      ? "The server does not accept this token."
      : "This server requires a token.";
    byId("token").value = "";
    return new Promise((resolve) => {
      this.#settle = resolve;
      this.#open();
    });
  }

  #open() {
    if (this.#settle && !this.dialog.open) {
      this.dialog.showModal();
    }
  }
}
