// A window of a sign-in, at its end.

/**
 * Hands a response over to the page that has opened this window for it, and closes the window: that page has the verifier, here the
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
