// The files of the program: fetching them with their integrity, and putting them together.
import { initSync } from "./page.js";

/** A program, and the parts of it that there are so far. */
export class Program {
  #fileOf;
  #kind;
  #addStyle;
  #first;
  #alsoToLeave;
  #leave;
  #coming;
  #next;
  /** Why the parts after a first visit can't be had. */
  failure;

  /**
   * `fileOf` answers address and integrity of a file by its name; none, if the program has but one. `kind` is the promise of what `kindOf` says.
   * `addStyle` adds the stylesheet of the screens that come after a first visit.
   */
  constructor(fileOf, kind, addStyle) {
    this.#fileOf = fileOf;
    this.#kind = kind;
    this.#addStyle = addStyle;
  }

  /**
   * Brings what a first visit needs, and `also`; what comes after it as well, if `isBack`. With `alsoToLeave`, what leaves for a provider
   * comes together with that, when it is asked for.
   */
  async begin(isBack, also, alsoToLeave) {
    // Every request of the program has a time limit, made with it.
    if (!AbortSignal.timeout) {
      throw new Error("AbortSignal.timeout");
    }
    this.#coming = isBack ? this.#fetchWith(({ next }) => next) : undefined;
    const parts = this.#fetchWith(({ first }) => [...first, ...also]);
    this.#alsoToLeave = alsoToLeave;
    this.#first = initSync({ module: await compile(await this.fetchFile("wasm")) });
    await this.#add(await parts);
  }

  /** Parts that follow from the kind of the page, compiled. They are waited for later. */
  #fetchWith(names, cache) {
    const parts = this.#kind.then((kind) => Promise.all(names(kind).map((name) => this.#fetchPart(name, cache))));
    parts.catch(() => {});
    return parts;
  }

  /** Brings what leaves for a provider, if it is not there. */
  leave() {
    // Each kind may have a part for it.
    const names = ({ first }) => ["leave", ...first.map((name) => `${name}Leave`), ...this.#alsoToLeave];
    return (this.#leave ??= this.#alsoToLeave && this.#addAll(names, this.#fetchWith(names)).catch((error) => {
      [this.#leave, this.failure] = [undefined, error];
      throw error;
    }));
  }

  /** Brings what comes after a first visit, once. */
  load() {
    return (this.#next ??= this.#loadNext().catch((error) => {
      [this.#next, this.#coming, this.failure] = [undefined, undefined, error];
      throw error;
    }));
  }

  /** Brings one more part. */
  async bring(name) {
    await this.#add([await this.#fetchPart(name, "default", 5_000)]);
  }

  /** Whoever leaves for a provider comes back: until then there is time, and nobody waits for it. */
  async prepare() {
    const { next } = await this.#kind;
    for (const name of ["laterStyle", ...next]) {
      this.fetchFile(name, { keepalive: true, priority: "low" }).catch(() => {});
    }
  }

  /** Fetches a file of the program: nothing, if it has but one. */
  async fetchFile(name, settings) {
    const [address, integrity] = this.#fileOf(name) ?? [];
    if (!address) {
      return undefined;
    }
    const response = await fetch(address, { integrity, ...settings });
    if (!response.ok) {
      throw new Error(`${name}: status ${response.status}`);
    }
    return response;
  }

  /** A part of the program, compiled. */
  async #fetchPart(name, cache = "default", limit = 20_000) {
    return compile(await this.fetchFile(name, { cache, signal: AbortSignal.timeout(limit) }));
  }

  /** Adds parts of the program to the first file, from which they import. */
  async #add(parts) {
    for (const part of parts) {
      if (part) {
        await WebAssembly.instantiate(part, { a: this.#first });
      }
    }
  }

  /** Adds the parts that come after a first visit. */
  async #loadNext() {
    const names = ({ next }) => next;
    const parts = this.#coming ?? this.#fetchWith(names);
    await this.leave();
    await this.#addAll(names, parts, this.#addStyle);
  }

  /** Adds parts that are on their way, after what `before` does. Tries more than once. */
  async #addAll(names, parts, before) {
    for (const pause of [1000, 4000, 0]) {
      try {
        await before?.();
        return await this.#add(await parts);
      } catch (error) {
        if (!pause) {
          throw error;
        }
      }
      await new Promise((resolve) => {
        setTimeout(resolve, pause);
        addEventListener("online", resolve, { once: true });
      });
      // Not what the cache may hold: it has the wrong bytes for as long as it likes.
      parts = this.#fetchWith(names, "reload");
    }
  }
}

/** While it arrives, if the server calls it what it is: browsers insist on that. Otherwise when it is there. */
async function compile(response) {
  return response?.headers.get("content-type") === "application/wasm"
    ? WebAssembly.compileStreaming(response)
    : response && WebAssembly.compile(await response.arrayBuffer());
}

/** Has this tab a session, or was it signing out? Then its storage says so; see src/browser/web_storage.rs. */
export function isKnown() {
  try {
    return ["portico.session", "portico.signing_out"].some((key) => sessionStorage.getItem(key) !== null);
  } catch {
    return false;
  }
}

/** A trap ends the program for good: nothing on the screen would answer any more. */
export function isTrap(error) {
  return globalThis.WebAssembly && error instanceof WebAssembly.RuntimeError;
}

/** What there is to say where the program does not run. */
export function explain(error) {
  if (!globalThis.WebAssembly || !AbortSignal.timeout) {
    return {
      code: "wasm_unsupported",
      heading: "This browser can’t run the sign-in page",
      sentence: "WebAssembly is switched off, or the browser is too old. Please use a current one, or allow it for this site.",
    };
  }
  if (isTrap(error)) {
    return {
      code: "crashed",
      heading: "The sign-in page stopped",
      sentence: "That is our fault, not yours. You can reload the page and start again.",
    };
  }
  return {
    code: "not_loaded",
    heading: "The sign-in page did not load",
    sentence: "Perhaps the connection was interrupted, or the site was just updated. Please reload the page.",
  };
}
