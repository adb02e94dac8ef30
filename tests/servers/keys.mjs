// The signing keys, made when the process starts and shared by all of its providers.
import { exportJWK, generateKeyPair } from 'jose';

const jwk = async (alg, kid, options) => {
  const { privateKey } = await generateKeyPair(alg, { extractable: true, ...options });
  return { ...await exportJWK(privateKey), alg, kid, use: 'sig' };
};

export const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA'];

// One RSA key, named once per algorithm: generating it is the slow part.
const rsa = await jwk('RS256', 'rs256');
export const keys = [
  rsa,
  ...['RS384', 'RS512', 'PS256'].map((alg) => ({ ...rsa, alg, kid: alg.toLowerCase() })),
  ...await Promise.all(['ES256', 'ES384', 'ES512'].map((alg) => jwk(alg, alg.toLowerCase()))),
  await jwk('EdDSA', 'eddsa', { crv: 'Ed25519' }),
];
