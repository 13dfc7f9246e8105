// What is known of a clip, whatever is asked of it.

import { byId, clock, h, seconds } from "./dom.js";
import { Lanes } from "./lanes.js";

const OBJECTS_AT_FIRST = 6;

/** Its length in words. */
export function facts(clip) {
  const shots = clip.shots ? ` · ${clip.shots.length} shots` : "";
  return `${clock(clip.duration)} (${seconds(clip.duration)} s) · ${clip.steps} feature steps${shots}`;
}

/** The lanes of shots and objects below the answers. */
export class ClipLanes {
  #lanes = null;

  constructor(view) {
    this.view = view;
  }

  /** Shows those of a clip. */
  show(clip, found) {
    this.clear();
    const lanes = new Lanes(this.view, "Shots and objects of the clip", ["Seconds", "", ""]);
    this.#lanes = lanes;
    if (clip.shots) {
      const lane = lanes.row("Shots", "shot-row", [`${clip.shots.length} shots`, "", ""]);
      clip.shots.forEach((shot) => lanes.bar(lane, h("span", { class: "bar shot" }), shot.start, shot.end));
    }
    const show = (objects) =>
      objects.forEach((object) => {
        const name = object.name ?? `class ${object.classId}`;
        lanes.bars(lanes.row(name, "object-row", [`seen ${seconds(object.seconds)} s`, "", ""]), object.ranges, "object");
      });
    show(found.objects.slice(0, OBJECTS_AT_FIRST));
    const rest = found.objects.slice(OBJECTS_AT_FIRST);
    const more = h("button", { type: "button", class: "plain" }, `Show ${rest.length} more objects`);
    more.addEventListener("click", () => {
      show(rest);
      more.remove();
    });
    const empty = !clip.shots && !found.objects.length;
    byId("clip-lanes").hidden = empty;
    byId("clip-lanes").replaceChildren(h("h3", {}, clip.shots ? "Shots and objects" : "Objects"), lanes.table, ...(rest.length ? [more] : []));
  }

  /** Shows none. */
  clear() {
    this.#lanes?.remove();
    this.#lanes = null;
    byId("clip-lanes").hidden = true;
  }
}
