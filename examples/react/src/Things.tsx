import { PorticoError } from "@portico-login/element";
import { useState } from "react";

interface Props {
  call: (url: URL) => Promise<Response>;
  isSignedIn: boolean;
}

export function Things({ call, isSignedIn }: Props) {
  const [answer, setAnswer] = useState("");

  const ask = async () => {
    const { backend } = await (await fetch("/config.json")).json();
    try {
      const response = await call(new URL(backend.request.path, backend.base_url));
      setAnswer(await response.text());
    } catch (error) {
      setAnswer(error instanceof PorticoError ? error.code : String(error));
    }
  };

  return (
    <>
      <button type="button" data-test="call" disabled={!isSignedIn} onClick={ask}>
        Call the API
      </button>
      <pre data-test="answer">{answer}</pre>
    </>
  );
}
