// The elements. No side effect: define.js registers them.
import { PorticoError, PorticoErrorEvent, PorticoStartEvent } from "./events.js";
import { dress } from "./dress.js";
import { runtime } from "./runtime.js";
import { openWindow } from "./window.js";

export * from "./events.js";

/** Attributes; the properties are called the same, in camel case. */
const TEXTS = "provider flow layout login-hint ui-locales prompt destination remember theme".split(" ");
const FLAGS = "auto-redirect expose-access-token debug".split(" ");
const camel = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
const DEFAULTS = { flow: "redirect", layout: "list", remember: "on", theme: "auto" };

/** What both elements are. */
export class PorticoElement extends (globalThis.HTMLElement ?? Object) {
  static observedAttributes = ["provider"];
  #config;
  #internals = this.attachInternals();
  #frame;
  #told;
  #wished;
  /** Has it another configuration than the rest? @internal */
  isRefused = false;

  constructor() {
    super();
    // A server may have rendered one for the time before this runs.
    const root = this.#internals.shadowRoot ?? this.attachShadow({ mode: "open" });
    this.#frame = make("div", "frame");
    this.#frame.hidden = true;
    // The texts are English, whatever the page is.
    this.#frame.lang = "en";
    const notice = make("p", "notice");
    notice.setAttribute("role", "status");
    this.#frame.append(slot("header"), notice, make("div", "stage"), slot("footer"));
    root.replaceChildren(make("slot"), this.#frame);
  }

  /** @internal */
  get root() {
    return this.#internals.shadowRoot;
  }

  connectedCallback() {
    for (const name of ["config", ...TEXTS, ...FLAGS].map(camel)) {
      // Set before the element was defined.
      if (Object.hasOwn(this, name)) {
        const value = this[name];
        delete this[name];
        this[name] = value;
      }
    }
    // Frameworks set properties a moment later.
    queueMicrotask(() => this.isConnected && runtime().add(this));
  }

  disconnectedCallback() {
    // Not if it was only moved.
    queueMicrotask(() => this.isConnected || runtime().remove(this));
  }

  attributeChangedCallback() {
    this.changed(runtime().now);
  }

  get config() {
    return this.#config ?? this.getAttribute("config") ?? "config.json";
  }

  set config(value) {
    if (typeof value === "object" && value !== null) {
      this.#config = value;
    } else {
      this.#config = undefined;
      this.toggleAttribute("config", false);
      if (value != null) {
        this.setAttribute("config", value);
      }
    }
  }

  get session() {
    return this.isRefused ? null : runtime().now.session;
  }

  get state() {
    return this.isRefused ? "failed" : runtime().now.state;
  }

  get ready() {
    return runtime().ready;
  }

  async fetch(input, init) {
    return this.#runtime().fetch(input, init);
  }

  async signIn(options = {}) {
    const shared = this.#runtime();
    if (shared.now.session) {
      return shared.now.session;
    }
    if (!shared.mayBegin) {
      throw new PorticoError("not_ready");
    }
    const { providers } = shared.now;
    const provider = options.provider ?? this.provider ?? (providers.length === 1 ? providers[0] : "");
    if (!provider) {
      return this.#letChoose(options);
    }
    const asked = this.ask(provider, options);
    if (!asked) {
      throw new PorticoError("cancelled");
    }
    return shared.signIn(provider, asked);
  }

  /** The person chooses the provider, and then the options count. */
  async #letChoose(options) {
    this.#wished = options;
    this.show();
    try {
      return await runtime().signIn("", []);
    } finally {
      if (this.#wished === options) {
        this.#wished = undefined;
      }
    }
  }

  /** What the person was to choose from is not seen any more. @internal */
  giveUp() {
    if (this.#wished && !["leaving", "completing"].includes(this.state)) {
      runtime().giveUp();
    }
  }

  /** What is drawn is to be seen. @internal */
  show() {}

  /** Is it seen by nobody, or only after a press? @internal */
  get isHidden() {
    return !this.checkVisibility();
  }

  async signOut() {
    return this.#runtime().signOut();
  }

  /** The one whose session this element has. */
  #runtime() {
    if (this.isRefused) {
      throw new PorticoError("config_conflict");
    }
    return runtime();
  }

  async getAccessToken(address) {
    if (!this.exposeAccessToken) {
      throw new PorticoError("access_token_not_exposed");
    }
    return this.#runtime().token(address);
  }

  /** Names the configuration: elements with the same one share the session. @internal */
  configKey() {
    const { config } = this;
    return typeof config === "object" ? JSON.stringify(config) : new URL(config, document.baseURI).href;
  }

  /** @internal */
  async configText(read) {
    const { config } = this;
    return typeof config === "object" ? JSON.stringify(config) : read(config);
  }

  /** What a sign-in is to be like, as src/ui/asked.rs reads it; `null` if the host does not want it. @internal */
  ask(provider, options = this.#wished ?? {}) {
    const of = (name) => options[name] ?? this[name] ?? "";
    const flow = of("flow");
    const isPopup = flow === "popup" || (flow === "auto" && (window.top !== window || !canStore()));
    const destination = this.#destination(of("destination"));
    const asked = [isPopup, of("remember") === "off", of("loginHint"), of("uiLocales"), of("prompt"), destination, !of("destination")];
    if (!this.dispatchEvent(new PorticoStartEvent({ provider: provider || null, flow: isPopup ? "popup" : "redirect" }))) {
      return null;
    }
    // Not where the person has to choose first.
    if (isPopup && provider) {
      openWindow();
    }
    return asked;
  }

  /** A path of this origin; none of others, and of what is no address. */
  #destination(wanted) {
    try {
      const { origin, pathname, search, hash } = new URL(wanted || location.href, document.baseURI);
      return origin === location.origin ? pathname + search + hash : "";
    } catch {
      return "";
    }
  }

  /** The program is there. @internal */
  reveal() {
    this.root.querySelector("slot:not([name])")?.remove();
    this.#frame.hidden = false;
  }

  /** What is shown has changed. @internal */
  changed(now) {
    if (this.isRefused) {
      return;
    }
    this.#mark(now);
    dress(this);
    if (this.debug && now.state !== this.#told) {
      this.#told = now.state;
      console.debug("portico:", now.state, now.code ?? "");
    }
  }

  /** For `:state()`. */
  #mark({ state, session }) {
    const { states } = this.#internals;
    const has = { busy: ["loading", "leaving", "completing"].includes(state), error: state === "failed", "signed-in": session !== null };
    for (const [name, holds] of Object.entries(has)) {
      holds ? states.add(name) : states.delete(name);
    }
  }

  /** This element can't work on this page. @internal */
  refuse(code) {
    this.isRefused = true;
    const sentence = "Another one on this page has other settings.";
    this.fail({ code, heading: "This sign-in is not set up correctly", sentence });
  }

  /** Says why nothing works. @internal */
  fail({ code, heading, sentence }) {
    this.dataset.porticoState = "failed";
    this.dataset.porticoError = code;
    this.#mark({ state: "failed", session: null });
    const card = make("section", "card");
    const title = make("h1");
    title.textContent = heading;
    const words = make("p", "callout");
    words.textContent = sentence;
    card.append(title, words);
    this.root.querySelector(".stage").replaceChildren(card);
    dress(this);
    // What the host has for the time before stays, if it has anything.
    if (![...this.childNodes].some((node) => !node.slot && node.textContent.trim())) {
      this.reveal();
    }
    this.dispatchEvent(new PorticoErrorEvent({ code, oauthError: null, retry: "no" }));
  }

  /** Registers the class, unless that is done. */
  static define(tag, registry = globalThis.customElements) {
    try {
      // On a server there is none.
      registry?.define(tag, this);
    } catch (error) {
      // The tag is taken: by another copy, say. Otherwise the class has another tag already.
      if (error.name !== "NotSupportedError" || !registry.get(tag)) {
        throw error;
      }
    }
    return this;
  }
}

const property = (name, get, set) =>
  Object.defineProperty(PorticoElement.prototype, camel(name), { configurable: true, enumerable: true, get, set });
for (const name of TEXTS) {
  property(
    name,
    function () {
      return this.getAttribute(name) ?? DEFAULTS[name] ?? null;
    },
    function (value) {
      value == null ? this.removeAttribute(name) : this.setAttribute(name, value);
    },
  );
}
for (const name of FLAGS) {
  property(
    name,
    function () {
      return this.hasAttribute(name);
    },
    function (value) {
      this.toggleAttribute(name, Boolean(value));
    },
  );
}

/** `<portico-login>`: the list of providers, and what comes of it. */
export class PorticoLogin extends PorticoElement {
  #missing;

  /** @internal */
  changed(now) {
    super.changed(now);
    if (this.isRefused || now.state !== "picker" || !this.isConnected) {
      return;
    }
    const { provider } = this;
    const wanted = now.providers.filter((id) => !provider || id === provider);
    const missing = wanted.length ? null : provider;
    if (missing && missing !== this.#missing) {
      this.dispatchEvent(new PorticoErrorEvent({ code: "provider_unknown", oauthError: null, retry: "no" }));
    }
    this.#missing = missing;
    if (this.autoRedirect && wanted.length === 1 && runtime().mayLeave()) {
      queueMicrotask(() => this.signIn({ provider: wanted[0], flow: "redirect" }).catch(() => {}));
    }
  }

  static define(tag = "portico-login", registry) {
    return super.define(tag, registry);
  }
}

/** `<portico-account>`: a button, and behind it what `<portico-login>` shows. */
export class PorticoAccount extends PorticoElement {
  #opener = make("button", "button opener");
  #panel = make("div", "panel");
  #shown;

  constructor() {
    super();
    Object.assign(this.#opener, { type: "button", part: "button", hidden: true, ariaHasPopup: "dialog", popoverTargetElement: this.#panel });
    Object.assign(this.#panel, { popover: "auto", role: "dialog", part: "dialog" });
    this.#panel.addEventListener("toggle", ({ newState }) => (newState === "open" ? this.#opened() : this.giveUp()));
    this.#panel.append(this.root.lastChild);
    this.root.append(this.#opener, this.#panel);
  }

  /** @internal */
  reveal() {
    super.reveal();
    this.#opener.hidden = false;
    this.#label(this.session);
  }

  /** @internal */
  changed(now) {
    super.changed(now);
    if (this.isRefused) {
      return;
    }
    const { session } = now;
    const isOther = this.#shown !== session || !this.#opener.hasChildNodes();
    if (isOther) {
      this.#shown = session;
      this.#label(session);
      if (session && this.#panel.matches(":popover-open")) {
        this.#panel.hidePopover();
      }
    }
  }

  get isHidden() {
    return true;
  }

  show() {
    if (this.checkVisibility() && !this.#panel.matches(":popover-open")) {
      this.#panel.showPopover();
    }
  }

  #opened() {
    this.#place();
    // What is to stop everything else could not, in a closed panel.
    for (const dialog of this.#panel.querySelectorAll("dialog")) {
      dialog.close();
      dialog.showModal();
    }
  }

  #label(session) {
    const words = make("span");
    if (!session) {
      words.append(slot("sign-in"));
      Object.assign(words.firstChild, { textContent: "Sign in", lang: "en" });
      this.#opener.replaceChildren(words);
      this.#panel.ariaLabel = "Sign in";
      return;
    }
    const name = session.name ?? session.username ?? session.email ?? session.subject;
    words.textContent = name;
    words.part = "name";
    this.#opener.replaceChildren(words);
    this.#panel.ariaLabel = name;
    if (session.picture) {
      const image = make("img");
      Object.assign(image, { alt: "", referrerPolicy: "no-referrer", part: "icon", src: session.picture });
      image.addEventListener("error", () => image.remove());
      words.before(image);
    }
  }

  /** Under the button, and within the window. */
  #place() {
    const { bottom, left, right } = this.#opener.getBoundingClientRect();
    const { width, height } = this.#panel.getBoundingClientRect();
    const isRightToLeft = getComputedStyle(this).direction === "rtl";
    const wanted = isRightToLeft ? right - width : left;
    this.#panel.style.left = `${Math.max(8, Math.min(wanted, innerWidth - width - 8))}px`;
    this.#panel.style.top = `${Math.max(8, Math.min(bottom + 8, innerHeight - height - 8))}px`;
  }

  static define(tag = "portico-account", registry) {
    return super.define(tag, registry);
  }
}

/** Registers both, unless that is done, and looks whether a sign-in comes back to this page. */
export function define(registry = globalThis.customElements) {
  PorticoLogin.define(undefined, registry);
  PorticoAccount.define(undefined, registry);
  if (globalThis.document) {
    runtime().receive();
  }
}

/** Can what a redirect needs be kept until it is back? */
function canStore() {
  try {
    return Boolean(sessionStorage && indexedDB);
  } catch {
    return false;
  }
}

function make(tag, name) {
  const element = document.createElement(tag);
  if (name) {
    element.className = name;
  }
  return element;
}

function slot(name) {
  const element = make("slot");
  element.name = name;
  return element;
}
