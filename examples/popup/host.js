const find = (name) => document.querySelector(`[data-test=${name}]`);
const login = document.querySelector("portico-login");

function show() {
  const { session } = login;
  find("name").textContent = session ? (session.name ?? session.subject) : "nobody";
  find("call").disabled = !session;
}

// They bubble, so that one place can listen to all elements of a page.
for (const name of ["start", "success", "error", "cancel", "expiring", "logout"]) {
  document.addEventListener(`portico-${name}`, ({ type, detail }) => {
    const line = document.createElement("li");
    line.textContent = `${type} ${JSON.stringify(detail)}`;
    find("events").append(line);
    show();
  });
}
// It may have been known before this script was there.
login.ready.then(show);

// Read before any click: a window opens only while the click counts.
const { providers, backend } = await (await fetch("/config.json")).json();

find("own").addEventListener("click", async () => {
  try {
    const session = await login.signIn({ provider: providers[0].id, flow: "popup" });
    find("answer").textContent = `Hello, ${session.name ?? session.subject}`;
  } catch (error) {
    find("answer").textContent = error.code;
  }
});

find("call").addEventListener("click", async () => {
  try {
    const response = await login.fetch(new URL(backend.request.path, backend.base_url));
    find("answer").textContent = await response.text();
  } catch (error) {
    find("answer").textContent = error.code ?? error.message;
  }
});
