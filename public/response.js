// Responses in the address: taken out before anything else sees them.

// Parameters of authorization, logout and error responses: RFC 6749 §4.1.2 and §4.2.2, RFC 9207, OIDC
// Core §3.2.2.5, OIDC Session Management §2, JARM, and what some providers add.
const RESPONSE = new Set(
  ("code state iss error error_description error_uri error_subcode session_state id_token access_token " +
    "token_type expires_in scope nonce response authuser hd prompt client_info").split(" "),
);
// What the `state` of an element's request begins with: of a redirect, of one in a window. See src/session/asked.rs.
const ELEMENT = "portico.";
const POPUP = "portico-popup.";

// One of these makes it a response. The others may be somebody else's parameters when they stand alone.
const SIGNS = new Set("code state error id_token access_token response".split(" "));


/** The address without the parameters of a response, and all others as they are, byte for byte; `null` if there is none. */
function stripped() {
  const url = new URL(location.href);
  url.search = without(location.search);
  url.hash = without(location.hash);
  return url.href === location.href ? null : url;
}

function without(part) {
  const pairs = part.slice(1).split("&");
  const nameOf = (pair) => new URLSearchParams(pair).keys().next().value ?? "";
  if (!pairs.some((pair) => SIGNS.has(nameOf(pair)))) {
    return part;
  }
  return pairs.filter((pair) => !RESPONSE.has(nameOf(pair))).join("&");
}

/** What the address asks of this page; the response is in it no longer. A code must not stay in the address bar, the history or a Referer. */
export function take() {
  const { origin, pathname, search, hash } = location;
  const url = stripped();
  if (url) {
    history.replaceState(history.state, "", url);
  }
  return { page: origin + pathname, search, hash, isResponse: url !== null };
}

/** The same on somebody else's page: it may be a client of others as well, so only what comes with a `state` of ours is ours. */
export function takeOurs() {
  const { origin, pathname, search } = location;
  const state = new URLSearchParams(search).get("state") ?? "";
  const isOurs = [ELEMENT, POPUP].some((prefix) => state.startsWith(prefix));
  return isOurs ? take() : { page: origin + pathname, search: "", hash: "", isResponse: false };
}

/** Is the response for the page that has opened this window? */
export function isForOpener(search) {
  return new URLSearchParams(search).get("state")?.startsWith(POPUP) ?? false;
}
