// The configured split: its queries, what was predicted for them, and which of them a filter lets through.

/** What a filter shows, by the word of the address. Those of two predictions need a second one. */
export const SHOWN = {
  all: { name: "All queries", lets: () => true },
  failures: { name: "Failures", truth: true, lets: (split, i, a) => split.failed(a, i) },
  right: { name: "Right", truth: true, lets: (split, i, a) => split.hit(a, i, 0) },
  unanswered: { name: "Without prediction", lets: (split, i, a) => !split.has(a, i) },
  gained: { name: "B better than A", truth: true, pair: true, lets: (split, i, a, b) => split.change(a, b, i) > 0 },
  lost: { name: "A better than B", truth: true, pair: true, lets: (split, i, a, b) => split.change(a, b, i) < 0 },
};

/**
 * Which of some predictions are compared: those that a filter names, or else the first two files, or what a model has answered. Null
 * for none.
 */
export function pair(predictions, filter, model) {
  const named = (name) => predictions.find((one) => one.name === name);
  const files = predictions.filter((one) => one.model === undefined);
  const a = named(filter.a) ?? files[0] ?? predictions.find((one) => one.model === model) ?? predictions[0] ?? null;
  const b = filter.b === null ? files[1] : named(filter.b);
  return { a, b: b && b !== a ? b : null };
}

/** A filter that lets everything through, in the order of the annotations, with the predictions that come first. */
export const NO_FILTER = { show: "all", kind: null, below: null, words: "", sort: null, a: null, b: null };

/** The values in an array of another kind, with something in place of null; its own from() takes five times as long. */
function filled(array, values, otherwise) {
  for (let i = 0; i < values.length; i++) {
    array[i] = values[i] ?? otherwise;
  }
  return array;
}

const numbers = (values) => filled(new Float64Array(values.length), values, Number.NaN);

/** The columns of /api/split. Rows are numbered from 0; a is the first of the predictions, b the second, null for none. */
export class Split {
  #lower = null;

  constructor(data) {
    this.name = data.split;
    this.answered = data.answered;
    this.measures = data.ranks.flatMap((rank) => data.thresholds.map((threshold) => ({ rank, threshold })));
    this.clips = data.clips;
    this.kinds = data.kinds;
    this.clip = data.queries.clip;
    this.id = data.queries.id;
    this.text = data.queries.text;
    this.kind = data.queries.kind;
    this.start = numbers(data.queries.start);
    this.end = numbers(data.queries.end);
    this.length = this.end.map((end, i) => end - this.start[i]);
    this.size = this.id.length;
    this.predictions = data.predictions.map((one) => ({
      name: one.name,
      model: one.model,
      queries: one.queries,
      scored: one.score.some((score) => score !== null),
      start: numbers(one.start),
      end: numbers(one.end),
      score: numbers(one.score),
      iou: numbers(one.iou),
      hits: filled(new Int16Array(one.hits.length), one.hits, -1),
    }));
  }

  /** The row of a query; -1 if there is none. */
  row(clip, query) {
    const place = this.clips.indexOf(clip);
    return this.id.findIndex((id, i) => id === query && this.clip[i] === place);
  }

  has = (a, i) => a !== null && !Number.isNaN(a.start[i]);

  /** Whether a measure, by its place, counts the row as found. */
  hit = (a, i, measure) => a !== null && a.hits[i] >= 0 && (a.hits[i] & (1 << measure)) !== 0;

  /** Whether the first window misses what is right at the lowest threshold. */
  failed = (a, i) => a !== null && a.hits[i] >= 0 && (a.hits[i] & 1) === 0;

  /** What b gains over a in IoU; NaN where one of them has none. */
  change = (a, b, i) => (a === null || b === null ? Number.NaN : b.iou[i] - a.iou[i]);

  /** The rows that a filter lets through, in the order of a column or, without one, of the annotations. */
  select(filter, sort, a, b) {
    const { lets } = SHOWN[filter.show] ?? SHOWN.all;
    const words = filter.words.toLowerCase().split(/\s+/).filter(Boolean);
    const kind = filter.kind === null ? -1 : this.kinds.indexOf(filter.kind);
    const lower = words.length ? this.#words() : null;
    const rows = [];
    for (let i = 0; i < this.size; i++) {
      if (
        lets(this, i, a, b) &&
        (kind < 0 || this.kind[i] === kind) &&
        (filter.below === null || (a !== null && a.score[i] < filter.below)) &&
        words.every((word) => lower[i].includes(word))
      ) {
        rows.push(i);
      }
    }
    return sort ? this.#sorted(rows, sort, a, b) : rows;
  }

  #words() {
    this.#lower ??= this.text.map((text, i) => `${text}\n${this.id[i]}\n${this.clips[this.clip[i]]}`.toLowerCase());
    return this.#lower;
  }

  #sorted(rows, { column, down }, a, b) {
    const values = this.column(column, a, b);
    const sign = down ? -1 : 1;
    const texts = typeof values[0] === "string";
    return rows.sort((i, j) => {
      const x = values[i];
      const y = values[j];
      if (!texts && (Number.isNaN(x) || Number.isNaN(y))) {
        return Number.isNaN(x) - Number.isNaN(y) || i - j;
      }
      return (x < y ? -sign : x > y ? sign : 0) || i - j;
    });
  }

  /** All values of a column, by its word of the address. */
  column(name, a, b) {
    const none = () => new Float64Array(this.size).fill(Number.NaN);
    switch (name) {
      case "query":
        return this.text.map((text) => text.toLowerCase());
      case "clip":
        return this.clip.map((clip) => this.clips[clip]);
      case "template":
        return this.kind.map((kind) => this.kinds[kind]);
      case "length":
        return this.length;
      case "score":
        return a?.score ?? none();
      case "iou":
        return a?.iou ?? none();
      case "score-b":
        return b?.score ?? none();
      case "iou-b":
        return b?.iou ?? none();
      case "change":
        return none().map((_, i) => this.change(a, b, i));
      default:
        return none().map((_, i) => i);
    }
  }

  /** Recall, mean IoU and its distribution over some rows: of those that have a prediction and whose answer is known. */
  figures(rows, a) {
    const found = this.measures.map(() => 0);
    const bins = new Array(10).fill(0);
    let sum = 0;
    let count = 0;
    for (const i of rows) {
      if (a.hits[i] >= 0) {
        count++;
        sum += a.iou[i];
        bins[Math.min(9, Math.floor(a.iou[i] * 10))]++;
        for (let measure = 0; measure < found.length; measure++) {
          found[measure] += (a.hits[i] >> measure) & 1;
        }
      }
    }
    return { count, recalls: found.map((hits) => (100 * hits) / count), mean: (100 * sum) / count, bins };
  }
}
