import { useSyncExternalStore, type MouseEvent, type ReactNode } from "react";

// In the query, so that any static server does. A router of yours does as well.
const read = () => new URLSearchParams(location.search).get("route") ?? "a";

function subscribe(onChange: () => void) {
  addEventListener("popstate", onChange);
  return () => removeEventListener("popstate", onChange);
}

export function useRoute() {
  return useSyncExternalStore(subscribe, read);
}

export function Link({ to, children }: { to: string; children: ReactNode }) {
  const go = (event: MouseEvent) => {
    event.preventDefault();
    history.pushState(null, "", `?route=${to}`);
    dispatchEvent(new PopStateEvent("popstate"));
  };
  return (
    <a href={`?route=${to}`} data-test={`route-${to}`} onClick={go}>
      {children}
    </a>
  );
}
