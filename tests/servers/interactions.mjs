// The middleware behind the provider's sign-in and consent pages.
import { check } from './accounts.mjs';
import * as pages from './pages.mjs';

const form = async (req) => {
  let text = '';
  for await (const chunk of req) text += chunk;
  return new URLSearchParams(text);
};

async function grant(provider, { grantId, session, params, prompt: { details } }) {
  const found = grantId
    ? await provider.Grant.find(grantId)
    : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  if (details.missingOIDCScope) found.addOIDCScope(details.missingOIDCScope.join(' '));
  if (details.missingOIDCClaims) found.addOIDCClaims(details.missingOIDCClaims);
  for (const [resource, scopes] of Object.entries(details.missingResourceScopes ?? {})) {
    found.addResourceScope(resource, scopes.join(' '));
  }
  return found.save();
}

/** Serves `/interaction/<uid>` and its `login`, `consent` and `abort` forms. */
export const interactions = (provider) => async (ctx, next) => {
  const [, uid, action] = /^\/interaction\/([\w-]+)(?:\/(login|consent|abort))?$/.exec(ctx.path) ?? [];
  if (!uid) return next();

  let interaction;
  try {
    interaction = await provider.interactionDetails(ctx.req, ctx.res);
  } catch (error) {
    // Somebody came back to a form that was sent already.
    ctx.status = error.status ?? 500;
    ctx.type = 'html';
    ctx.body = pages.failed(error);
    return undefined;
  }
  const finish = (result) => {
    ctx.respond = false; // oidc-provider writes the redirect to the raw response
    return provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: true });
  };
  const client = interaction.params.client_id;
  const { name, details } = interaction.prompt;
  ctx.set('cache-control', 'no-store');
  ctx.set('content-security-policy', "default-src 'none'; img-src data:; frame-ancestors 'none'");
  ctx.type = 'html';

  if (ctx.method === 'GET' && name === 'login') {
    ctx.body = pages.login({ uid, client });
  } else if (ctx.method === 'GET') {
    ctx.body = pages.consent({
      uid, client,
      scopes: details.missingOIDCScope ?? [],
      resources: Object.entries(details.missingResourceScopes ?? {})
        .map(([resource, scopes]) => `${scopes.join(', ')} at ${resource}`),
    });
  } else if (action === 'login') {
    const fields = await form(ctx.req);
    const accountId = check(fields.get('login'), fields.get('password'));
    if (accountId) return finish({ login: { accountId } });
    ctx.body = pages.login({ uid, client, wrong: true });
  } else if (action === 'consent') {
    return finish({ consent: { grantId: await grant(provider, interaction) } });
  } else {
    return finish({ error: 'access_denied', error_description: 'End-User aborted interaction' });
  }
};
