// The part of the clip that the timeline shows, its axis, and the pointers over it.

import { byId, clock, h } from "./dom.js";

const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];
const SHORTEST = 1;
const LABEL_PIXELS = 64;
const MARK_PIXELS = 34;
/** Pixels that a hand may shake in a click before it counts as a drag. */
const SHAKE = 4;

/** From when to when, in seconds. Listeners of "change" place again what they show. */
export class View extends EventTarget {
  #range = { from: 0, to: 1 };
  duration = 1;

  get from() {
    return this.#range.from;
  }

  get to() {
    return this.#range.to;
  }

  get whole() {
    return this.from <= 0 && this.to >= this.duration;
  }

  /** Another clip. */
  reset(duration, range) {
    this.duration = duration;
    this.show(range?.from ?? 0, range?.to ?? duration);
  }

  show(from, to) {
    const length = Math.min(this.duration, Math.max(Math.min(SHORTEST, this.duration), to - from));
    const start = Math.min(Math.max(0, from), this.duration - length);
    this.#range = { from: start, to: start + length };
    this.dispatchEvent(new Event("change"));
  }

  /** Shows a part as long as the present one by a factor, with one time staying where it is. */
  zoom(factor, about = (this.from + this.to) / 2) {
    const part = (about - this.from) / (this.to - this.from);
    const length = (this.to - this.from) * factor;
    this.show(about - part * length, about + (1 - part) * length);
  }

  /** Moves by a part of what is shown. */
  pan(part) {
    const shift = part * (this.to - this.from);
    this.show(this.from + shift, this.to + shift);
  }

  /** Moves, if it must, so that a stretch of time is seen. */
  reveal(start, end) {
    if (end <= this.from || start >= this.to) {
      const half = (this.to - this.from) / 2;
      this.show((start + end) / 2 - half, (start + end) / 2 + half);
    }
  }

  fit() {
    this.show(0, this.duration);
  }

  /** Where a time is: 0 at the left edge, 1 at the right one. */
  share(time) {
    return (time - this.from) / (this.to - this.from);
  }

  time(share) {
    return this.from + share * (this.to - this.from);
  }
}

/** Draws the axis and lets buttons, keys, wheel and pointer work on the view. */
export function connect(view) {
  const axis = byId("axis");
  const draw = () => {
    const room = Math.max(1, Math.floor(axis.clientWidth / LABEL_PIXELS));
    const length = view.to - view.from;
    const step = STEPS.find((s) => length / s <= room) ?? STEPS.at(-1);
    const marks = [];
    const last = view.time(1 - MARK_PIXELS / axis.clientWidth);
    for (let time = Math.ceil(view.from / step) * step; time <= last; time += step) {
      const mark = h("span", { class: "mark" }, clock(time, step < 1 ? 1 : 0));
      mark.style.left = `${view.share(time) * 100}%`;
      marks.push(mark);
    }
    axis.replaceChildren(...marks);
    byId("zoom-out").disabled = byId("fit").disabled = view.whole;
    byId("zoom-in").disabled = length <= SHORTEST;
    axis.classList.toggle("movable", !view.whole);
  };
  view.addEventListener("change", draw);
  new ResizeObserver(draw).observe(axis);
  byId("zoom-in").addEventListener("click", () => view.zoom(0.5));
  byId("zoom-out").addEventListener("click", () => view.zoom(2));
  byId("fit").addEventListener("click", () => view.fit());
  axis.addEventListener("keydown", (event) => {
    const action = {
      "+": () => view.zoom(0.5),
      "=": () => view.zoom(0.5),
      "-": () => view.zoom(2),
      0: () => view.fit(),
      ArrowLeft: () => view.pan(-0.2),
      ArrowRight: () => view.pan(0.2),
    }[event.key];
    if (action && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      action();
    }
  });
  pointers(view, axis);
}

function pointers(view, axis) {
  const timeline = byId("timeline");
  const timeUnder = (event) => {
    const box = axis.getBoundingClientRect();
    return view.time((event.clientX - box.left) / box.width);
  };
  drag(view, axis, timeUnder);
  const leave = () => (byId("hover").hidden = true);
  timeline.addEventListener("pointermove", (event) => {
    const time = timeUnder(event);
    if (event.pointerType === "touch" || time < view.from || time > view.to) {
      leave();
      return;
    }
    stand(byId("hover"), view, time);
    byId("pointer").textContent = clock(time, 1);
  });
  timeline.addEventListener("pointerleave", leave);
  timeline.addEventListener(
    "wheel",
    (event) => {
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        view.zoom(event.deltaY > 0 ? 1.25 : 0.8, timeUnder(event));
      } else if (!view.whole && Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        view.pan(event.deltaX / axis.clientWidth);
      }
    },
    { passive: false },
  );
}

/** Lets mouse, pen and finger pull the axis: the time that was taken hold of stays under the pointer. */
function drag(view, axis, timeUnder) {
  let grip = null;
  axis.addEventListener("pointerdown", (event) => {
    if (event.isPrimary && event.button === 0 && !view.whole) {
      grip = { pointer: event.pointerId, x: event.clientX, time: timeUnder(event), moved: false };
      axis.setPointerCapture(event.pointerId);
    }
  });
  axis.addEventListener("pointermove", (event) => {
    if (event.pointerId !== grip?.pointer) {
      return;
    }
    grip.moved ||= Math.abs(event.clientX - grip.x) >= SHAKE;
    if (grip.moved) {
      axis.classList.add("grabbed");
      const shift = grip.time - timeUnder(event);
      view.show(view.from + shift, view.to + shift);
    }
  });
  // Comes after pointerup and pointercancel alike.
  axis.addEventListener("lostpointercapture", () => {
    grip = null;
    axis.classList.remove("grabbed");
  });
}

/** Puts a line over all lanes at a time; none where that is not in the view. */
export function stand(line, view, time) {
  const share = time === null ? -1 : view.share(time);
  line.hidden = share < 0 || share > 1;
  line.style.setProperty("--share", share);
}
