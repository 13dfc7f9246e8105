// The page: what is shown, the address that says so, and the parts that show it.

import * as address from "./address.js";
import { get, getClip, onUnauthorized } from "./api.js";
import { Clips } from "./clips.js";
import { announce, byId, clock, h, seconds } from "./dom.js";
import { acceptDrops } from "./drop.js";
import { Files } from "./files.js";
import { Lanes } from "./lanes.js";
import { Login } from "./login.js";
import { Queries } from "./queries.js";
import { Result, SAME_TIME } from "./result.js";
import { Player } from "./video.js";
import { View, connect, stand } from "./view.js";

const OBJECTS_AT_FIRST = 6;
/** Milliseconds after which a view counts as one to remember: browsers bound how often the address changes. */
const SETTLED = 250;
const NARROW = window.matchMedia("(max-width: 56rem)");

let state = address.read(location.hash);
let models = [];
let results = [];
let clipLanes = null;
/** The window that was clicked: its query, start and end. */
let clicked = null;
let opening = new AbortController();
let settling = null;

const view = new View();
const clips = new Clips({ onChoose: choose, onFail: notice });
const queries = new Queries({ onAsk: ask, onWithdraw: withdraw, onClear: () => setAsked([], true) });
const login = new Login();
const player = new Player({
  onTime: (time) => {
    state.at = time;
    stand(byId("playhead"), view, time);
  },
  onOpen: (file) => player.openFile(file),
});
const files = new Files({ onChoose: (file) => player.openStored(file) });

connect(view);
acceptDrops(
  () => !byId("player").hidden,
  (file) => player.openFile(file),
);
view.addEventListener("change", () => {
  state.view = view.whole ? null : { from: view.from, to: view.to };
  stand(byId("playhead"), view, state.at);
  clearTimeout(settling);
  settling = setTimeout(() => remember(false), SETTLED);
});
window.addEventListener("popstate", restore);
NARROW.addEventListener("change", () => (byId("chooser").open = !NARROW.matches || !state.clip));
byId("model").addEventListener("change", (event) => {
  state.model = event.target.value;
  showModel();
  remember(true);
  if (state.clip) {
    open();
  }
});
byId("top-k").addEventListener("change", (event) => {
  if (event.target.checkValidity() && event.target.value) {
    state.topK = Number(event.target.value);
    remember(true);
    reload();
  } else {
    event.target.reportValidity();
  }
});
byId("example").addEventListener("click", showExample);
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.target.matches("input, select, textarea")) {
    event.preventDefault();
    byId("chooser").open = true;
    byId("search").focus();
  }
});
onUnauthorized((rejected) => login.ask(rejected));
start();

/** The model that answers. */
const model = () => models.find((m) => m.name === state.model) ?? models.find((m) => m.default) ?? models[0];

async function start() {
  try {
    models = (await get("api/models")).models;
    byId("notice").hidden = true;
  } catch (error) {
    byId("empty").textContent = "";
    notice(error, start);
    return;
  }
  byId("model").replaceChildren(...models.map((m) => h("option", { value: m.name }, m.name)));
  byId("model").disabled = models.length < 2;
  byId("top-k").disabled = false;
  state = known(state);
  showModel();
  const [total] = await Promise.all([clips.load(), files.load().catch((error) => notice(error, () => files.load()))]);
  byId("empty").textContent =
    total === 0
      ? "This server has no clips. Start it with --config to see those of a dataset, or use its API with your own features."
      : "Choose a clip to see its time line.";
  byId("example").hidden = !total;
  if (state.clip) {
    open();
  }
}

/** A state without a model that this server does not have: the default one is shown, and has to answer. */
const known = (wanted) => (models.some((m) => m.name === wanted.model) ? wanted : { ...wanted, model: null });

function showModel() {
  const chosen = model();
  byId("model").value = chosen.name;
  byId("top-k").max = chosen.topKLimit;
  byId("top-k").value = state.topK ?? chosen.maxWindows;
}

function remember(step) {
  const fragment = address.write(state);
  if (fragment !== location.hash) {
    history[step ? "pushState" : "replaceState"](null, "", fragment);
  }
}

/** The address has changed under us: back, forward, or typed. */
function restore() {
  if (!models.length) {
    state = address.read(location.hash);
    return;
  }
  const wanted = known(address.read(location.hash));
  const same = wanted.clip === state.clip && wanted.model === state.model && wanted.topK === state.topK;
  if (wanted.clip !== state.clip) {
    player.close();
    clicked = null;
  } else if (wanted.at === null || Math.abs(wanted.at - clicked?.start) > SAME_TIME) {
    clicked = null;
  }
  state = wanted;
  showModel();
  if (!state.clip) {
    close();
  } else if (same && !byId("clip").inert) {
    view.show(wanted.view?.from ?? 0, wanted.view?.to ?? view.duration);
    setAsked(wanted.asked, false);
  } else {
    open();
  }
}

/** Shows a clip; whether that went well. */
async function choose(id) {
  if (id === state.clip) {
    byId("main").focus();
    return true;
  }
  state = { ...state, clip: id, asked: [], view: null, at: null };
  clicked = null;
  player.close();
  remember(true);
  const shown = await open();
  if (shown) {
    byId("main").focus({ preventScroll: !NARROW.matches });
  }
  return shown;
}

/** The first clip that the server has, with the answer to its first query. */
async function showExample() {
  try {
    const [clip] = (await get("api/clips", { limit: 1 })).clips;
    const [query] = (await getClip(clip.id, "/queries", { limit: 1 })).queries;
    if (await choose(clip.id)) {
      ask([{ id: query.id }]);
    }
  } catch (error) {
    notice(error, showExample);
  }
}

function close() {
  opening.abort();
  setAsked([], false);
  clips.mark(null);
  byId("notice").hidden = true;
  showClip(false);
  document.title = "osgnet";
}

/** Shows the clip and its video, or the first screen. */
function showClip(shown) {
  byId("clip").hidden = byId("player").hidden = !shown;
  byId("welcome").hidden = shown;
}

/** Loads the clip of the state and shows it; whether it did. Until then nothing can be asked of the one before. */
async function open() {
  opening.abort();
  opening = new AbortController();
  const { signal } = opening;
  const id = state.clip;
  if (byId("clip").contains(document.activeElement)) {
    byId("main").focus({ preventScroll: true });
  }
  byId("clip").inert = true;
  results.forEach((result) => result.remove());
  results = [];
  clips.mark(id);
  byId("chooser").open = !NARROW.matches;
  try {
    const loaded = await Promise.all([
      getClip(id, "", {}, signal),
      getClip(id, "/queries", { limit: 1000 }, signal),
      getClip(id, "/objects", { limit: 50 }, signal),
    ]);
    if (!signal.aborted) {
      show(id, ...loaded);
    }
  } catch (error) {
    if (!signal.aborted) {
      showClip(false);
      notice(error, open);
      return false;
    }
  }
  return !signal.aborted;
}

/** Shows a clip with what of the state belongs to it. */
function show(id, clip, page, found) {
  byId("notice").hidden = true;
  showClip(true);
  byId("clip").inert = false;
  document.title = `${id} · osgnet`;
  byId("clip-name").textContent = id;
  byId("clip-facts").textContent = facts(clip);
  const file = files.ofClip(id);
  if (file && !player.open) {
    player.openStored(file);
  }
  view.reset(clip.duration, state.view);
  queries.show(page.queries, model().freeText);
  showLanes(clip, found);
  setAsked(state.asked, false);
  announce(`Clip ${id}, ${clock(clip.duration)}, ${clip.queries} queries`);
}

function facts(clip) {
  const shots = clip.shots ? ` · ${clip.shots.length} shots` : "";
  return `${clock(clip.duration)} (${seconds(clip.duration)} s) · ${clip.steps} feature steps${shots}`;
}

/** Shots and objects of the whole clip, below the answers. */
function showLanes(clip, found) {
  clipLanes?.remove();
  clipLanes = new Lanes(view, "Shots and objects of the clip", ["Seconds", "", ""]);
  if (clip.shots) {
    const lane = clipLanes.row("Shots", "shot-row", [`${clip.shots.length} shots`, "", ""]);
    clip.shots.forEach((shot) => clipLanes.bar(lane, h("span", { class: "bar shot" }), shot.start, shot.end));
  }
  const show = (objects) =>
    objects.forEach((object) => {
      const name = object.name ?? `class ${object.classId}`;
      clipLanes.bars(clipLanes.row(name, "object-row", [`seen ${seconds(object.seconds)} s`, "", ""]), object.ranges, "object");
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
  byId("clip-lanes").replaceChildren(h("h3", {}, clip.shots ? "Shots and objects" : "Objects"), clipLanes.table, ...(rest.length ? [more] : []));
}

const sameQuery = (a, b) => a.id === b.id && a.text === b.text;

/** Puts new queries on top of those that are there. */
function ask(more) {
  const fresh = more.filter((query) => !state.asked.some((old) => sameQuery(old, query)));
  if (fresh.length) {
    setAsked([...fresh, ...state.asked], true);
  }
}

function withdraw(query) {
  setAsked(
    state.asked.filter((old) => !sameQuery(old, query)),
    true,
  );
}

/** Makes the answers those of the given queries; answers that are there already stay. */
function setAsked(asked, step) {
  state.asked = asked;
  const kept = results.filter((result) => asked.some((query) => sameQuery(query, result.asked)));
  results.filter((result) => !kept.includes(result)).forEach((result) => result.remove());
  results = asked.map((query) => kept.find((result) => sameQuery(query, result.asked)) ?? answer(query));
  byId("results").replaceChildren(...results.map((result) => result.element));
  queries.press(asked);
  stand(byId("playhead"), view, state.at);
  mark();
  remember(step);
}

function answer(query) {
  const result = new Result(view, query, queries.text(query), {
    onRemove: () => {
      const place = results.indexOf(result);
      withdraw(query);
      (results[place] ?? results.at(-1) ?? queries).focus();
    },
    onWindow: (window) => {
      view.reveal(window.start, window.end);
      state.at = window.start;
      clicked = { query, start: window.start, end: window.end };
      stand(byId("playhead"), view, state.at);
      mark();
      player.jump(window.start);
      remember(false);
    },
  });
  result.element.addEventListener("answered", mark);
  result.load(state.model, state.clip, state.topK);
  return result;
}

/** Marks the chosen window. An address knows only its time: then it is the first that begins there. */
function mark() {
  const owner = results.find((result) => (clicked ? sameQuery(result.asked, clicked.query) : result.windowAt(state.at)));
  const window = clicked ?? owner?.windowAt(state.at);
  results.forEach((result) => result.mark(result === owner ? window : null));
}

/** Asks everything again, for another number of windows. */
function reload() {
  results.forEach((result) => result.load(state.model, state.clip, state.topK));
}

/** Says what went wrong, with a button to try again. */
function notice(error, again) {
  const retry = h("button", { type: "button" }, "Try again");
  retry.addEventListener("click", () => {
    byId("notice").hidden = true;
    again();
  });
  byId("notice").replaceChildren(h("strong", {}, error.title ?? "Failure"), h("span", {}, error.message), retry);
  byId("notice").hidden = false;
}
