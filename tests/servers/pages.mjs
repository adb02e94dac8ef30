// The provider's own pages: sign in, consent, sign out. Plain HTML, usable without script.
const escape = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const page = (title, body) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(title)}</title><link rel="icon" href="data:,"></head>
<body><main><h1>${escape(title)}</h1>${body}</main></body></html>`;

export const login = ({ uid, client, wrong }) => page('Demo provider: sign in', `
<p>to go on to ${escape(client)}</p>
${wrong ? '<p role="alert">That user name or password is not right.</p>' : ''}
<form method="post" action="/interaction/${uid}/login">
<p><label>User name <input name="login" autocomplete="username" required autofocus></label></p>
<p><label>Password <input name="password" type="password" autocomplete="current-password" required></label></p>
<p><button>Sign in</button></p></form>
<form method="post" action="/interaction/${uid}/abort"><button>Cancel</button></form>`);

export const consent = ({ uid, client, scopes, resources }) => page('Demo provider: allow access', `
<p>${escape(client)} asks for:</p>
<ul>${[...scopes, ...resources].map((item) => `<li>${escape(item)}</li>`).join('')}</ul>
<form method="post" action="/interaction/${uid}/consent"><button autofocus>Allow</button></form>
<form method="post" action="/interaction/${uid}/abort"><button>Deny</button></form>`);

export const signOut = (form) => page('Demo provider: sign out', `${form}
<p><button type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>Sign me out</button>
<button type="submit" form="op.logoutForm">Stay signed in</button></p>`);

export const signedOut = () => page('Demo provider: signed out', '<p>You are signed out here.</p>');

export const failed = ({ error, error_description }) => page('Demo provider: error', `
<p role="alert"><code>${escape(error)}</code> ${escape(error_description ?? '')}</p>`);
