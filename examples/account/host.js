const find = (name) => document.querySelector(`[data-test=${name}]`);
const account = document.querySelector("portico-account");

function show() {
  const { session } = account;
  find("name").textContent = session ? (session.name ?? session.subject) : "nobody";
  find("call").disabled = !session;
}
account.addEventListener("portico-success", show);
account.addEventListener("portico-logout", show);
// It may have been known before this script was there.
account.ready.then(show);

find("call").addEventListener("click", async () => {
  const { backend } = await (await fetch("/config.json")).json();
  try {
    // The token goes to the origins of `backend.allowed_origins` only, and this script never sees it.
    const response = await account.fetch(new URL(backend.request.path, backend.base_url));
    find("answer").textContent = await response.text();
  } catch (error) {
    find("answer").textContent = error.code ?? error.message;
  }
});
