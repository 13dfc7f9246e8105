// The page: what is shown, the address that says so, and the parts that show it.

import * as address from "./address.js";
import { get, getClip, onUnauthorized, post } from "./api.js";
import { ClipLanes, facts } from "./clip.js";
import { Clips } from "./clips.js";
import { announce, byId, clock, h } from "./dom.js";
import { acceptDrops } from "./drop.js";
import { Encoding } from "./encoding.js";
import { Files } from "./files.js";
import { Login } from "./login.js";
import { Overview } from "./overview.js";
import { Pictures } from "./pictures.js";
import { Queries } from "./queries.js";
import { Result, SAME_TIME } from "./result.js";
import { pair } from "./split.js";
import { Player } from "./video.js";
import { View, connect, stand } from "./view.js";

/** Milliseconds after which a view counts as one to remember: browsers bound how often the address changes. */
const SETTLED = 250;
const NARROW = window.matchMedia("(max-width: 56rem)");

let state = address.read(location.hash);
let models = [];
let results = [];
/** The window that was clicked: its query, start and end. */
let clicked = null;
/** A file of the user's that is asked instead of a clip or a file of the server; no address leads to it. */
let own = null;
/** What is asked, as requests name it. */
let target = null;
/** Pictures of the video, if there is one. */
let pictures = null;
/** What files and models have predicted for the clip. */
let predicted = [];
let opening = new AbortController();
let settling = null;
/** Whether there is a split to look through. */
let hasClips = false;

const view = new View();
const queryAddress = (clip, query) => address.write({ ...state, clip, file: null, asked: [{ id: query }], view: null, at: null });
const clips = new Clips({ onChoose: choose, onFail: notice, address: queryAddress });
const overview = new Overview({ onOpen: choose, onFilter: applyFilter, address: queryAddress });
const queries = new Queries({ onAsk: ask, onWithdraw: withdraw, onClear: () => setAsked([], true) });
const login = new Login();
const player = new Player({
  onTime: (time) => {
    state.at = time;
    stand(byId("playhead"), view, time);
  },
  onOpen: openFile,
  onClose: () => (state.clip ? byId("video-file").focus() : goHome()),
  onSource: (address) => {
    pictures?.close();
    pictures = address && new Pictures(address);
    results.forEach((result) => result.illustrate(pictures));
  },
});
const files = new Files({ onChoose: chooseFile });
const encoding = new Encoding({ onCancel: goHome });
const clipLanes = new ClipLanes(view);

connect(view);
acceptDrops(() => state.clip || model()?.videoFiles, openFile);
byId("own-file").addEventListener("change", (event) => event.target.files[0] && openFile(event.target.files[0]));
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
  if (chosen()) {
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
byId("to-overview").addEventListener("click", goHome);
byId("to-previous").addEventListener("click", () => walk(-1));
byId("to-next").addEventListener("click", () => walk(1));
document.addEventListener("keydown", (event) => {
  if (event.target.matches("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey || byId("login").open) {
    return;
  }
  if (event.key === "/") {
    event.preventDefault();
    byId("chooser").open = true;
    byId("search").focus();
  } else if (event.key === "j" || event.key === "k") {
    walk(event.key === "j" ? 1 : -1);
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
  if (!chosen() && models.some((m) => m.clips)) {
    overview.expect();
  }
  const [total] = await Promise.all([clips.load(), files.load().catch((error) => notice(error, start))]);
  hasClips = Boolean(total);
  showWelcome(total);
  if (chosen()) {
    open();
  } else {
    showOverview();
  }
}

/** Whether there is something to ask. */
const chosen = () => state.clip || state.file || own;

/** A state without a model that this server does not have: the default one is shown, and has to answer. */
const known = (wanted) => (models.some((m) => m.name === wanted.model) ? wanted : { ...wanted, model: null });

/** Says what can be done here. */
function showWelcome(total) {
  const takesVideos = Boolean(model().videoFiles);
  byId("own").hidden = !takesVideos;
  files.offer(takesVideos);
  byId("nav").hidden = total === 0 && takesVideos;
  byId("example").hidden = !total;
  byId("empty").textContent =
    total === 0 && !takesVideos
      ? "This server has no clips. Start it with --config to see those of a dataset, or use its API with your own features."
      : [takesVideos && "Open a video, or drop it onto this page.", total !== 0 && "Choose a clip to see its timeline."].filter(Boolean).join(" ");
}

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
  const other = wanted.clip !== state.clip || wanted.file !== state.file || own;
  const same = !other && wanted.model === state.model && wanted.topK === state.topK;
  if (other) {
    player.close();
    own = null;
    clicked = null;
  } else if (wanted.at === null || Math.abs(wanted.at - clicked?.start) > SAME_TIME) {
    clicked = null;
  }
  state = wanted;
  showModel();
  if (!chosen()) {
    close();
  } else if (same && !byId("clip").inert) {
    view.show(wanted.view?.from ?? 0, wanted.view?.to ?? view.duration);
    setAsked(wanted.asked, false);
  } else {
    open();
  }
}

/** Shows a clip, with the answer to a query if one is given; whether that went well. */
async function choose(id, query = null) {
  const asked = query === null ? [] : [{ id: query }];
  if (id === state.clip && byId("clip").inert) {
    // It is shown, with the query to ask, as soon as it is loaded.
    state.asked = asked;
    remember(true);
    return false;
  }
  if (id === state.clip) {
    if (query !== null) {
      clicked = state.at = null;
      setAsked(asked, true);
    }
    byId("main").focus();
    return true;
  }
  change({ clip: id, asked });
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

/** Clears what was shown, and remembers what to show next. */
function change({ clip = null, file = null, mine = null, asked = [] }) {
  state = { ...state, clip, file, asked, view: null, at: null };
  own = mine;
  clicked = null;
  player.close();
  remember(true);
}

/** A file that was opened or dropped: the clip's video, or one to ask. */
function openFile(file) {
  if (state.clip) {
    player.openFile(file);
    return;
  }
  const { maxBytes } = model().videoFiles;
  if (file.size > maxBytes) {
    notice({ title: "Video too large", message: `${file.name} has ${file.size} bytes; the server accepts at most ${maxBytes}.` });
    return;
  }
  change({ mine: file });
  open();
}

/** A video of the server: the clip's, or one to ask. */
function chooseFile(file) {
  if (state.clip || !model().videoFiles) {
    player.openStored(file);
    return;
  }
  change({ file: file.name });
  open();
}

function goHome() {
  change({});
  close();
  byId("main").focus();
}

function close() {
  opening.abort();
  encoding.leave();
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
  if (shown) {
    overview.hide();
  } else {
    showOverview();
  }
}

/** Shows the split beside the first screen, where there is one. */
function showOverview() {
  if (hasClips) {
    overview.show(state.filter, model().name).catch((error) => notice(error, showOverview));
  }
}

/** What the user has changed of the overview. */
function applyFilter(filter) {
  state.filter = filter;
  remember(false);
  showOverview();
}

/** Goes to the next query, or to the one before, whose first window misses what is right. */
async function walk(step) {
  if (!hasClips || own || state.file) {
    return;
  }
  try {
    overview.remember(state.filter, model().name);
    const failure = await overview.neighbour(step, state.clip, state.asked[0]?.id);
    if (failure && (await choose(failure.clip, failure.query))) {
      byId("walked").textContent = `Failure ${failure.place} of ${failure.of}`;
    } else if (!failure) {
      byId("walked").textContent = step > 0 ? "No failure after this one" : "No failure before this one";
      announce(byId("walked").textContent);
    }
  } catch (error) {
    notice(error, () => walk(step));
  }
}

/** Loads what is chosen and shows it; whether it did. Until then nothing can be asked of what was there before. */
async function open() {
  opening.abort();
  opening = new AbortController();
  const { signal } = opening;
  encoding.leave();
  if (byId("clip").contains(document.activeElement)) {
    byId("main").focus({ preventScroll: true });
  }
  byId("clip").inert = true;
  results.forEach((result) => result.remove());
  results = [];
  clips.mark(state.clip);
  byId("chooser").open = !NARROW.matches;
  byId("video-label").textContent = state.clip ? "Open the clip's video file" : "Open another video";
  try {
    await (state.clip ? openClip(state.clip, signal) : openVideo(signal));
  } catch (error) {
    if (!signal.aborted) {
      if (!state.clip) {
        player.close();
      }
      showClip(false);
      notice(error, open);
      return false;
    }
  }
  return !signal.aborted;
}

/** What stands in for something that failed, where that is still waited for. */
function unlessAborted(signal, instead) {
  signal.throwIfAborted();
  return instead;
}

async function openClip(id, signal) {
  const known = getClip(id, "", {}, signal);
  const [clip, page, found, file, others] = await Promise.all([
    known,
    getClip(id, "/queries", { limit: 1000 }, signal),
    getClip(id, "/objects", { limit: 50 }, signal),
    files.ofClip(id, signal).catch(() => unlessAborted(signal, undefined)),
    known.then(() => get("api/split/windows", { clip: id }, signal).catch((error) => unlessAborted(signal, { predictions: [], error }))),
  ]);
  if (signal.aborted) {
    return;
  }
  if (file && !player.open) {
    player.openStored(file);
  }
  predicted = others.predictions;
  clipLanes.show(clip, found);
  show(id, clip, { clip: id, ...(state.model && { model: state.model }) }, page.queries);
  if (others.error) {
    notice(others.error, open);
  }
  announce(`Clip ${id}, ${clock(clip.duration)}, ${clip.queries} queries`);
}

/** Plays a video and has it encoded, so that it can be asked. */
async function openVideo(signal) {
  const source = own ?? (await files.named(state.file, signal));
  if (signal.aborted) {
    return;
  }
  if (!source) {
    throw Object.assign(new Error(`The server has no video ${state.file}.`), { title: "Unknown file" });
  }
  if (own) {
    player.openFile(own, own.name);
  } else {
    player.openStored(source);
  }
  showClip(true);
  byId("clip").hidden = true;
  const encoded = await encoding.run(source, state.model);
  if (encoded && !signal.aborted) {
    clipLanes.clear();
    show(source.name, encoded, { video: encoded.video }, []);
  }
}

/** Shows a clip or a video with what of the state belongs to it. */
function show(name, clip, request, annotated) {
  byId("notice").hidden = true;
  showClip(true);
  byId("clip").inert = false;
  document.title = `${name} · osgnet`;
  byId("clip-name").textContent = name;
  byId("clip-facts").textContent = facts(clip);
  byId("walk").hidden = !state.clip;
  byId("to-previous").hidden = byId("to-next").hidden = !annotated.some((query) => query.groundTruth?.length);
  byId("walked").textContent = "";
  target = request;
  view.reset(clip.duration, state.view);
  queries.show(annotated, model().freeText);
  setAsked(state.asked, false);
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

/** What else was predicted for a query, of the two that the overview compares. */
async function besides(query, topK, signal) {
  if (!query.id) {
    return [];
  }
  const { a, b } = pair(predicted, state.filter, model().name);
  const others = [a, b].filter((one) => one && one.model !== model().name);
  const ask = { clip: state.clip, query: query.id, ...(topK && { topK }) };
  const windows = async ({ model: other, queries: known }) =>
    other === undefined ? (known[query.id] ?? []) : (await post("api/ground", { ...ask, model: other }, signal)).windows;
  return Promise.all(
    others.map(({ name, ...one }) =>
      windows(one).then(
        (found) => ({ name, windows: found }),
        (error) => unlessAborted(signal, { name, windows: [], error }),
      ),
    ),
  );
}

function answer(query) {
  const result = new Result(view, query, queries.text(query), {
    besides,
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
    onGone: open,
  });
  result.element.addEventListener("answered", mark);
  result.element.addEventListener("answered", () => overview.spoil());
  result.illustrate(pictures);
  result.load(target, state.topK);
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
  results.forEach((result) => result.load(target, state.topK));
}

/** Says what went wrong, with a button to try again where that may help. */
function notice(error, again) {
  const retry = again && h("button", { type: "button" }, "Try again");
  retry?.addEventListener("click", () => {
    byId("notice").hidden = true;
    again();
  });
  byId("notice").replaceChildren(...[h("strong", {}, error.title ?? "Failure"), h("span", {}, error.message), retry].filter(Boolean));
  byId("notice").hidden = false;
}
