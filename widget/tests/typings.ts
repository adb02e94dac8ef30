// What a program in TypeScript may write, and what it may not: each line below a `@ts-expect-error` must be one.
import "@portico-login/element/define";
import {
  define,
  PorticoAccount,
  PorticoElement,
  PorticoError,
  PorticoLogin,
  PorticoStartEvent,
  type PorticoSession,
  type SignInOptions,
} from "@portico-login/element";

define();
PorticoLogin.define();
PorticoAccount.define("acme-account", customElements);
// @ts-expect-error: only the two elements have a name already
PorticoElement.define();

const login: PorticoLogin = document.createElement("portico-login");
const account: PorticoAccount | null = document.querySelector("portico-account");
const either: PorticoElement | null = account ?? login;
either?.click();

login.config = "/config.json";
login.config = { providers: [] };
// @ts-expect-error: neither an address nor an object
login.config = 7;
login.flow = "popup";
// @ts-expect-error: no such flow
login.flow = "tab";
login.layout = "icons";
login.theme = "dark";
login.provider = null;
login.loginHint = "alice";
login.autoRedirect = true;
// @ts-expect-error: a word, as the attribute has it
login.remember = false;
login.remember = "off";
// @ts-expect-error: what is not known of the attribute is not of the property
login["auto-redirect"] = true;

const session: PorticoSession | null = login.session;
// @ts-expect-error: it may be nobody
login.session.name;
// @ts-expect-error: read only
login.session = null;
// @ts-expect-error: frozen
if (session) session.name = "Bob";
// @ts-expect-error: frozen too
session?.groups.push("admin");
// @ts-expect-error: no token in it
session?.accessToken;
const name: string | null = session?.name ?? session?.username ?? session?.subject ?? null;
const expires: number | null | undefined = session?.expiresAt;
console.log(name, expires);
// @ts-expect-error: no such state
if (login.state === "ready") login.focus();

login.addEventListener("portico-start", (event) => {
  event.preventDefault();
  const { provider, flow }: { provider: string | null; flow: "redirect" | "popup" } = event.detail;
  console.log(provider, flow, event instanceof PorticoStartEvent);
});
login.addEventListener("portico-success", ({ detail }) => console.log(detail.session.subject, detail.restored));
login.addEventListener("portico-error", ({ detail }) => {
  if (detail.retry === "now") console.log(detail.code.toUpperCase());
  // @ts-expect-error: no such answer
  if (detail.retry === "never") console.log();
});
// They bubble: to elements, the document, the window.
document.addEventListener("portico-cancel", ({ detail }) => detail.reason === "popup_closed");
document.body.addEventListener("portico-expiring", ({ detail }) => new Date(detail.at * 1000));
window.addEventListener("portico-logout", ({ detail }) => {
  // @ts-expect-error: nothing is told of who it was
  const subject: string = detail.subject;
  console.log(subject);
});
// @ts-expect-error: the detail has no token
login.addEventListener("portico-success", ({ detail }) => detail.token);
// Those of every element too.
login.addEventListener("click", (event) => event.clientX);

const options: SignInOptions = { provider: "staff", flow: "popup", prompt: "login" };
const signedIn: Promise<PorticoSession> = login.signIn(options);
signedIn.catch((error: unknown) => {
  if (error instanceof PorticoError && error.code === "popup_closed") console.log(error.message);
});
// @ts-expect-error: no such option
void login.signIn({ redirectUri: "/" });
const signedOut: Promise<void> = login.signOut();
const token: Promise<string> = login.getAccessToken();
const answer: Promise<Response> = login.fetch(new URL("https://api.example.com/me"), { method: "POST" });
const known: Promise<void> = login.ready;
void Promise.all([signedOut, token, answer, known]);

class Mine extends PorticoLogin {}
Mine.define("my-login");
