// Starts the page: takes the authorization response out of the address, loads config.json and the
// wasm side by side, and shows a message if the wasm can't run. No dependency but the glue.
import { kindOf, readConfig } from "./config.js";
import { start } from "./page.js";
import { Program, explain, isKnown, isTrap } from "./program.js";
import { isForOpener, take } from "./response.js";

const page = document.documentElement;
const stuck = document.querySelector(".stage > .stuck");
const stage = stuck?.parentElement;
let style;

// Before anything else.
const { page: address, search, hash, isResponse } = take();

addEventListener("error", ({ error }) => isTrap(error) && showStuck(error));
addEventListener("unhandledrejection", ({ reason }) => isTrap(reason) && showStuck(reason));

if (!isForOpener(search) || !(await guest().then(({ handOver }) => handOver(search), () => false))) {
  await run();
}

async function run() {
  // Without a configuration there is nothing to show but that: the program knows the words.
  const config = readConfig().catch(() => undefined);
  const program = new Program(fileOf, config.then(kindOf), addStyle);
  let frame, somebody;
  try {
    if (parent !== window) {
      somebody = await guest();
      frame = somebody.Frame.of(await config);
    }
    // An address with a response, a session of this tab or a sign-out: what comes after a first visit is needed as well.
    await program.begin(isResponse || isKnown(), frame ? ["element"] : []);
    let settle;
    const ready = new Promise((resolve) => (settle = resolve));
    const boot = {
      load: () => program.load(),
      failed: () => program.bring("failed"),
      prepare: () => program.prepare(),
      end: () => end(program.failure),
      drawn: () => frame.tell(),
      ask: () => somebody.openWindow(),
      window: () => somebody?.takeWindow(),
      rest: () => settle(),
    };
    // For the scripts that somebody adds to this page: calls to the backend, without a token to handle.
    const [call, account] = start(address, search, hash, await config, (what) => boot[what](), frame ? 2 : 0);
    // With `null` it would hand the token out.
    const fetch = async (input, init) => (await ready, call(input, init ?? undefined));
    globalThis.portico = Object.freeze({ session: Object.freeze({ fetch, account }) });
    document.dispatchEvent(new Event("portico-ready"));
  } catch (error) {
    end(error);
  }
}

/** Shows why the page can't go on. */
function end(error) {
  console.error(error);
  showStuck(error);
}

/** What the finishing step of the build says on the script tag. As Trunk leaves the page, there is one file of wasm. */
function files() {
  return document.querySelector("script[data-wasm]")?.dataset ?? { wasm: "./page_bg.wasm" };
}

function fileOf(name) {
  const data = files();
  if (!data[name] && data.wasmIntegrity) {
    throw new Error(`the page does not name its file "${name}"`);
  }
  return data[name] && [new URL(data[name], document.baseURI), data[`${name}Integrity`] ?? ""];
}

/** The script for somebody else's page. It is checked before it is imported. */
async function guest() {
  const { guest = "./guest.js", guestIntegrity = "" } = files();
  const { href } = new URL(guest, document.baseURI);
  await add({ rel: "modulepreload", integrity: guestIntegrity, href });
  return import(href);
}

/** Adds the stylesheet of the screens that come after a first visit, once. */
function addStyle() {
  const { laterStyle = "./style/later.css", laterStyleIntegrity = "" } = files();
  return (style ??= add({ rel: "stylesheet", integrity: laterStyleIntegrity, href: laterStyle }).catch((error) => {
    style = undefined;
    throw error;
  }));
}

/** Adds a link, and waits until it has loaded. */
function add(settings) {
  return new Promise((resolve, reject) => {
    const link = Object.assign(document.createElement("link"), settings);
    link.addEventListener("load", resolve);
    link.addEventListener("error", () => {
      link.remove();
      reject(new Error(`${settings.rel} did not load`));
    });
    document.head.append(link);
  });
}

function showStuck(error) {
  const { code, heading, sentence } = error?.explanation ?? explain(error);
  page.dataset.porticoState = "failed";
  page.dataset.porticoError = code;
  if (!stage) {
    return;
  }
  // With text nodes only: Trusted Types allow nothing else.
  stuck.querySelector("h1").textContent = heading;
  stuck.querySelector("p").textContent = sentence;
  stage.removeAttribute("aria-busy");
  stage.replaceChildren(stuck);
}
