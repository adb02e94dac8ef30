// What the elements tell: typed, bubbling out of every shadow root, and never with a token.

class PorticoEvent extends (globalThis.Event ?? Object) {
  constructor(type, detail, cancelable) {
    super(type, { bubbles: true, composed: true, cancelable });
    this.detail = Object.freeze(detail);
  }
}

const named = (type, cancelable = false) =>
  class extends PorticoEvent {
    constructor(detail = {}) {
      super(type, detail, cancelable);
    }
  };

/** A sign-in is about to begin; who prevents it keeps it from beginning. */
export const PorticoStartEvent = named("portico-start", true);

/** Somebody is signed in; `restored` says that a session goes on. */
export const PorticoSuccessEvent = named("portico-success");

/** A sign-in has failed, or the element can't work: `code` says why, and is documented. */
export const PorticoErrorEvent = named("portico-error");

/** The person has ended a sign-in before its end; `reason` says in which way. */
export const PorticoCancelEvent = named("portico-cancel");

/** The session ends by itself soon. */
export const PorticoExpiringEvent = named("portico-expiring");

/** The session has ended. */
export const PorticoLogoutEvent = named("portico-logout");

/** Why a promise of an element was rejected: `code` is stable and documented; `oauthError` is what a server has called it, if one has. */
export class PorticoError extends Error {
  constructor(code, oauthError = null) {
    super(code);
    this.name = "PorticoError";
    this.code = code;
    this.oauthError = oauthError;
  }
}
