import type { PorticoAccount, PorticoSession } from "@portico-login/element";
import type {} from "@portico-login/element/react";
import { useRef, useState } from "react";
import { Things } from "./Things";
import { Link, useRoute } from "./route";

export function App() {
  const route = useRoute();
  const account = useRef<PorticoAccount>(null);
  const [session, setSession] = useState<PorticoSession | null>(null);
  // Every element tells of the session; this one is always there.
  const show = () => setSession(account.current?.session ?? null);

  return (
    <>
      <header>
        <nav>
          <Link to="a">Sign in</Link> <Link to="b">Things</Link>
        </nav>
        <portico-account ref={account} config="/config.json" onportico-success={show} onportico-logout={show} />
      </header>
      <p>
        Signed in: <output data-test="name">{session ? (session.name ?? session.subject) : "nobody"}</output>
      </p>
      {route === "b" ? (
        <Things call={(url) => account.current!.fetch(url)} isSignedIn={session !== null} />
      ) : (
        <portico-login config="/config.json" />
      )}
    </>
  );
}
