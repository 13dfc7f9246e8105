// Rows of a timeline: a name, bars or curves over the time of the clip, and numbers.

import { h, svg } from "./dom.js";

/** Rows under one heading, placed again whenever the view changes. */
export class Lanes {
  #placed = [];

  constructor(view, label, columns = ["Seconds", "Score", "IoU"]) {
    this.view = view;
    this.body = h("tbody", { role: "rowgroup" });
    const heading = (name, kind) => (name ? h("th", { role: "columnheader", scope: "col", class: kind }, name) : h("td", { role: "cell", class: kind }));
    this.table = h(
      "table",
      { class: "lanes", role: "table", "aria-label": label },
      h(
        "thead",
        { role: "rowgroup", class: "hidden" },
        h("tr", { role: "row" }, heading("Row", "name"), heading("Timeline", "lane"), ...columns.map((c) => heading(c, "number"))),
      ),
      this.body,
    );
    this.place = () => this.#placed.forEach((place) => place());
    view.addEventListener("change", this.place);
  }

  /** The rows will not be seen again. */
  remove() {
    this.view.removeEventListener("change", this.place);
    this.table.remove();
  }

  /** Adds a row; numbers are texts, or one element for all their columns; a note goes below the name. */
  row(name, kind, numbers, note = null) {
    const lane = h("div", { class: "lane-box" });
    const cells = Array.isArray(numbers)
      ? numbers.map((text) => h("td", { role: "cell", class: "number" }, text))
      : [h("td", { role: "cell", class: "wide", colspan: 3 }, numbers)];
    this.body.append(
      h(
        "tr",
        { role: "row", class: kind },
        h("th", { role: "rowheader", scope: "row", class: "name", title: name }, name, note && h("small", {}, note)),
        h("td", { role: "cell", class: "lane" }, lane),
        ...cells,
      ),
    );
    return lane;
  }

  /** Puts an element over a stretch of time in a lane. Out of view, it is hidden or waits at the edge. */
  bar(lane, element, start, end, waits = false) {
    lane.append(element);
    this.#keep(() => {
      const before = this.view.share(end) < 0;
      const after = this.view.share(start) > 1;
      const from = Math.min(1, Math.max(0, this.view.share(start)));
      const to = Math.max(from, Math.min(1, this.view.share(end)));
      element.hidden = (before || after) && !waits;
      element.classList.toggle("before", before);
      element.classList.toggle("after", after);
      element.style.left = `${from * 100}%`;
      element.style.width = `${(to - from) * 100}%`;
    });
  }

  /** Plain bars, one for each {start, end}. */
  bars(lane, ranges, kind) {
    ranges.forEach((range) => this.bar(lane, h("span", { class: `bar ${kind}` }), range.start, range.end));
  }

  /** A line for each level of scores, from 0 at the bottom to a maximum at the top. */
  curves(lane, levels, maximum) {
    const lines = levels.map((level) =>
      svg("polyline", {
        class: `curve level-${level.level % 8}`,
        points: level.times.map((time, i) => `${time},${1 - Math.min(1, level.scores[i] / maximum)}`).join(" "),
        "vector-effect": "non-scaling-stroke",
      }),
    );
    const drawing = svg("svg", { preserveAspectRatio: "none", "aria-hidden": "true" }, ...lines);
    lane.append(drawing);
    this.#keep(() => drawing.setAttribute("viewBox", `${this.view.from} 0 ${this.view.to - this.view.from} 1`));
    return lines;
  }

  #keep(place) {
    this.#placed.push(place);
    place();
  }
}
