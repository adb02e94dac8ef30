// The window of a sign-in. It is opened here, in the click itself: later no browser opens one, and Firefox runs other tasks while it opens one.

/** What src/browser/popup.rs calls it too, so that there is one. */
const NAME = "portico-sign-in";

/** So large that a provider's page fits, and small enough to be seen as a window. */
const FEATURES = "popup,width=480,height=720";

let opened = null;

/** Opens it, empty. */
export function openWindow() {
  opened = open("about:blank", NAME, FEATURES);
}

/** The one that was opened, once; `null` if the browser did not. */
export function takeWindow() {
  const window = opened;
  opened = null;
  return window;
}

/**
 * At the end of one: hands a response over to the page that has opened this window for it, and closes the window: that page has the verifier, here the
 * code is of no use. Answers whether somebody has taken it; nobody does, if the window was not opened for that.
 */
export async function handOver(search) {
  const state = new URLSearchParams(search).get("state");
  const message = { portico: 1, type: "authorization_response", query: search.slice(1) };
  // A provider that isolates itself has cut the opener off; in a frame of another site the channel does not reach it.
  const channel = globalThis.BroadcastChannel && new BroadcastChannel(`portico.${state}`);
  const isHeard = new Promise((resolve) => {
    channel?.addEventListener("message", () => resolve(true));
    // The opener closes this window.
    setTimeout(resolve, 1_500, false);
  });
  channel?.postMessage(message);
  opener?.postMessage(message, location.origin);
  if (!(await isHeard)) {
    return false;
  }
  channel.close();
  close();
  // Browsers do not let a window close itself that was cut off.
  document.title = "You can close this window.";
  const line = document.createElement("p");
  line.setAttribute("role", "status");
  line.textContent = document.title;
  document.body.replaceChildren(line);
  return true;
}
