// Video files that are dropped onto the page.

import { byId } from "./dom.js";

const holdsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

/** Calls onFile with the first file that is dropped while it is allowed; elsewhere a browser would leave the page for it. */
export function acceptDrops(allowed, onFile) {
  const sign = byId("drop");
  document.addEventListener("dragover", (event) => {
    if (holdsFiles(event)) {
      event.preventDefault();
      event.dataTransfer.dropEffect = allowed() ? "copy" : "none";
      sign.hidden = !allowed();
    }
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) {
      sign.hidden = true;
    }
  });
  document.addEventListener("drop", (event) => {
    if (holdsFiles(event)) {
      event.preventDefault();
      sign.hidden = true;
      const file = event.dataTransfer.files[0];
      if (file && allowed()) {
        onFile(file);
      }
    }
  });
}
