// How Portabase finds the role of a person among the groups that their provider tells.

/** The role, or nothing for somebody who is let in nowhere. The first mapping wins. */
export function roleFor(userInfo, { role_map, allowed_group, default_role, users }) {
  const told = userInfo?.groups || userInfo?.roles || [];
  const groups = (Array.isArray(told) ? told : [told]).map((group) => String(group).toLowerCase());
  // The groups are made lower case and the keys of the map are not: one with a capital letter never matches.
  const mapping = role_map?.split(',').map((entry) => entry.split(':')).find(([group]) => groups.includes(group.trim()));
  let role = mapping?.[1].trim();
  if (!role && allowed_group && groups.includes(allowed_group)) {
    role = 'pending';
    if (allowed_group.includes('admin')) role = users ? 'admin' : 'superadmin';
  }
  role ||= default_role;
  return role === 'admin' && !users ? 'superadmin' : role;
}
