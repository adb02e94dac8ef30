// Starts the program: takes the authorization response out of the address, loads config.json and the
// wasm side by side, and shows a message if the wasm can't run. No dependency but the glue.
import { initSync, start } from "./page.js";

// Parameters of authorization, logout and error responses: RFC 6749 §4.1.2 and §4.2.2, RFC 9207, OIDC
// Core §3.2.2.5, OIDC Session Management §2, JARM, and what some providers add.
const RESPONSE = new Set(
  ("code state iss error error_description error_uri error_subcode session_state id_token access_token " +
    "token_type expires_in scope nonce response authuser hd prompt client_info").split(" "),
);
// One of these makes it a response. The others may be somebody else's parameters when they stand alone.
const SIGNS = new Set("code state error id_token access_token response".split(" "));

// Beyond this, config.json is refused anyway (the limit is 256 KiB), so there is no use in reading on.
const CONFIG_LIMIT = 300_000;

const page = document.documentElement;
let style;
const stuck = document.querySelector("main > .stuck");
const main = stuck?.parentElement;

// Before anything else: a code must not stay in the address bar, the history or a Referer.
const { search, hash } = location;
stripResponse();

// Without a configuration there is nothing to show but that: the program knows the words.
const config = readConfig().catch(() => undefined);

addEventListener("error", ({ error }) => dieOf(error));
addEventListener("unhandledrejection", ({ reason }) => dieOf(reason));

try {
  // Every request of the program has a time limit, made with it.
  if (!AbortSignal.timeout) {
    throw new Error("AbortSignal.timeout is missing");
  }
  // An address with a response, a session of this tab or a sign-out: what comes after a first visit is needed as well.
  const isBack = location.search !== search || location.hash !== hash || isKnown();
  const kind = config.then(kindOf);
  let coming = isBack ? kind.then(fetchNext) : undefined;
  let failure;
  // It is asked for again, and then waited for.
  coming?.catch(() => {});
  const parts = kind.then(({ first }) => Promise.all(first.map((name) => fetchPart(name))));
  parts.catch(() => {});
  const program = initSync({ module: await compile(await fetchFile("wasm")) });
  await add(await parts, program);
  let next;
  const boot = {
    load: () => (next ??= loadNext(program, kind, coming).catch((error) => {
      [next, coming, failure] = [undefined, undefined, error];
      throw error;
    })),
    prepare: () => kind.then(prefetch),
    end: () => end(failure),
  };
  // For the scripts that somebody adds to this page: calls to the backend, without a token to handle.
  const [call, account] = start(search, hash, await config, (what) => boot[what]());
  globalThis.portico = Object.freeze({ session: Object.freeze({ fetch: call, account }) });
  document.dispatchEvent(new Event("portico-ready"));
} catch (error) {
  end(error);
}

/** Shows why the page can't go on. */
function end(error) {
  console.error(error);
  showStuck(error);
}

/** Removes the response's parameters from the address, and leaves all others as they are, byte for byte. */
function stripResponse() {
  const url = new URL(location.href);
  url.search = without(search);
  url.hash = without(hash);
  if (url.href !== location.href) {
    history.replaceState(history.state, "", url);
  }
}

function without(part) {
  const pairs = part.slice(1).split("&");
  const nameOf = (pair) => new URLSearchParams(pair).keys().next().value ?? "";
  if (!pairs.some((pair) => SIGNS.has(nameOf(pair)))) {
    return part;
  }
  return pairs.filter((pair) => !RESPONSE.has(nameOf(pair))).join("&");
}

/** The text of the configuration; `undefined`, or a rejection, if it did not arrive with status 200. */
async function readConfig() {
  const inline = document.querySelector('script#portico-config[type="application/json"]');
  if (inline) {
    return inline.textContent;
  }
  const response = await fetch(new URL("config.json", document.baseURI), {
    cache: "no-cache",
    credentials: "same-origin",
    redirect: "error",
    referrerPolicy: "no-referrer",
    signal: AbortSignal.timeout(10_000),
  });
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  while (reader) {
    const { done, value } = await reader.read();
    text += decoder.decode(value, { stream: !done });
    if (done) {
      break;
    }
    if (text.length > CONFIG_LIMIT) {
      reader.cancel().catch(() => {});
      break;
    }
  }
  return response.status === 200 ? text : undefined;
}

/** Has this tab a session, or was it signing out? Then its storage says so; see src/browser/web_storage.rs. */
function isKnown() {
  try {
    return ["portico.session", "portico.signing_out"].some((key) => sessionStorage.getItem(key) !== null);
  } catch {
    return false;
  }
}

/**
 * Which parts of the program a page has use for: at once, and after a first visit. What is no configuration, the program
 * says; src/config reads this in the same way.
 */
function kindOf(text) {
  let kind, own;
  try {
    const config = JSON.parse(text);
    own = config.providers;
    kind = config.backend.kind;
  } catch {
    // The one that needs no backend.
  }
  if (kind === "pocketbase") {
    return { first: ["pocketbase"], next: ["later", "accounts", "pocketbaseLater"] };
  }
  if (kind === "better-auth") {
    return own === undefined
      ? { first: ["betterAuth"], next: ["later", "accounts", "betterAuthLater"] }
      : { first: ["oidc"], next: ["later", "accounts", "betterAuth", "betterAuthLater"] };
  }
  return { first: ["oidc"], next: ["later"] };
}

/** What the finishing step of the build says on the script tag. As Trunk leaves the page, there is one file of wasm. */
function files() {
  return document.querySelector("script[data-wasm]")?.dataset ?? { wasm: "./page_bg.wasm" };
}

/** Fetches a file of the program: nothing, if it has but one. */
async function fetchFile(name, settings) {
  const data = files();
  if (!data[name]) {
    if (data.wasmIntegrity) {
      throw new Error(`the page does not name its file "${name}"`);
    }
    return undefined;
  }
  const integrity = data[`${name}Integrity`] ?? "";
  const response = await fetch(new URL(data[name], document.baseURI), { integrity, ...settings });
  if (!response.ok) {
    throw new Error(`the program was answered with status ${response.status}`);
  }
  return response;
}

/** A part of the program, compiled. */
async function fetchPart(name, cache = "default") {
  return compile(await fetchFile(name, { cache, signal: AbortSignal.timeout(20_000) }));
}

/** The parts that come after a first visit. */
function fetchNext({ next }, cache) {
  return Promise.all(next.map((name) => fetchPart(name, cache)));
}

/** Adds the stylesheet of the screens that come after a first visit, once. */
function addStyle() {
  const { laterStyle = "./style/later.css", laterStyleIntegrity = "" } = files();
  return (style ??= new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.addEventListener("load", resolve);
    link.addEventListener("error", () => {
      style = undefined;
      link.remove();
      reject(new Error("the stylesheet did not load"));
    });
    Object.assign(link, { rel: "stylesheet", integrity: laterStyleIntegrity, href: laterStyle });
    document.head.append(link);
  }));
}

/** Whoever leaves for a provider comes back: until then there is time, and nobody waits for it. */
function prefetch({ next }) {
  for (const name of ["laterStyle", ...next]) {
    fetchFile(name, { keepalive: true, priority: "low" }).catch(() => {});
  }
}

/** Adds parts of the program to the first file, from which they import. */
async function add(parts, program) {
  for (const part of parts) {
    if (part) {
      await WebAssembly.instantiate(part, { a: program });
    }
  }
}

/** Adds the parts that come after a first visit. Tries more than once. */
async function loadNext(program, kind, coming) {
  let parts = coming ?? fetchNext(await kind);
  for (const pause of [1000, 4000, 0]) {
    try {
      await addStyle();
      return await add(await parts, program);
    } catch (error) {
      if (!pause) {
        throw error;
      }
    }
    await new Promise((resolve) => {
      setTimeout(resolve, pause);
      addEventListener("online", resolve, { once: true });
    });
    // Not what the cache may hold: it has the wrong bytes for as long as it likes.
    parts = fetchNext(await kind, "reload");
  }
}

/** While it arrives, if the server calls it what it is: browsers insist on that. Otherwise when it is there. */
async function compile(response) {
  return response?.headers.get("content-type") === "application/wasm"
    ? WebAssembly.compileStreaming(response)
    : response && WebAssembly.compile(await response.arrayBuffer());
}

/** A trap ends the program for good: nothing on the screen would answer any more. */
function dieOf(error) {
  if (globalThis.WebAssembly && error instanceof WebAssembly.RuntimeError) {
    showStuck(error);
  }
}

function showStuck(error) {
  const { code, heading, sentence } = explain(error);
  page.dataset.porticoState = "failed";
  page.dataset.porticoError = code;
  if (!main) {
    return;
  }
  // With text nodes only: Trusted Types allow nothing else.
  stuck.querySelector("h1").textContent = heading;
  stuck.querySelector("p").textContent = sentence;
  main.removeAttribute("aria-busy");
  main.replaceChildren(stuck);
}

function explain(error) {
  if (!globalThis.WebAssembly || !AbortSignal.timeout) {
    return {
      code: "wasm_unsupported",
      heading: "This browser can’t run the sign-in page",
      sentence: "WebAssembly is switched off, or the browser is too old. Please use a current one, or allow it for this site.",
    };
  }
  if (error instanceof WebAssembly.RuntimeError) {
    return {
      code: "crashed",
      heading: "The sign-in page stopped",
      sentence: "That is our fault, not yours. You can reload the page and start again.",
    };
  }
  return {
    code: "not_loaded",
    heading: "The sign-in page did not load",
    sentence: "Perhaps the connection was interrupted, or the site was just updated. Please reload the page.",
  };
}
