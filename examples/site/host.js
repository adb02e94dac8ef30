const find = (name) => document.querySelector(`[data-test=${name}]`);
const login = document.querySelector("portico-login");

function show() {
  const { session } = login;
  find("name").textContent = session ? (session.name ?? session.subject) : "nobody";
  find("call").disabled = !session;
}
login.addEventListener("portico-success", show);
login.addEventListener("portico-logout", show);
// It may have been known before this script was there.
login.ready.then(show);

find("call").addEventListener("click", async () => {
  const { backend } = await (await fetch("/config.json")).json();
  try {
    const response = await login.fetch(new URL(backend.request.path, backend.base_url));
    find("answer").textContent = await response.text();
  } catch (error) {
    find("answer").textContent = error.code ?? error.message;
  }
});
