const live = { listeners: 0, intervals: new Set(), timeouts: new Set(), channels: new Set(), observers: new Set() };

// Elements of a shadow root take their listeners along.
const outlives = (target) => target === window || target === document || target === document.documentElement
  || target instanceof MediaQueryList || target instanceof BroadcastChannel || target instanceof AbortSignal
  || target === navigator.locks || target === customElements;
const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
const known = new WeakMap();
const keyOf = (type, options) => `${type} ${Boolean(typeof options === 'object' ? options?.capture : options)}`;
const listenersOf = (target, key) => {
  if (!known.has(target)) known.set(target, new Map());
  const all = known.get(target);
  if (!all.has(key)) all.set(key, new Set());
  return all.get(key);
};
EventTarget.prototype.addEventListener = function addEventListener(type, listener, options) {
  const target = this ?? window;
  add.call(target, type, listener, options);
  if (!listener || !outlives(target)) return;
  const set = listenersOf(target, keyOf(type, options));
  if (set.has(listener) || options?.signal?.aborted) return;
  set.add(listener);
  live.listeners += 1;
  const forget = () => { if (set.delete(listener)) live.listeners -= 1; };
  if (options?.once) add.call(target, type, forget, { once: true, capture: Boolean(options.capture) });
  if (options?.signal) add.call(options.signal, 'abort', forget, { once: true });
};
EventTarget.prototype.removeEventListener = function removeEventListener(type, listener, options) {
  const target = this ?? window;
  remove.call(target, type, listener, options);
  if (outlives(target) && listenersOf(target, keyOf(type, options)).delete(listener)) live.listeners -= 1;
};

const { setInterval, clearInterval, setTimeout, clearTimeout } = window;
window.setInterval = (...given) => {
  const id = setInterval.apply(window, given);
  live.intervals.add(id);
  return id;
};
window.clearInterval = (id) => { live.intervals.delete(id); clearInterval.call(window, id); };
window.setTimeout = (run, delay, ...given) => {
  const id = setTimeout.call(window, () => { live.timeouts.delete(id); run(...given); }, delay);
  live.timeouts.add(id);
  return id;
};
window.clearTimeout = (id) => { live.timeouts.delete(id); clearTimeout.call(window, id); };

window.BroadcastChannel = class BroadcastChannel extends window.BroadcastChannel {
  constructor(name) { super(name); live.channels.add(this); }

  close() { live.channels.delete(this); super.close(); }
};
for (const name of ['MutationObserver', 'ResizeObserver', 'IntersectionObserver']) {
  window[name] = class extends window[name] {
    observe(...given) { live.observers.add(this); super.observe(...given); }

    disconnect() { live.observers.delete(this); super.disconnect(); }
  };
}

window.counted = () => Object.fromEntries(Object.entries(live).map(([name, it]) => [name, it.size ?? it]));
