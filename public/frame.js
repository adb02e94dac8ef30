// The page in a frame of somebody else's page: who that may be, and what it is told. See docs/WIDGET.md.

import { takeWindow } from "./window.js";

/** The version of the messages. */
const VERSION = 1;

/** A frame in the page of a host that the configuration lists. */
export class Frame {
  #origin;
  #state;
  #height;

  constructor(origin) {
    this.#origin = origin;
    new ResizeObserver(() => this.#measure()).observe(document.body);
    addEventListener("message", (event) => {
      if (event.source === parent && event.origin === origin && isHello(event.data)) {
        this.#state = this.#height = undefined;
        this.tell();
        this.#measure();
      }
    });
  }

  /** The frame that this page is in; throws in that of anybody who is not in `frame_ancestors`. */
  static of(config) {
    const listed = origins(config);
    const above = location.ancestorOrigins;
    const origin = above ? only([...above], listed) : parentOf(listed);
    if (origin === undefined) {
      throw refusal();
    }
    document.documentElement.dataset.porticoFramed = "";
    return new Frame(origin);
  }

  /** Tells the host what is shown now, if it is something else. */
  tell() {
    const { porticoState: state, porticoError: code } = document.documentElement.dataset;
    if (state !== this.#state) {
      this.#state = state;
      if (state === "failed") {
        // It has failed before the window was needed.
        takeWindow()?.close();
      }
      this.#post({ type: "state", state, code });
    }
  }

  /** Tells the host how high the page is, in CSS pixels, if it is another height. */
  #measure() {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height !== this.#height) {
      this.#height = height;
      this.#post({ type: "height", height });
    }
  }

  #post(message) {
    parent.postMessage({ portico: VERSION, ...message }, this.#origin);
  }
}

/** Whom the configuration lists. The program says what is wrong with it otherwise. */
function origins(config) {
  try {
    return JSON.parse(config).frame_ancestors.map((origin) => new URL(origin).origin);
  } catch {
    return [];
  }
}

/** The nearest of those above, if all of them are listed: whoever is above could draw over the frame. */
function only(above, listed) {
  return above.every((origin) => listed.includes(origin)) ? above[0] : undefined;
}

/** The same in a browser that does not tell who is above: the nearest one, if there is no other. It need not be named; then it is nobody. */
function parentOf(listed) {
  const origin = parent === top && document.referrer ? new URL(document.referrer).origin : undefined;
  return listed.includes(origin) ? origin : undefined;
}

function isHello(data) {
  return data?.portico === VERSION && data.type === "hello";
}

function refusal() {
  const error = new Error("the page is framed by a host that frame_ancestors does not list");
  error.explanation = {
    code: "framed",
    heading: "This page can’t be shown here",
    sentence: "It was put into another page that it does not know. Please open it by itself to sign in.",
  };
  return error;
}
