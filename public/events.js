// What the elements tell: typed, bubbling out of every shadow root, and never with a token.

class PorticoEvent extends Event {
  constructor(type, detail, cancelable = false) {
    super(type, { bubbles: true, composed: true, cancelable });
    this.detail = Object.freeze(detail);
  }
}

/** A sign-in is about to begin; who prevents it keeps it from beginning. */
export class PorticoStartEvent extends PorticoEvent {
  constructor(detail) {
    super("portico-start", detail, true);
  }
}

/** Somebody is signed in; `restored` says that a session goes on. */
export class PorticoSuccessEvent extends PorticoEvent {
  constructor(detail) {
    super("portico-success", detail);
  }
}

/** A sign-in has failed, or the element can't work: `code` says why, and is documented. */
export class PorticoErrorEvent extends PorticoEvent {
  constructor(detail) {
    super("portico-error", detail);
  }
}

/** The person has ended a sign-in before its end; `reason` says in which way. */
export class PorticoCancelEvent extends PorticoEvent {
  constructor(detail) {
    super("portico-cancel", detail);
  }
}

/** The session ends by itself soon. */
export class PorticoExpiringEvent extends PorticoEvent {
  constructor(detail) {
    super("portico-expiring", detail);
  }
}

/** The session has ended. */
export class PorticoLogoutEvent extends PorticoEvent {
  constructor() {
    super("portico-logout", {});
  }
}

/** Why a promise of an element was rejected: `code` is stable and documented. */
export class PorticoError extends Error {
  constructor(code) {
    super(code);
    this.name = "PorticoError";
    this.code = code;
  }
}
