// A plot in SVG, in the colours of the page.

import { h, svg } from "./dom.js";

const WIDTH = 480;
const HEIGHT = 190;
const LEFT = 48;
const RIGHT = 16;
const TOP = 8;
const BOTTOM = 150;
const TICKS = 4;

/** The step of an axis to a maximum: 1, 2 or 5 times a power of ten, with no more than a few ticks. */
function step(most) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most / TICKS)));
  return [1, 2, 5, 10].map((digit) => digit * power).find((size) => size * TICKS >= most);
}

/** Upright bars side by side from 0 to 1: of each series, in how many queries the IoU lies in each part. */
export function histogram(series) {
  const parts = series[0].bins.length;
  const size = step(Math.max(...series.flatMap(({ bins }) => bins)));
  const most = size * Math.max(1, Math.ceil(Math.max(...series.flatMap(({ bins }) => bins)) / size));
  const x = (share) => LEFT + share * (WIDTH - LEFT - RIGHT);
  const y = (count) => BOTTOM - (count / most) * (BOTTOM - TOP);
  const marks = [];
  for (let count = 0; count <= most; count += size) {
    marks.push(
      svg("line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y(count), y2: y(count) }),
      svg("text", { x: LEFT - 6, y: y(count) + 4, "text-anchor": "end" }, String(count)),
    );
  }
  const width = (0.9 * (x(1) - x(0))) / parts / series.length;
  series.forEach(({ bins }, s) =>
    bins.forEach((count, i) => {
      const middle = x((i + 0.5) / parts);
      marks.push(
        svg("rect", { class: `bar-${s}`, x: middle + (s - series.length / 2) * width, y: y(count), width, height: BOTTOM - y(count) }),
      );
    }),
  );
  for (let i = 0; i <= parts; i += 2) {
    marks.push(svg("text", { x: x(i / parts), y: BOTTOM + 16, "text-anchor": "middle" }, (i / parts).toFixed(1)));
  }
  marks.push(svg("text", { x: x(0.5), y: HEIGHT - 6, "text-anchor": "middle" }, "IoU of the first window"));
  return svg("svg", { class: "plot", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": words(series) }, ...marks);
}

/** The same for those who do not see it. */
function words(series) {
  const all = series.map(({ name, bins }) => `${name}: ${bins.join(", ")}`).join("; ");
  return `Queries by the IoU of their first window, in tenths from 0 to 1. ${all}`;
}

/** The names of the series with their colours. */
export const legend = (series) =>
  h("ul", { class: "small key" }, ...series.map(({ name }, s) => h("li", {}, h("span", { class: `sample sample-${s}` }), name)));
