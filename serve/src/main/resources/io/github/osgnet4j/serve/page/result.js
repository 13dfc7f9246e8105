// One query's answer: windows, ground truth, score curves and objects.

import { post } from "./api.js";
import { announce, clock, h, roving, seconds } from "./dom.js";
import { Lanes } from "./lanes.js";

/** Seconds within which two times are one: an address has three digits. */
export const SAME_TIME = 0.001;

/** IoU of two stretches of time. */
export function iou(a, b) {
  const common = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  const span = Math.max(a.end, b.end) - Math.min(a.start, b.start);
  return common > 0 && span > 0 ? common / span : 0;
}

/**
 * A panel that asks the server and shows what it answers, and what besides promises: a list of what else was predicted, with names and
 * windows, or the error in their place. Windows that are chosen go to onWindow; onGone tries again where the server has forgotten the video.
 */
export class Result {
  #abort = new AbortController();
  #lanes = null;
  #windows = [];
  #content = h("div", { class: "answer" });
  #pictures = null;
  #shown = null;

  constructor(view, asked, text, { besides, onRemove, onWindow, onGone }) {
    this.view = view;
    this.asked = asked;
    this.text = text;
    this.besides = besides;
    this.onWindow = onWindow;
    this.onGone = onGone;
    this.withdraw = h("button", { type: "button", class: "plain", "aria-label": `Remove: ${text}`, click: onRemove }, "Remove");
    this.element = h(
      "section",
      { class: "result", "aria-label": text },
      h("header", {}, h("h3", { dir: "auto" }, text), this.withdraw),
      this.#content,
    );
    roving(this.#content, "button.window");
  }

  /** Asks a clip or a video, as requests name it; called again, asks again. */
  async load(target, topK) {
    this.#abort.abort();
    this.#abort = new AbortController();
    const signal = this.#abort.signal;
    this.#clear(h("p", { class: "small waiting" }, "Searching …"));
    this.element.setAttribute("aria-busy", "true");
    const request = { ...target, scores: true, objects: true };
    Object.assign(request, this.asked.id ? { query: this.asked.id } : { text: this.asked.text });
    if (topK) {
      request.topK = topK;
    }
    try {
      const [answer, others] = await Promise.all([post("api/ground", request, signal), this.besides(this.asked, topK, signal)]);
      if (!signal.aborted) {
        this.#show(answer, others);
      }
    } catch (error) {
      if (!signal.aborted) {
        // What the server has forgotten has to be encoded again.
        this.#fail(error, error.status === 404 && target.video ? this.onGone : () => this.load(target, topK));
      }
    }
    if (!signal.aborted) {
      this.element.removeAttribute("aria-busy");
    }
  }

  /** Pictures of the windows, from now on; none for null. */
  illustrate(pictures) {
    this.#pictures = pictures;
    this.#content.querySelector(".pictures")?.remove();
    this.#illustrate();
  }

  /** Where the focus goes when the answer beside it went. */
  focus() {
    this.withdraw.focus();
  }

  remove() {
    this.#abort.abort();
    this.#lanes?.remove();
    this.element.remove();
  }

  /** The first window that begins at a time, if one does. */
  windowAt(time) {
    return time === null ? undefined : this.#windows.find((window) => Math.abs(window.start - time) < SAME_TIME);
  }

  /** Marks a window as the chosen one, or none. */
  mark(window) {
    const chosen = window ? this.#windows.findIndex(({ start, end }) => start === window.start && end === window.end) : -1;
    this.#content.querySelectorAll("button.window").forEach((button, i) => button.setAttribute("aria-pressed", String(i === chosen)));
  }

  #clear(...content) {
    this.#lanes?.remove();
    this.#lanes = null;
    this.#windows = [];
    this.#shown = null;
    this.#content.replaceChildren(...content);
  }

  #fail(error, again) {
    const retry = h("button", { type: "button", click: again }, "Try again");
    if (error.retryAfter) {
      retry.disabled = true;
      setTimeout(() => (retry.disabled = false), error.retryAfter * 1000);
    }
    this.#clear(h("div", { class: "problem", role: "alert" }, h("strong", {}, error.title ?? "Failure"), h("span", {}, error.message), retry));
  }

  #show(answer, others) {
    const truth = answer.query.groundTruth;
    const lanes = new Lanes(this.view, `Windows: ${this.text}`);
    if (truth.length) {
      const lane = lanes.row("Truth", "truth-row", [truth.map((t) => `${seconds(t.start)} – ${seconds(t.end)}`).join(", "), "", ""]);
      lanes.bars(lane, truth, "truth");
    }
    others.forEach((other) => this.#other(lanes, other, truth));
    answer.windows.forEach((window, i) => this.#window(lanes, window, i + 1, truth));
    if (answer.levels?.length) {
      this.#curves(lanes, answer.levels, truth);
    }
    (answer.objects ?? []).forEach((object) => {
      const lane = lanes.row(object.name ?? `class ${object.classId}`, "object-row", [`seen ${seconds(object.seconds)} s`, "", ""]);
      lanes.bars(lane, object.ranges, "object");
    });
    this.#clear(lanes.table, h("p", { class: "small facts" }, facts(answer)));
    this.#lanes = lanes;
    this.#windows = answer.windows;
    this.#shown = answer;
    this.#illustrate();
    const best = answer.windows[0];
    announce(
      best
        ? `${this.text}: ${answer.windows.length} windows, the first from ${seconds(best.start)} to ${seconds(best.end)} seconds with score ${best.score.toFixed(3)}`
        : `${this.text}: no window`,
    );
    this.element.dispatchEvent(new CustomEvent("answered"));
  }

  async #illustrate() {
    const pictures = this.#pictures;
    const answer = this.#shown;
    if (!answer || !(await pictures?.ready) || pictures !== this.#pictures || answer !== this.#shown || this.#content.querySelector(".pictures")) {
      return;
    }
    const moments = [
      ...answer.query.groundTruth.map((range) => ({ name: "Truth", range })),
      ...answer.windows.map((range, i) => ({ name: `#${i + 1}`, range })),
    ];
    const middle = ({ start, end }) => (start + end) / 2;
    this.#content.append(
      h(
        "ul",
        { class: "pictures small", "aria-label": "Pictures from the middle of each window" },
        ...moments.map(({ name, range }) => h("li", {}, pictures.place(middle(range)), `${name} · ${clock(middle(range), 1)}`)),
      ),
    );
  }

  /** All windows of other predictions in one row. */
  #other(lanes, { name, windows, error }, truth) {
    if (error) {
      lanes.row(name, "other-row", h("span", { class: "small", title: error.message }, `${error.title ?? "Failure"}: ${error.message}`));
      return;
    }
    const [first] = windows;
    const lane = lanes.row(name, "other-row", first ? [`${seconds(first.start)} – ${seconds(first.end)}`, first.score?.toFixed(3) ?? "", overlap(first, truth)] : ["none", "", ""]);
    lanes.bars(lane, truth, "band");
    // The first one lies on top.
    windows.toReversed().forEach((window) => {
      const words = `${name}: ${clock(window.start, 1)} to ${clock(window.end, 1)}${window.score === undefined ? "" : `, score ${window.score.toFixed(3)}`}`;
      lanes.bar(lane, h("span", { class: window === first ? "bar other best" : "bar other", title: words }), window.start, window.end);
    });
  }

  #window(lanes, window, rank, truth) {
    const lane = lanes.row(`#${rank}`, rank === 1 ? "window-row first" : "window-row", [
      `${seconds(window.start)} – ${seconds(window.end)}`,
      window.score.toFixed(3),
      overlap(window, truth),
    ]);
    lanes.bars(lane, truth, "band");
    const button = h("button", {
      type: "button",
      class: "bar window",
      tabindex: rank === 1 ? 0 : -1,
      "aria-pressed": "false",
      "aria-label": `Window ${rank}: ${seconds(window.start)} to ${seconds(window.end)} seconds, score ${window.score.toFixed(3)}`,
      title: `#${rank}  ${clock(window.start, 1)} to ${clock(window.end, 1)}, score ${window.score.toFixed(3)}`,
      click: () => this.onWindow(window),
    });
    lanes.bar(lane, button, window.start, window.end, true);
  }

  #curves(lanes, levels, truth) {
    const peaks = levels.map((level) => Math.max(0, ...level.scores));
    const maximum = scale(Math.max(...peaks));
    const legend = h("ul", { class: "legend", "aria-label": "Highest score of each level" });
    const lane = lanes.row("Scores", "curve-row", legend, `0 to ${maximum}`);
    lanes.bars(lane, truth, "band");
    const lines = lanes.curves(lane, levels, maximum);
    levels.forEach((level, i) => {
      const lift = (on) => () => {
        lane.classList.toggle("lifted", on);
        lines[i].classList.toggle("up", on);
      };
      legend.append(
        h(
          "li",
          { pointerenter: lift(true), pointerleave: lift(false), title: `Level ${level.level}: one position every ${level.stride} feature steps` },
          h("span", { class: `swatch level-${level.level % 8}` }),
          `L${level.level} ${peaks[i].toFixed(3)}`,
        ),
      );
    });
  }
}

/** The overlap with what is right, as it is shown; nothing where that is not known. */
const overlap = (window, truth) => (truth.length ? Math.max(...truth.map((t) => iou(window, t))).toFixed(2) : "");

/** The top of an axis: the next tenth, or hundredth where all scores are low. */
function scale(peak) {
  const unit = peak > 0.1 ? 10 : 100;
  return Math.max(1, Math.ceil(peak * unit - 1e-9)) / unit;
}

function facts(answer) {
  const ms = (time) => `${(time * 1000).toFixed(time < 0.01 ? 1 : 0)} ms`;
  const video = { cached: "video from the cache", shared: "video encoded with another request", computed: "video encoded" };
  const labels = answer.query.labels.map((label) => label.name ?? `class ${label.classes}`).join(", ");
  return [
    labels ? `looked for: ${labels}` : "no objects named",
    `${ms(answer.timings.total)} in total, network ${ms(answer.timings.run)}`,
    video[answer.cache] ?? answer.cache,
  ].join(" · ");
}
