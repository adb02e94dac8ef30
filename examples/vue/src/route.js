import { onScopeDispose, ref } from "vue";

// In the fragment, so that any static server does. Vue Router does as well.
const read = () => location.hash.slice(1) || "a";

export function useRoute() {
  const route = ref(read());
  const update = () => (route.value = read());
  addEventListener("hashchange", update);
  onScopeDispose(() => removeEventListener("hashchange", update));
  return route;
}
