// In the query, so that any static server does.
const read = () => new URLSearchParams(location.search).get("route") ?? "a";

let current = $state(read());

export const route = {
  get current() {
    return current;
  },
  update() {
    current = read();
  },
  go(event) {
    event.preventDefault();
    history.pushState(null, "", event.currentTarget.href);
    current = read();
  },
};
