// What is shown, as the fragment of the address: it can be shared and never reaches a server.

/**
 * State of the fragment: model, clip or file of the server, what was asked ({id} of an annotated query or {text}), topK, from and to of the
 * view, and the time at that was chosen. What is absent or makes no sense is null or empty.
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
  return `#${parameters}`;
}

const short = (time) => String(Math.round(time * 1000) / 1000);

function number(text) {
  const value = text === null || text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) && value >= 0 ? value : null;
}
