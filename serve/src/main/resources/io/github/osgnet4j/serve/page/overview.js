// The split before a clip is chosen: recall, the distribution of IoU, and a table of all queries.

import { get } from "./api.js";
import { byId, h } from "./dom.js";
import { csv, save } from "./download.js";
import { histogram, legend } from "./plot.js";
import { NO_FILTER, SHOWN, Split, pair } from "./split.js";
import { Table } from "./table.js";

const PAUSE = 120;
/** Milliseconds after which the server surely knows of an answer, with some to spare. */
const KNOWN = 3000;
/** Characters of a query that a row shows at most; all of it is on its clip. */
const LONGEST = 300;

const digits = (value, count) => (Number.isNaN(value) ? "" : value.toFixed(count));
const signed = (value) => (Number.isNaN(value) ? "" : (value > 0 ? "+" : "") + value.toFixed(3));
const known = (value) => (Number.isNaN(value) ? null : value);
const percent = (value) => (Number.isNaN(value) ? "–" : value.toFixed(2));

/**
 * The overview. Calls onOpen with the ids of a clip and a query, onFilter with a filter that the user has changed; address gives
 * the fragment that leads to a query.
 */
export class Overview {
  #split = null;
  #loading = null;
  #stale = true;
  #spoiled = Number.NEGATIVE_INFINITY;
  #filter = NO_FILTER;
  #model = null;
  #rows = [];
  #timer = null;
  #later = null;

  constructor({ onOpen, onFilter, address }) {
    this.onOpen = onOpen;
    this.onFilter = onFilter;
    this.address = address;
    this.table = new Table(byId("rows"), {
      label: "Queries of the split",
      fill: (row) => this.#cells(row),
      onSort: (column) => onFilter({ ...this.#filter, sort: this.#sortBy(column) }),
    });
    byId("rows").addEventListener("click", (event) => {
      const place = event.target.closest("tbody tr")?.dataset.place;
      if (place !== undefined && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        this.#open(this.#rows[place]);
      }
    });
    const changed = () => onFilter({ ...this.#filter, ...this.#typed() });
    byId("filters").addEventListener("submit", (event) => event.preventDefault());
    byId("filters").addEventListener("input", (event) => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(changed, event.target.matches("select") ? 0 : PAUSE);
    });
    byId("unfilter").addEventListener("click", () => onFilter({ ...NO_FILTER, sort: this.#filter.sort, a: this.#filter.a, b: this.#filter.b }));
    byId("save-json").addEventListener("click", () => save(`${this.#file()}.json`, "application/json", this.#json()));
    byId("save-csv").addEventListener("click", () => save(`${this.#file()}.csv`, "text/csv;charset=utf-8", this.#csv()));
  }

  /** Something was answered: what the models have answered so far is more. */
  spoil() {
    this.#stale = true;
    this.#spoiled = performance.now();
  }

  /** Starts loading what will be shown; a failure is reported when it is shown. */
  expect() {
    this.#load().catch(() => {});
  }

  /** Shows the split through a filter, with the predictions of a model unless others are chosen. */
  async show(filter, model) {
    const stay = this.#split !== null && JSON.stringify(filter) === JSON.stringify(this.#filter);
    this.#filter = filter;
    this.#model = model;
    byId("overview").hidden = this.#split === null;
    if (this.#split) {
      this.#render(stay);
    }
    if (!this.#split || this.#outdated()) {
      await this.#load();
      if (this.#filter === filter && !byId("welcome").hidden) {
        byId("overview").hidden = false;
        this.#render(stay);
      }
    }
    clearTimeout(this.#later);
    if (this.#outdated()) {
      // The server may not have counted the last answer yet.
      this.#later = setTimeout(() => byId("overview").hidden || this.show(this.#filter, this.#model).catch(() => {}), KNOWN);
    }
    if (this.#filter === filter) {
      // What is not on offer here filters nothing, and the address says so.
      const { a, b } = this.#chosen();
      const offered = {
        ...filter,
        show: this.#choices(a, b).includes(filter.show) ? filter.show : NO_FILTER.show,
        kind: this.#split.kinds.includes(filter.kind) ? filter.kind : null,
        below: a?.scored ? filter.below : null,
      };
      if (JSON.stringify(offered) !== JSON.stringify(filter)) {
        this.onFilter(offered);
      }
    }
  }

  /** What can be shown of two predictions, by the words of the address. */
  #choices(a, b) {
    return Object.keys(SHOWN).filter((word) => (!SHOWN[word].truth || (this.#split.answered && a)) && (!SHOWN[word].pair || b));
  }

  /** Whether the models may have answered more than is known here. */
  #outdated() {
    return this.#stale && this.#split.predictions.some((one) => one.model !== undefined);
  }

  hide() {
    byId("overview").hidden = true;
  }

  /** Takes note of a filter that is not shown now. */
  remember(filter, model) {
    this.#filter = filter;
    this.#model = model;
  }

  #load() {
    const asked = performance.now();
    this.#loading ??= get("api/split")
      .then((data) => {
        this.#split = new Split(data);
        this.#stale &&= asked - this.#spoiled < KNOWN;
      })
      .finally(() => (this.#loading = null));
    return this.#loading;
  }

  /** The predictions that are chosen. */
  #chosen() {
    return pair(this.#split.predictions, this.#filter, this.#model);
  }

  /**
   * The next query after one, or before it, whose first window misses what is right, in the order of the table; null if there is
   * none, and its place among them.
   */
  async neighbour(step, clip, query) {
    if (!this.#split) {
      await this.#load();
    }
    const known = this.#neighbour(step, clip, query);
    if (known || !this.#outdated() || this.#chosen().a.model === undefined) {
      return known;
    }
    await this.#load();
    return this.#neighbour(step, clip, query);
  }

  #neighbour(step, clip, query) {
    const split = this.#split;
    const { a, b } = this.#chosen();
    const rows = split.select({ ...this.#filter, show: "all" }, this.#filter.sort, a, b);
    const failures = rows.filter((row) => split.failed(a, row));
    const here = rows.indexOf(query === undefined ? -1 : split.row(clip, query));
    const before = here < 0 ? 0 : rows.slice(0, here).filter((row) => split.failed(a, row)).length;
    const at = here >= 0 && split.failed(a, rows[here]) ? before + step : step > 0 ? before : before - 1;
    const to = here < 0 && step < 0 ? failures.length - 1 : at;
    const row = failures[to];
    return row === undefined ? null : { clip: split.clips[split.clip[row]], query: split.id[row], place: to + 1, of: failures.length };
  }

  #open(row) {
    this.onOpen(this.#split.clips[this.#split.clip[row]], this.#split.id[row]);
  }

  #sortBy(column) {
    const sort = this.#filter.sort;
    const texts = ["query", "clip", "template"].includes(column);
    // Numbers begin with the largest, texts with A; a second click turns the order round, a third gives that of the annotations.
    if (sort?.column !== column) {
      return { column, down: !texts };
    }
    return sort.down === texts ? null : { column, down: !sort.down };
  }

  #typed() {
    const below = byId("filter-below").valueAsNumber;
    const a = byId("set-a").value;
    const b = byId("set-b").value;
    const before = this.#chosen();
    return {
      show: byId("filter-show").value,
      kind: byId("filter-kind").value === "" ? null : this.#split.kinds[Number(byId("filter-kind").value)],
      below: Number.isFinite(below) ? below : null,
      words: byId("filter-words").value.trim(),
      a: a === (before.a?.name ?? "") ? this.#filter.a : a,
      b: b === (before.b?.name ?? "") ? this.#filter.b : b,
    };
  }

  #columns(a, b) {
    const { answered } = this.#split;
    const letter = b ? " A" : "";
    return [
      { word: "query", name: "Query" },
      { word: "clip", name: "Clip" },
      this.#split.kinds.length > 1 && { word: "template", name: "Template" },
      answered && { word: "length", name: "Length", hint: "Length of the annotated window in seconds" },
      a?.scored && { word: "score", name: `Score${letter}`, hint: "Score of the first window" },
      answered && a && { word: "iou", name: `IoU${letter}`, hint: "Overlap of the first window with the annotated one" },
      b?.scored && { word: "score-b", name: "Score B" },
      answered && b && { word: "iou-b", name: "IoU B" },
      answered && b && { word: "change", name: "B − A", hint: "IoU of B minus IoU of A" },
    ].filter(Boolean);
  }

  #cells(row) {
    const split = this.#split;
    const { a, b } = this.#chosen();
    const clip = split.clips[split.clip[row]];
    const text = split.text[row].trim() ? split.text[row] : split.id[row];
    const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
    const number = {
      length: () => digits(split.length[row], 1),
      score: () => digits(a.score[row], 3),
      iou: () => digits(a.iou[row], 3),
      "score-b": () => digits(b.score[row], 3),
      "iou-b": () => digits(b.iou[row], 3),
      change: () => signed(split.change(a, b, row)),
    };
    return this.#columns(a, b).map(({ word }) => {
      const cell = { role: "cell", class: `c-${word}` };
      if (word === "query") {
        return h("td", cell, h("a", { class: "row-link", href: this.address(clip, split.id[row]), dir: "auto", title: short }, short));
      }
      if (word === "clip" || word === "template") {
        const value = word === "clip" ? clip : split.kinds[split.kind[row]];
        return h("td", { ...cell, title: value }, h("bdi", {}, value));
      }
      return h("td", cell, number[word]());
    });
  }

  #render(stay) {
    const { a, b } = this.#chosen();
    this.#rows = this.#split.select(this.#filter, this.#filter.sort, a, b);
    this.table.columns(this.#columns(a, b), this.#filter.sort);
    byId("rows").classList.toggle("pair", b !== null && this.#split.answered);
    this.table.show(this.#rows, stay);
    this.#controls(a, b);
    this.#figures(a, b);
  }

  #controls(a, b) {
    const split = this.#split;
    const option = (value, name, chosen) => h("option", { value, selected: chosen }, name);
    const fill = (id, options) => byId(id).replaceChildren(...options);
    byId("overview-facts").textContent = `${split.name} · ${split.size} queries${a ? ` · ${a.queries} with a prediction` : ""}`;
    byId("sets").hidden = split.predictions.length === 0;
    fill("set-a", split.predictions.map((one) => option(one.name, one.name, one === a)));
    const others = split.predictions.filter((one) => one !== a);
    byId("set-b").parentElement.hidden = others.length === 0;
    fill("set-b", [option("", "nothing", b === null), ...others.map((one) => option(one.name, one.name, one === b))]);
    fill("filter-show", this.#choices(a, b).map((word) => option(word, SHOWN[word].name, word === this.#filter.show)));
    fill("filter-kind", [option("", "all", this.#filter.kind === null), ...split.kinds.map((kind, i) => option(i, kind, kind === this.#filter.kind))]);
    byId("filter-kind").parentElement.hidden = split.kinds.length < 2;
    byId("filter-below").parentElement.hidden = !a?.scored;
    const typing = document.activeElement;
    if (typing !== byId("filter-below")) {
      byId("filter-below").value = this.#filter.below ?? "";
    }
    if (typing !== byId("filter-words")) {
      byId("filter-words").value = this.#filter.words;
    }
    const whole = this.#rows.length === split.size;
    byId("unfilter").disabled = whole && this.#filter.show === "all";
    byId("shown").textContent = whole ? `All ${split.size} queries` : `${this.#rows.length} of ${split.size} queries`;
    byId("save-json").disabled = byId("save-csv").disabled = this.#rows.length === 0;
  }

  #figures(a, b) {
    const split = this.#split;
    const sets = split.answered ? [a, b].filter(Boolean) : [];
    const every = Array.from({ length: split.size }, (_, i) => i);
    const filtered = this.#rows.length < split.size;
    const rows = sets.flatMap((set, s) => {
      const name = b ? `${"AB"[s]}: ${set.name}` : set.name;
      const all = { name, set, ...split.figures(every, set) };
      return filtered ? [all, { name: `${name} (shown)`, set, ...split.figures(this.#rows, set) }] : [all];
    });
    const some = rows.some(({ count }) => count > 0);
    byId("figures").hidden = !some;
    byId("nothing").hidden = some || !split.answered || split.predictions.length === 0;
    if (!some) {
      return;
    }
    const heading = (text, kind) => h("th", { role: "columnheader", scope: "col", class: kind }, text);
    byId("recalls").replaceChildren(
      h(
        "thead",
        { role: "rowgroup" },
        h(
          "tr",
          { role: "row" },
          heading("Percent", "name"),
          heading("Queries"),
          ...split.measures.map(({ rank, threshold }) => heading(`R@${rank} IoU ${threshold}`)),
          heading("Mean IoU"),
        ),
      ),
      h(
        "tbody",
        { role: "rowgroup" },
        ...rows.map(({ name, count, recalls, mean }) =>
          h(
            "tr",
            { role: "row" },
            h("th", { role: "rowheader", scope: "row", class: "name", title: name }, name),
            ...[String(count), ...recalls.map(percent), percent(mean)].map((text) => h("td", { role: "cell" }, text)),
          ),
        ),
      ),
    );
    const series = sets.map((set, s) => ({ name: b ? `${"AB"[s]}: ${set.name}` : set.name, bins: split.figures(this.#rows, set).bins }));
    byId("histogram").hidden = series.every(({ bins }) => bins.every((count) => count === 0));
    byId("histogram").replaceChildren(histogram(series), ...(b ? [legend(series)] : []));
  }

  #file() {
    return `osgnet-${this.#split.name}-${this.#filter.show}`;
  }

  /** The rows that are shown, with what was predicted for each. */
  #exported() {
    const split = this.#split;
    const { a, b } = this.#chosen();
    return this.#rows.map((row) => ({
      clip: split.clips[split.clip[row]],
      query: split.id[row],
      text: split.text[row],
      template: split.kinds[split.kind[row]],
      start: known(split.start[row]),
      end: known(split.end[row]),
      predictions: [a, b].filter(Boolean).map((set) => ({
        name: set.name,
        start: known(set.start[row]),
        end: known(set.end[row]),
        score: known(set.score[row]),
        iou: known(set.iou[row]),
      })),
    }));
  }

  #json() {
    const { show, kind, below, words } = this.#filter;
    return `${JSON.stringify({ split: this.#split.name, filter: { show, template: kind, below, words }, queries: this.#exported() }, null, 1)}\n`;
  }

  #csv() {
    const { a, b } = this.#chosen();
    const parts = ["start", "end", "score", "iou"];
    const columns = [
      ...["clip", "query", "text", "template", "start", "end"],
      ...[a, b].filter(Boolean).flatMap((set) => parts.map((part) => `${set.name} ${part}`)),
    ];
    return csv(
      columns,
      this.#exported().map((row) => [
        row.clip,
        row.query,
        row.text,
        row.template,
        row.start,
        row.end,
        ...row.predictions.flatMap((set) => parts.map((part) => set[part])),
      ]),
    );
  }
}
