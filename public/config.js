// The text of the configuration, and what it says of the program's parts.

// Beyond this, config.json is refused anyway (the limit is 256 KiB), so there is no use in reading on.
const CONFIG_LIMIT = 300_000;

/** The text of the configuration; `undefined`, or a rejection, if it did not arrive with status 200. */
export async function readConfig(address = "config.json") {
  const inline = document.querySelector('script#portico-config[type="application/json"]');
  if (inline) {
    return inline.textContent;
  }
  const response = await fetch(new URL(address, document.baseURI), {
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

/**
 * Which parts of the program a page has use for: at once, and after a first visit. What is no configuration, the program
 * says; src/config reads this in the same way.
 */
export function kindOf(text) {
  let kind, own;
  try {
    const config = JSON.parse(text);
    own = config.providers;
    kind = config.backend.kind;
  } catch {
    // The one that needs no backend.
  }
  if (kind === "pocketbase") {
    return { first: ["pocketbase"], next: ["failed", "later", "accounts", "pocketbaseLater"] };
  }
  if (kind === "better-auth") {
    return own === undefined
      ? { first: ["betterAuth"], next: ["failed", "later", "accounts", "betterAuthLater"] }
      : { first: ["oidc"], next: ["failed", "later", "accounts", "betterAuth", "betterAuthLater"] };
  }
  return { first: ["oidc"], next: ["failed", "later"] };
}
