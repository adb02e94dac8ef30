// The elements in JSX, for those who have asked for it.
import type {} from "@portico-login/element/react";
import type { PorticoLogin } from "@portico-login/element";
import { useRef } from "react";

export function Page() {
  const login = useRef<PorticoLogin>(null);
  return (
    <main>
      <portico-login
        ref={login}
        className="card"
        config="/config.json"
        flow="popup"
        autoRedirect
        loginHint={null}
        onportico-success={(event) => console.log(event.detail.session.name)}
        onportico-start={(event) => event.preventDefault()}
      >
        <p slot="header">Hello</p>
      </portico-login>
      <portico-account config={{ providers: [] }} theme="dark" lang="de" onClick={() => login.current?.signOut()} />
    </main>
  );
}

export function Mistakes() {
  return (
    <>
      {/* @ts-expect-error: no such flow */}
      <portico-login flow="tab" />
      {/* @ts-expect-error: not a word */}
      <portico-login autoRedirect="yes" />
      {/* @ts-expect-error: what happens while somebody signs in is told to the listener with its detail */}
      <portico-account onportico-error={(event: { detail: number }) => console.log(event)} />
    </>
  );
}
