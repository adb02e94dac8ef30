const roots = (root) => [root, ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot ? roots(shadowRoot) : []))];
const reach = (selector) => roots(document).map((root) => root.querySelector(selector)).find(Boolean);
const element = reach(SELECTOR);
const within = element ? [element, ...(element.shadowRoot ? roots(element.shadowRoot) : [])] : [];
