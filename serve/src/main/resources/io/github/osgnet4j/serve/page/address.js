// What is shown, as the fragment of the address: it can be shared and never reaches a server.

import { NO_FILTER, SHOWN } from "./split.js";

/**
 * State of the fragment: model, clip or file of the server, what was asked ({id} of an annotated query or {text}), topK, from and to of the
 * view, the time at that was chosen, and the filter of the overview. What is absent or makes no sense is null or empty.
 */
export function read(fragment) {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ""));
  const asked = [];
  for (const [name, value] of parameters) {
    if (name === "query" && value) {
      asked.push({ id: value });
    } else if (name === "text" && value) {
      asked.push({ text: value });
    }
  }
  const from = number(parameters.get("from"));
  const to = number(parameters.get("to"));
  const topK = number(parameters.get("k"));
  return {
    model: parameters.get("model"),
    clip: parameters.get("clip"),
    file: parameters.get("clip") ? null : parameters.get("file"),
    asked,
    topK: Number.isInteger(topK) && topK > 0 ? topK : null,
    view: from !== null && to !== null && to > from ? { from, to } : null,
    at: number(parameters.get("at")),
    filter: readFilter(parameters),
  };
}

/** The fragment of a state. */
export function write(state) {
  const parameters = new URLSearchParams();
  if (state.model) {
    parameters.set("model", state.model);
  }
  const chosen = state.clip ?? state.file;
  if (chosen) {
    parameters.set(state.clip ? "clip" : "file", chosen);
    for (const query of state.asked) {
      parameters.append(query.id ? "query" : "text", query.id ?? query.text);
    }
  }
  if (state.topK) {
    parameters.set("k", state.topK);
  }
  if (chosen && state.view) {
    parameters.set("from", short(state.view.from));
    parameters.set("to", short(state.view.to));
  }
  if (chosen && state.at !== null) {
    parameters.set("at", short(state.at));
  }
  writeFilter(state.filter, parameters);
  return `#${parameters}`;
}

const short = (time) => String(Math.round(time * 1000) / 1000);

function number(text) {
  const value = text === null || text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) && value >= 0 ? value : null;
}

/** A filter and what it orders: filter, template, below, words, sort (with a minus for the largest first), a and b. */
function readFilter(parameters) {
  const sort = parameters.get("sort") || null;
  const show = parameters.get("filter");
  return {
    show: show !== null && Object.hasOwn(SHOWN, show) ? show : NO_FILTER.show,
    kind: parameters.get("template") || null,
    below: number(parameters.get("below")),
    words: parameters.get("words") ?? "",
    sort: sort && { column: sort.replace(/^-/, ""), down: sort.startsWith("-") },
    a: parameters.get("a"),
    b: parameters.get("b"),
  };
}

function writeFilter(filter, parameters) {
  const values = {
    filter: filter.show === NO_FILTER.show ? null : filter.show,
    template: filter.kind,
    below: filter.below,
    words: filter.words || null,
    sort: filter.sort && `${filter.sort.down ? "-" : ""}${filter.sort.column}`,
    a: filter.a,
    b: filter.b,
  };
  Object.entries(values)
    .filter(([, value]) => value !== null)
    .forEach(([name, value]) => parameters.set(name, value));
}
