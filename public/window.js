// The window of a sign-in. It is opened here, in the click itself: later no browser opens one, and Firefox runs other tasks while it opens one.

/** What src/browser/popup.rs calls it too, so that there is one. */
const NAME = "portico-sign-in";

/** So large that a provider's page fits, and small enough to be seen as a window. */
const FEATURES = "popup,width=480,height=720";

let opened = null;

/** Opens it, empty. */
export function openWindow() {
  opened = open("about:blank", NAME, FEATURES);
}

/** The one that was opened, once; `null` if the browser did not. */
export function takeWindow() {
  const window = opened;
  opened = null;
  return window;
}
