// The clients: public ones, one per signing algorithm of the ID token, and those of backends.
const algorithms = {
  spa: 'RS256', 'spa-rs512': 'RS512', 'spa-ps': 'PS256',
  'spa-es': 'ES256', 'spa-es384': 'ES384', 'spa-es512': 'ES512', 'spa-ed': 'EdDSA',
};

const open = ({ redirect_uris, post_logout_redirect_uris = redirect_uris }) => Object.entries(algorithms)
  .map(([client_id, id_token_signed_response_alg]) => ({
    client_id,
    id_token_signed_response_alg,
    token_endpoint_auth_method: 'none',
    application_type: 'web',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris,
    post_logout_redirect_uris,
  }));

/** Members are those of client metadata; a secret and where to return to are enough. */
const confidential = (client) => ({
  token_endpoint_auth_method: 'client_secret_basic',
  application_type: 'web',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  ...client,
});

/** `redirect_uris` may name several sites; each public client may return to all of them. */
export const clients = (options) => [...open(options), ...(options.confidential ?? []).map(confidential)];
