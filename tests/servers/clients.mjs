// The clients: all public, one per signing algorithm of the ID token.
const algorithms = {
  spa: 'RS256', 'spa-rs512': 'RS512', 'spa-ps': 'PS256',
  'spa-es': 'ES256', 'spa-es384': 'ES384', 'spa-es512': 'ES512', 'spa-ed': 'EdDSA',
};

/** `redirect_uris` may name several sites; each client may return to all of them. */
export const clients = ({ redirect_uris, post_logout_redirect_uris = redirect_uris }) => Object.entries(algorithms)
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
