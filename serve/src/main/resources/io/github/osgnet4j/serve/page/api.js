// Requests to the server this page came from.

const TOKEN = "osgnet-token";
const AT_ONCE = 4;

let running = 0;
const waiting = [];

/** An answer that is none: what the server said is wrong, or that it did not answer. */
export class Problem extends Error {
  constructor(status, title, detail, retryAfter) {
    super(detail || title);
    this.status = status;
    this.title = title;
    this.retryAfter = retryAfter;
  }
}

let askForToken = async () => {
  throw new Problem(401, "Unauthorized", "The server requires a token", null);
};

/** How to get a token from the user: an async function that returns it, called once for all requests that wait. */
export function onUnauthorized(ask) {
  let asking = null;
  askForToken = (rejected) => {
    asking ??= ask(rejected).finally(() => (asking = null));
    return asking;
  };
}

async function request(path, options) {
  const token = sessionStorage.getItem(TOKEN);
  const headers = { Accept: "application/json", ...options.headers };
  if (token) {
    headers.Authorization = `Bearer ${token}`;
  }
  let response;
  try {
    response = await fetch(path, { ...options, headers });
  } catch (error) {
    if (error.name === "AbortError") {
      throw error;
    }
    throw new Problem(0, "No answer", "The server does not respond. Is it still running?", null);
  }
  if (response.status === 401) {
    if (sessionStorage.getItem(TOKEN) === token) {
      sessionStorage.setItem(TOKEN, await askForToken(token !== null));
    }
    return request(path, options);
  }
  if (!response.ok) {
    const failure = await problem(response);
    // Reading the reason also stops when the request is aborted.
    options.signal?.throwIfAborted();
    throw failure;
  }
  return response.status === 204 ? null : response.json();
}

async function problem(response) {
  const retry = Number.parseInt(response.headers.get("Retry-After"), 10);
  const body = await response.json().catch(() => ({}));
  return new Problem(
    response.status,
    body.title ?? `Status ${response.status}`,
    body.detail ?? `The server answered with status ${response.status}`,
    Number.isFinite(retry) ? retry : null,
  );
}

/** GET of a path with query parameters. */
export function get(path, parameters = {}, signal = undefined) {
  const query = new URLSearchParams(parameters).toString();
  return request(query ? `${path}?${query}` : path, { signal });
}

/** POST of JSON; the server is not asked for more at once than it can queue. */
export async function post(path, body, signal = undefined) {
  await turn();
  try {
    return await request(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal,
    });
  } finally {
    running--;
    waiting.shift()?.();
  }
}

/** DELETE of a path. */
export const remove = (path) => request(path, { method: "DELETE" });

/** DELETE of a path by a page that is being left. */
export function removeAtOnce(path) {
  const token = sessionStorage.getItem(TOKEN);
  fetch(path, { method: "DELETE", keepalive: true, headers: token ? { Authorization: `Bearer ${token}` } : {} }).catch(() => {});
}

/** POST of a file. Tells onSent which part of it has gone, which fetch cannot. */
export function upload(path, file, signal, onSent) {
  const token = sessionStorage.getItem(TOKEN);
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open("POST", path);
    sending.responseType = "json";
    sending.setRequestHeader("Content-Type", file.type.startsWith("video/") ? file.type : "application/octet-stream");
    if (token) {
      sending.setRequestHeader("Authorization", `Bearer ${token}`);
    }
    sending.upload.addEventListener("progress", (event) => event.lengthComputable && onSent(event.loaded / event.total));
    sending.addEventListener("load", async () => {
      if (sending.status === 401) {
        askForToken(token !== null)
          .then((typed) => sessionStorage.setItem(TOKEN, typed))
          .then(() => upload(path, file, signal, onSent))
          .then(resolve, reject);
      } else if (sending.status >= 400) {
        const body = sending.response ?? {};
        reject(new Problem(sending.status, body.title ?? `Status ${sending.status}`, body.detail, null));
      } else {
        resolve(sending.response);
      }
    });
    sending.addEventListener("error", () =>
      reject(new Problem(0, "No answer", "The server does not respond, or does not accept the file. Is it still running?", null)),
    );
    sending.addEventListener("abort", () => reject(signal.reason));
    signal.addEventListener("abort", () => sending.abort());
    sending.send(file);
  });
}

async function turn() {
  if (running >= AT_ONCE) {
    await new Promise((resolve) => waiting.push(resolve));
  }
  running++;
}

/** GET of a clip, whose id is anybody's, or of a part of it. In a path browsers take the ids . and .. for steps. */
export const getClip = (id, part, parameters, signal) =>
  id === "." || id === ".."
    ? get(`api/clip${part}`, { id, ...parameters }, signal)
    : get(`api/clips/${encodeURIComponent(id)}${part}`, parameters, signal);
