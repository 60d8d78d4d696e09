/** Roles that the values of a claim stand for; the claim may be one text, several in a text, or a list. */
export function rolesOfClaim(
  claims: Readonly<Record<string, unknown>>,
  { roleClaim, roleMap }: { readonly roleClaim: string | null; readonly roleMap: Readonly<Record<string, string>> },
): string[] {
  const given = roleClaim === null ? undefined : (claims[roleClaim] ?? nested(claims, roleClaim));
  const values = typeof given === 'string' ? given.split(/[\s,]+/u) : Array.isArray(given) ? given : [];
  const roles = values.flatMap((value) =>
    typeof value === 'string' && Object.hasOwn(roleMap, value) ? (roleMap[value] ?? []) : [],
  );
  return [...new Set(roles)];
}

/** `realm_access.roles`, as some providers have it. */
function nested(claims: Readonly<Record<string, unknown>>, name: string): unknown {
  let value: unknown = claims;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) {
      return undefined;
    }
    value = Reflect.get(value, part);
  }
  return value;
}

/** A page of this installation, or its first one: never the address of another site. */
export function safeNext(next: string): string {
  return /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(next) ? next : '/';
}
