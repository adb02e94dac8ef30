// What all elements of a page share: one program, one session.
import { kindOf, readConfig } from "./config.js";
import { PorticoCancelEvent, PorticoError, PorticoErrorEvent, PorticoExpiringEvent, PorticoLogoutEvent, PorticoSuccessEvent } from "./events.js";
import { files } from "./files.js";
import { start } from "./page.js";
import { Program, explain, isKnown, isTrap } from "./program.js";
import { isForOpener, takeOurs } from "./response.js";
import { handOver, takeWindow } from "./window.js";

/** Where it is kept: other copies of this script on the same page, whatever their address, find it there. */
const KEY = Symbol.for("portico");

/** The person has not wanted to go on: that is no error. */
const CANCELLED = new Set(["popup_timeout", "access_denied"]);

/** Is it a trap of our program? A host may have others. */
const isOurs = ({ stack }) => Object.values(files).some(([address]) => String(stack).includes(address));

/** What there is to call where nobody can be signed in. */
const nobody = () => {
  throw new PorticoError("not_signed_in");
};

/** The one of this page. */
export function runtime() {
  return (globalThis[KEY] ??= new Runtime());
}

class Runtime {
  #elements = new Set();
  #sheets = {};
  #key;
  #config;
  #program;
  #drive;
  #fetch = nobody;
  #account;
  #received;
  #isTaken;
  #waiting = [];
  #hadSession = false;
  #hasLeft = false;
  #endings = [];
  /** A sign-in has begun, which may yet come to nothing. */
  #isUnderWay = false;
  #failure;
  #settle;
  /** It is known whether somebody is signed in. */
  ready = new Promise((resolve) => (this.#settle = resolve));
  /** What is shown: see src/element/snapshot.rs. */
  now = { state: "loading", session: null };

  constructor() {
    const crashed = ({ error, reason = error }) => isTrap(reason) && (isOurs(reason) || this.#isDead()) && this.#end(reason);
    // On a server there is no page.
    globalThis.addEventListener?.("error", crashed);
    globalThis.addEventListener?.("unhandledrejection", crashed);
  }

  /** Does the program answer no longer? Not every browser says in which one a trap was. */
  #isDead() {
    try {
      this.#drive?.("state", []);
      return false;
    } catch {
      return true;
    }
  }

  /** One more element. One that was only moved is there already. */
  add(element) {
    if (this.#elements.has(element)) {
      return;
    }
    this.#elements.add(element);
    const key = element.configKey();
    element.isRefused = false;
    element.changed(this.now);
    // What has not come may come now.
    if (this.#key === undefined || this.#failure?.isEarly) {
      if (this.#failure) {
        this.ready = new Promise((resolve) => (this.#settle = resolve));
        this.now = { state: "loading", session: null };
        this.#failure = undefined;
      }
      this.#key = key;
      this.#begin(element).catch((error) => this.#end(error));
    } else if (this.#key !== key) {
      element.refuse("config_conflict");
    } else if (this.#failure) {
      element.fail(this.#failure);
    } else if (this.#drive) {
      this.#show(element);
    }
  }

  /** One less. The session goes on, and what is under way as well. */
  remove(element) {
    this.#elements.delete(element);
    this.#drive?.("remove", [element.root]);
  }

  /** Calls the backend with the bearer token. */
  fetch(input, init) {
    // Only `token` asks with `null`.
    return this.#call(input, init ?? undefined);
  }

  /** The access token. */
  async token(address) {
    await this.ready;
    const backend = JSON.parse((await this.#config) ?? "{}").backend ?? {};
    return this.#call(String(address ?? backend.base_url ?? backend.allowed_origins?.[0] ?? ""), null);
  }

  async #call(input, init) {
    await this.ready;
    try {
      return await this.#fetch(input, init);
    } catch (error) {
      // Of the program, which has no class of ours; what `fetch` and callers say stays what it is.
      throw typeof error?.code === "string" && error.code === error.message ? new PorticoError(error.code) : error;
    }
  }

  /** Nobody is to be caught: who comes back, goes back or loads the page again does not want to leave it by itself once more. */
  mayLeave() {
    const [{ type } = {}] = performance.getEntriesByType("navigation");
    const may = !this.#hasLeft && !this.#received.isResponse && type === "navigate";
    this.#hasLeft = true;
    return may;
  }

  /** Can a sign-in begin? Not before the program is there, and not while one is completed, or a session ended. */
  get mayBegin() {
    return this.#drive !== undefined && this.now.state !== "loading" && this.now.mayBegin;
  }

  /** Those that have this configuration. */
  get #own() {
    return [...this.#elements].filter((element) => !element.isRefused);
  }

  /** Where all elements keep what they show behind a button: shows it. */
  #open() {
    const own = this.#own;
    if (own.every((element) => element.isHidden)) {
      own.find((element) => element.checkVisibility())?.show();
    }
  }

  /** Begins a sign-in, or lets the person choose the provider of one: a promise of the session. */
  signIn(provider, asked) {
    return new Promise((resolve, reject) => {
      // A choice ends an earlier sign-in, and not itself.
      const begin = () => this.#drive("sign_in", [provider, asked]);
      provider || begin();
      this.#waiting.push({ resolve, reject });
      provider && begin();
    });
  }

  /** Nobody wants to choose any more. */
  giveUp() {
    this.#cancel("cancelled");
  }

  /** Ends the session: a promise of that. Where the page is left for it, it stays open. */
  async signOut() {
    await this.ready;
    if (this.now.session || this.now.isEnding) {
      const ended = new Promise((resolve, reject) => this.#endings.push({ resolve, reject }));
      this.#drive("sign_out", []);
      await ended;
    }
  }

  /** Takes the response out of the address, before a router of the host changes that; or hands it over, if this is a window of a sign-in. */
  receive() {
    if (!this.#received) {
      this.#received = takeOurs();
      this.#isTaken = isForOpener(this.#received.search) && handOver(this.#received.search);
    }
    return this.#received;
  }

  async #begin(element) {
    const { page, search, hash, isResponse } = this.receive();
    if (await this.#isTaken) {
      return;
    }
    this.#config = element.configText(readConfig).catch(() => undefined);
    const program = (this.#program = new Program((name) => files[name], this.#config.then(kindOf), () => this.#addSheet("laterStyle")));
    await Promise.all([
      program.begin(isResponse || isKnown(), ["element"], ["elementLeave"]),
      this.#addSheet("style"),
    ]);
    const boot = {
      load: () => program.load(),
      leave: () => program.leave(),
      failed: () => program.bring("failed"),
      prepare: () => program.prepare(),
      end: () => this.#end(program.failure),
      ask: (host, provider) => host.ask(provider),
      window: takeWindow,
      drawn: () => this.#drawn(),
      rest: () => this.#settle(),
    };
    const begun = start(page, search, hash, await this.#config, (what, ...given) => boot[what](...given), 1);
    [this.#fetch, this.#account] = begun;
    this.#drive = begun[2];
    for (const each of this.#elements) {
      this.#show(each);
    }
    this.#drawn();
  }

  #show(element) {
    if (element.isRefused) {
      return;
    }
    element.root.adoptedStyleSheets = Object.values(this.#sheets);
    element.reveal();
    this.#drive("add", [element.root]);
    element.changed(this.now);
    if (this.now.session) {
      // Whoever has put the element there listens a moment later.
      queueMicrotask(() => element.dispatchEvent(new PorticoSuccessEvent({ session: this.now.session, restored: true })));
    }
  }

  /** Adds a stylesheet to every shadow root. The policy of the host has no say in it. */
  async #addSheet(name) {
    const response = await this.#program.fetchFile(name);
    const sheet = await new CSSStyleSheet().replace(await response.text());
    this.#sheets[name] = sheet;
    for (const { root } of this.#elements) {
      root.adoptedStyleSheets = Object.values(this.#sheets);
    }
  }

  /** Everything is drawn. */
  #drawn() {
    if (!this.#drive) {
      return;
    }
    const before = this.now;
    const now = this.#drive("state", []);
    now.state = now.state === "starting" ? "loading" : now.state;
    now.session = now.state === "signed_in" ? this.#session(now, before.session) : null;
    this.now = now;
    for (const element of this.#elements) {
      element.changed(now);
    }
    this.#tell(before, now);
  }

  #session({ expiresAt, renewedAt }, before) {
    const { email_verified: emailVerified, ...account } = this.#account();
    const session = { ...account, emailVerified, expiresAt, renewedAt };
    Object.freeze(session.groups);
    // The same object for as long as nothing has changed: hosts compare.
    return JSON.stringify(session) === JSON.stringify(before) ? before : Object.freeze(session);
  }

  #tell(before, now) {
    const wasSignedIn = before.session !== null;
    if (now.session && !wasSignedIn) {
      takeWindow()?.close();
      this.#answer(({ resolve }) => resolve(now.session));
      this.#send(() => new PorticoSuccessEvent({ session: now.session, restored: before.state === "loading" }));
    }
    this.#hadSession ||= wasSignedIn;
    const isLeft = now.isDoubtful || now.code === "sign_out_failed";
    if (this.#hadSession && !now.session && !isLeft && ["signed_out", "failed", "picker"].includes(now.state)) {
      this.#hadSession = false;
      this.#send(() => new PorticoLogoutEvent());
    }
    if (now.state === "failed" && (before.state !== "failed" || before.failure !== now.failure)) {
      // It has failed before the window was needed.
      takeWindow()?.close();
      const { code, oauthError, retry } = now;
      this.#answer(({ reject }) => reject(new PorticoError(code, oauthError)));
      this.#send(() => CANCELLED.has(code) ? new PorticoCancelEvent({ reason: code }) : new PorticoErrorEvent({ code, oauthError, retry }));
      // To whoever has done something, not to everybody who loads a page.
      if (before.state !== "loading" || this.#received.isResponse) {
        this.#open();
      }
    }
    this.#isUnderWay ||= before.isPopup || ["leaving", "completing"].includes(before.state);
    if (now.state === "picker" && this.#isUnderWay) {
      this.#cancel(now.wasClosed ? "popup_closed" : "cancelled");
    }
    if (!now.session && !now.isEnding) {
      this.#settleEndings(isLeft && new PorticoError(now.code));
    }
    if (now.why && !before.why) {
      this.#send(() => new PorticoExpiringEvent({ at: now.at, why: now.why }));
      this.#open();
    }
    if (["picker", "signed_in", "failed"].includes(now.state)) {
      this.#isUnderWay = false;
    }
  }

  #cancel(reason) {
    this.#answer(({ reject }) => reject(new PorticoError(reason)));
    this.#send(() => new PorticoCancelEvent({ reason }));
  }

  #settleEndings(error) {
    this.#endings.splice(0).forEach(({ resolve, reject }) => (error ? reject(error) : resolve()));
  }

  #answer(how) {
    this.#waiting.splice(0).forEach(how);
  }

  #send(make) {
    for (const element of this.#own) {
      element.dispatchEvent(make());
    }
  }

  /** The program can't run, or go on. */
  #end(error) {
    if (this.#failure) {
      // What is still listened to traps again.
      return;
    }
    console.error(error);
    takeWindow()?.close();
    this.#failure = { ...explain(error), isEarly: !this.#drive };
    try {
      // What is left of it draws nothing into them any more.
      this.#own.forEach(({ root }) => this.#drive?.("remove", [root]));
    } catch {
      // Nothing is left of it.
    }
    const { code } = this.#failure;
    this.now = { state: "failed", session: null, code };
    this.#drive = undefined;
    this.#fetch = nobody;
    this.#settle();
    this.#settleEndings(new PorticoError(code));
    this.#answer(({ reject }) => reject(new PorticoError(code)));
    for (const element of this.#own) {
      element.fail(this.#failure);
      element.changed(this.now);
    }
  }
}
