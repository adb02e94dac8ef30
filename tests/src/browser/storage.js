const done = arguments[arguments.length - 1];
const found = [];
const add = (place, key, text) => found.push([place, String(key), String(text)]);

// Whatever can be stored, as text: bytes as Latin-1, so that a token in a buffer is found too.
const text = (value) => {
  if (value instanceof ArrayBuffer) value = new Uint8Array(value);
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  }
  if (value instanceof CryptoKey) return `CryptoKey ${value.algorithm.name} extractable=${value.extractable}`;
  if (value instanceof Map || value instanceof Set || Array.isArray(value)) return [...value].map(text).join('\n');
  if (value && typeof value === 'object') {
    return Object.entries(value).map(([key, it]) => `${key}: ${text(it)}`).join('\n');
  }
  return String(value);
};

const request = (it) => new Promise((resolve, reject) => {
  it.onsuccess = () => resolve(it.result);
  it.onerror = () => reject(it.error);
});

const databases = async () => {
  if (!window.indexedDB) return;
  for (const { name } of await indexedDB.databases()) {
    const database = await request(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const records = database.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([request(records.getAllKeys()), request(records.getAll())]);
      values.forEach((value, index) => add(`indexedDB/${name}/${store}`, text(keys[index]), text(value)));
    }
    database.close();
  }
};

const caches_ = async () => {
  for (const name of await caches.keys()) {
    for (const entry of await (await caches.open(name)).keys()) add(`cache/${name}`, entry.url, entry.url);
  }
};

// What the page may not open holds nothing of it.
const unlessDenied = async (scan) => {
  try {
    await scan();
  } catch (error) {
    if (error.name !== 'SecurityError') throw error;
  }
};

const visit = (root) => {
  for (const element of root.querySelectorAll('*')) {
    if ('value' in element) add('field', element.name ?? element.id, element.value);
    if (element.shadowRoot) {
      add('shadow', element.localName, element.shadowRoot.innerHTML);
      visit(element.shadowRoot);
    }
  }
};

(async () => {
  for (const place of ['localStorage', 'sessionStorage']) {
    await unlessDenied(() => {
      for (const [key, value] of Object.entries(window[place])) add(place, key, `${key}=${value}`);
    });
  }
  if (document.cookie) add('cookie', 'document.cookie', document.cookie);
  add('url', '', location.href);
  add('history', '', text(history.state));
  add('window.name', '', window.name);
  add('referrer', '', document.referrer);
  // What `ahead.js` of a host has noted.
  add('events', '', JSON.stringify(window.seen?.events?.map(({ detail }) => detail) ?? []));
  add('dom', '', document.documentElement.outerHTML);
  visit(document);
  await unlessDenied(databases);
  if ('caches' in window) await unlessDenied(caches_);
})().then(() => done(found), (error) => done([['scan failed', '', String(error)]]));
