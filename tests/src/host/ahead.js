const plain = (value) => JSON.parse(JSON.stringify(value ?? null));

window.seen = { events: [], instances: [] };

for (const name of ['start', 'success', 'error', 'cancel', 'expiring', 'logout']) {
  addEventListener(`portico-${name}`, (event) => {
    const { type, detail } = event;
    window.seen.events.push({
      type, detail: plain(detail),
      from: event.composedPath()[0].id || event.composedPath()[0].localName,
    });
  }, true);
}

// A window that posts a message may be closed at once: what it has said must outlive it.
const note = (post) => navigator.sendBeacon('/posts', JSON.stringify(post));

const channel = BroadcastChannel.prototype.postMessage;
BroadcastChannel.prototype.postMessage = function postMessage(message) {
  note({ channel: this.name, message: plain(message) });
  channel.call(this, message);
};

// Each window keeps its identity for whoever compares it with the source of a message.
const told = new WeakMap();
const listened = (real) => {
  if (!real) return real;
  if (!told.has(real)) {
    const postMessage = (message, target, ...rest) => {
      note({ targetOrigin: String(typeof target === 'object' ? target?.targetOrigin : target), message: plain(message) });
      real.postMessage(message, target, ...rest);
    };
    told.set(real, new Proxy({}, {
      get: (_, key) => {
        if (key === 'postMessage') return postMessage;
        const value = real[key];
        return typeof value === 'function' ? value.bind(real) : value;
      },
      set: (_, key, value) => Reflect.set(real, key, value),
      getPrototypeOf: () => Object.getPrototypeOf(real),
    }));
  }
  return told.get(real);
};
window.seen.listened = listened;

const source = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'source').get;
Object.defineProperty(MessageEvent.prototype, 'source', {
  get() {
    const real = source.call(this);
    return told.get(real) ?? real;
  },
});
// A page in a frame may compare its parent with `top`, which can't be replaced, where it can't ask who is above.
for (const name of ['opener', ...(location.ancestorOrigins ? ['parent'] : [])]) {
  const real = window[name];
  if (real && real !== window) Object.defineProperty(window, name, { get: () => listened(real) });
}

// How much memory the program has, and how many programs there are.
const memoryOf = (instance) => {
  const memory = Object.values(instance.exports).find((it) => it instanceof WebAssembly.Memory);
  if (memory) window.seen.instances.push(memory);
};
WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
  construct(target, given) {
    const instance = Reflect.construct(target, given);
    memoryOf(instance);
    return instance;
  },
});
for (const name of ['instantiate', 'instantiateStreaming']) {
  const real = WebAssembly[name];
  WebAssembly[name] = async (...given) => {
    const made = await real(...given);
    memoryOf(made.instance ?? made);
    return made;
  };
}
