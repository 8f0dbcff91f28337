/**
 * What a profile read fresh at login changes: everything before the crossing, only what the operator says after it.
 *
 * Before, the ledger's copy is an export that grew old and the legacy is the authority. Once the user stands in the
 * target the customer may have changed things there, so that the first write is the only one, except for fields whose
 * authority stays with the legacy. Credentials never come from a profile.
 *
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import type { Authority, LoginSettings } from './door.ts';

/** The ledger's copy brought up to date. What the legacy did not say stays as it was. */
export function refresh(known: Identity | undefined, fresh: Identity): Identity {
  if (known === undefined) return withoutPassword(fresh);
  return {
    ...known,
    status: fresh.status,
    identifiers: fresh.identifiers.length > 0 ? fresh.identifiers : known.identifiers,
    profile: { ...known.profile, ...fresh.profile },
    attributes: { ...known.attributes, ...fresh.attributes },
    factors: fresh.factors.length > 0 ? fresh.factors : known.factors,
    links: fresh.links.length > 0 ? fresh.links : known.links,
    consents: fresh.consents.length > 0 ? fresh.consents : known.consents,
    memberships: fresh.memberships.length > 0 ? fresh.memberships : known.memberships,
    ...(fresh.updatedAt === undefined ? {} : { updatedAt: fresh.updatedAt }),
    ...(fresh.lastLoginAt === undefined ? {} : { lastLoginAt: fresh.lastLoginAt }),
  };
}

/**
 * What the target is to hold after a login of somebody who stands there already; undefined: nothing to change.
 *
 * `there` is what the target shows now, by canonical path; a field that is not the legacy's is written back as it is.
 */
export function followAuthority(
  known: Identity,
  fresh: Identity,
  there: Readonly<Record<string, unknown>>,
  authority: LoginSettings['authority'],
): Identity | undefined {
  let changed = false;
  const merge = <T extends object>(prefix: string, ours: T, theirs: T): T => {
    const merged: Record<string, unknown> = Object.fromEntries(Object.entries(ours));
    for (const [name, value] of Object.entries(theirs)) {
      const path = `${prefix}.${name}`;
      if (value === undefined || ruleFor(path, authority) !== 'legacy') continue;
      if (JSON.stringify(there[path]) === JSON.stringify(value)) continue;
      merged[name] = value;
      changed = true;
    }
    for (const name of Object.keys(merged)) {
      const path = `${prefix}.${name}`;
      if (ruleFor(path, authority) !== 'legacy' && path in there) merged[name] = there[path];
    }
    return merged as T;
  };
  const profile = merge('profile', known.profile, fresh.profile);
  const attributes = merge('attributes', known.attributes, fresh.attributes);
  return changed ? { ...withoutPassword(known), profile, attributes } : undefined;
}

/** The longest rule that fits: `attributes` speaks for all attributes, `attributes.plan` for one. */
function ruleFor(path: string, { default: usual, fields }: LoginSettings['authority']): Authority {
  const [group = ''] = path.split('.');
  return fields[path] ?? fields[group] ?? usual;
}

export function withoutPassword(identity: Identity): Identity {
  const { password: _unread, ...rest } = identity;
  return rest;
}
