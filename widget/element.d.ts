// The types of element.js. custom-elements.json says the same for tools, and a check holds the two together.

/** How a sign-in goes. `auto`: a window where the page is in a frame or can keep nothing for the way back, else a redirect. */
export type PorticoFlow = "redirect" | "popup" | "auto";

/** How the providers stand. */
export type PorticoLayout = "list" | "grid" | "icons";

/** What an element shows; but for `loading`, also its attribute `data-portico-state`. */
export type PorticoState =
  | "loading"
  | "picker"
  | "leaving"
  | "completing"
  | "signed_in"
  | "signed_out"
  | "failed"
  | "code"
  | "second_factor";

/** Who is signed in: frozen, without a token, and nothing that a backend should believe. What is not known is `null`. */
export interface PorticoSession {
  /** `sub`: unique at the issuer, often unreadable. */
  readonly subject: string;
  readonly name: string | null;
  readonly username: string | null;
  readonly email: string | null;
  readonly emailVerified: boolean | null;
  /** An https URL. */
  readonly picture: string | null;
  readonly groups: readonly string[];
  /** The role that the backend tells, or that the groups give. For display. */
  readonly role: string | null;
  /** The `id` of the provider. */
  readonly provider: string | null;
  /** When access expires, in seconds since 1970. */
  readonly expiresAt: number | null;
  /** When it was renewed, in seconds since 1970. */
  readonly renewedAt: number;
}

/** What `signIn()` does otherwise than the attributes say. */
export interface SignInOptions {
  /** The `id` of the provider. */
  provider?: string;
  flow?: PorticoFlow;
  /** OIDC Core §3.1.2.1 `login_hint`. */
  loginHint?: string;
  /** OIDC Core §3.1.2.1 `ui_locales`. */
  uiLocales?: string;
  /** OIDC Core §3.1.2.1 `prompt`. */
  prompt?: string;
  /** The address, of this origin, where a sign-in by redirect ends. */
  destination?: string;
  remember?: "on" | "off";
}

/** Why a promise is rejected. Others are the codes of failures, as `portico-error` has them. */
export type PorticoErrorCode =
  | "origin_not_allowed"
  | "not_signed_in"
  | "renewal_failed"
  | "body_not_replayable"
  | "popup_blocked"
  | "popup_closed"
  | "popup_timeout"
  | "cancelled"
  | "config_conflict"
  | "not_ready"
  | "sign_out_failed"
  | "access_token_not_exposed"
  | (string & {});

/** Why a promise of an element is rejected. */
export class PorticoError extends Error {
  constructor(code: PorticoErrorCode, oauthError?: string | null);
  /** Stable, in snake_case. */
  readonly code: PorticoErrorCode;
  /** What a server has called it (RFC 6749 §4.1.2.1, §5.2). */
  readonly oauthError: string | null;
}

export interface PorticoStartDetail {
  /** The `id` of the provider; `null` where a form of the element is sent. */
  readonly provider: string | null;
  readonly flow: "redirect" | "popup";
}

export interface PorticoSuccessDetail {
  readonly session: PorticoSession;
  /** A session goes on: nobody has signed in just now. */
  readonly restored: boolean;
}

export interface PorticoErrorDetail {
  /** Stable, in snake_case. */
  readonly code: string;
  /** What a server has called it (RFC 6749 §4.1.2.1, §5.2). */
  readonly oauthError: string | null;
  /** Whether it helps to try again. */
  readonly retry: "now" | "later" | "no";
}

export interface PorticoCancelDetail {
  readonly reason: "popup_closed" | "popup_timeout" | "cancelled" | "access_denied";
}

export interface PorticoExpiringDetail {
  /** When the session ends, in seconds since 1970. */
  readonly at: number;
  readonly why: "idle" | "expired";
}

/** Nothing: who was signed in is nobody's business any more. */
export type PorticoLogoutDetail = Readonly<Record<string, never>>;

/** A sign-in is about to begin; cancelable. */
export class PorticoStartEvent extends Event {
  constructor(detail: PorticoStartDetail);
  readonly detail: PorticoStartDetail;
}

/** Somebody is signed in. */
export class PorticoSuccessEvent extends Event {
  constructor(detail: PorticoSuccessDetail);
  readonly detail: PorticoSuccessDetail;
}

/** Something failed. */
export class PorticoErrorEvent extends Event {
  constructor(detail: PorticoErrorDetail);
  readonly detail: PorticoErrorDetail;
}

/** A sign-in was given up. */
export class PorticoCancelEvent extends Event {
  constructor(detail: PorticoCancelDetail);
  readonly detail: PorticoCancelDetail;
}

/** The session is about to end by itself. */
export class PorticoExpiringEvent extends Event {
  constructor(detail: PorticoExpiringDetail);
  readonly detail: PorticoExpiringDetail;
}

/** Nobody is signed in any more. */
export class PorticoLogoutEvent extends Event {
  constructor();
  readonly detail: PorticoLogoutDetail;
}

/** The events of the elements, which bubble: they can be listened for at the document as well. */
export interface PorticoEventMap {
  "portico-start": PorticoStartEvent;
  "portico-success": PorticoSuccessEvent;
  "portico-error": PorticoErrorEvent;
  "portico-cancel": PorticoCancelEvent;
  "portico-expiring": PorticoExpiringEvent;
  "portico-logout": PorticoLogoutEvent;
}

/** The attributes, as HTML has them. */
export interface PorticoAttributes {
  config: string;
  provider: string;
  flow: PorticoFlow;
  layout: PorticoLayout;
  "login-hint": string;
  "ui-locales": string;
  prompt: string;
  destination: string;
  "auto-redirect": boolean;
  remember: "on" | "off";
  lang: string;
  dir: "ltr" | "rtl";
  theme: "light" | "dark" | "auto";
  "expose-access-token": boolean;
  debug: boolean;
}

/** What both elements have in common. */
export class PorticoElement extends HTMLElement {
  /** Registers a class of your own that extends this one. */
  static define(tag: string, registry?: CustomElementRegistry): typeof PorticoElement;

  /** Where the configuration is, found by the address of the document; or the configuration itself. */
  config: string | object;
  /** The `id` of a provider: only this one is offered, and `signIn()` means it. */
  provider: string | null;
  flow: PorticoFlow;
  layout: PorticoLayout;
  /** OIDC Core §3.1.2.1 `login_hint`. */
  loginHint: string | null;
  /** OIDC Core §3.1.2.1 `ui_locales`. */
  uiLocales: string | null;
  /** OIDC Core §3.1.2.1 `prompt`. */
  prompt: string | null;
  /** The address, of this origin, where a sign-in by redirect ends; without it, the current page. */
  destination: string | null;
  /** Of `<portico-login>`: leaves for the only provider at once; not for somebody who has come back, gone back or loaded the page again. */
  autoRedirect: boolean;
  /** `off`: this session ends with the page, and nothing remembers the provider. */
  remember: "on" | "off";
  theme: "light" | "dark" | "auto";
  /** Allows `getAccessToken()`. */
  exposeAccessToken: boolean;
  /** States and error codes go to the console; never a token. */
  debug: boolean;

  /** Who is signed in; `null` while nobody is. */
  readonly session: PorticoSession | null;
  readonly state: PorticoState;
  /** It is known whether somebody is signed in. */
  readonly ready: Promise<void>;

  /**
   * As `fetch`, with the bearer token, to the origins of `backend.allowed_origins` only.
   *
   * Rejected with a {@link PorticoError} whose code is `origin_not_allowed`, `not_signed_in`, `renewal_failed` or
   * `body_not_replayable`, or as `fetch` is.
   */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;

  /**
   * Signs in, with these options over the attributes. Without a provider it means the only one there is; of several, the person
   * chooses, and the options hold for what they choose. Call it in a click: otherwise no window opens.
   *
   * With a window it settles with the session, or is rejected with a {@link PorticoError}; with a redirect it stays
   * open, because the page is left.
   */
  signIn(options?: SignInOptions): Promise<PorticoSession>;

  /**
   * Signs out: here, in all tabs, and at the provider. Settles when that is done; where the page is left for the provider, it stays open.
   *
   * Rejected with a {@link PorticoError} whose code is `sign_out_failed` where the backend has the session, and has not ended it.
   */
  signOut(): Promise<void>;

  /**
   * The access token, for what `fetch` can't do; of several APIs, the one for this address.
   *
   * Without the attribute `expose-access-token` rejected with a {@link PorticoError} whose code is
   * `access_token_not_exposed`.
   */
  getAccessToken(address?: string | URL): Promise<string>;
}

/** The picker; later what follows: completing, the account, a failure. */
export class PorticoLogin extends PorticoElement {
  /** Registers the element; a second time does nothing. A class has one tag: another one throws. */
  static define(tag?: string, registry?: CustomElementRegistry): typeof PorticoLogin;
}

/** One button: "Sign in", or picture and name of the person. A press opens a panel. */
export class PorticoAccount extends PorticoElement {
  /** Registers the element; a second time does nothing. A class has one tag: another one throws. */
  static define(tag?: string, registry?: CustomElementRegistry): typeof PorticoAccount;
}

/** Registers both elements under their own names; a second time does nothing. */
export function define(registry?: CustomElementRegistry): void;

declare global {
  interface HTMLElementTagNameMap {
    "portico-login": PorticoLogin;
    "portico-account": PorticoAccount;
  }

  // Of elements, documents and windows alike.
  interface GlobalEventHandlersEventMap extends PorticoEventMap {}
}
