// Who can sign in. The password of each is the user name: these people exist on loopback only.
const accounts = {
  alice: {
    name: 'Alice Archer', given_name: 'Alice', family_name: 'Archer', preferred_username: 'alice',
    email: 'alice@example.test', email_verified: true, groups: ['Admin', 'users'],
  },
  bob: {
    name: 'Bob Baker', given_name: 'Bob', family_name: 'Baker', preferred_username: 'bob',
    email: 'bob@example.test', email_verified: false, groups: ['users'],
  },
};

/** The account's name if the password is right. */
export const check = (name, password) => (Object.hasOwn(accounts, name) && password === name ? name : undefined);

/** oidc-provider's `findAccount`; `extra` adds claims to everybody (a picture, markup in a name). */
export const find = (extra) => (_ctx, sub) => Object.hasOwn(accounts, sub)
  && { accountId: sub, claims: () => ({ sub, ...accounts[sub], ...extra }) };
