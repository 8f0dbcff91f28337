/**
 * What stands in an identity at a canonical path: the "after" of a preview.
 *
 * @module
 */
import type { IdentifierType, Identity } from '../../identity/identity.ts';

/** Undefined: nothing. */
export function canonicalValue(identity: Identity, path: string): unknown {
  const [head = '', ...rest] = segmentsOf(path);
  const [, type, index = '0'] = /^(email|phone|username)(?:\[(\d)\])?$/.exec(head) ?? [];
  if (type !== undefined) return identifierPart(identity, type as IdentifierType, Number(index), rest[0]);
  switch (head) {
    case 'id':
      return identity.sourceId;
    case 'factors':
      return within(
        identity.factors.find((factor) => factor.type === rest[0]),
        rest.slice(1),
      );
    case 'links':
      return identity.links.find(({ provider }) => provider === rest[0])?.subject;
    case 'consents':
      return within(
        identity.consents.find(({ purpose }) => purpose === rest[0]),
        rest.slice(1),
      );
    case 'memberships':
      return namesOf(identity, `${rest[0] ?? ''}`.replace(/s$/, ''));
    default:
      return within(identity, [head, ...rest]);
  }
}

/** `links["login.example"]` has two. */
function segmentsOf(path: string): readonly string[] {
  const found = path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+(?:\[\d+\])?)/g);
  return [...found].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

function identifierPart(identity: Identity, type: IdentifierType, index: number, part = 'value'): unknown {
  const found = identity.identifiers.filter((identifier) => identifier.type === type)[index];
  return within(found, [part]);
}

function namesOf({ memberships }: Identity, type: string): unknown {
  const names = memberships.filter((one) => one.type === type).map(({ name }) => name);
  return names.length === 0 ? undefined : names;
}

function within(root: unknown, names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (here, name) =>
      typeof here === 'object' && here !== null && Object.hasOwn(here, name)
        ? Reflect.get(here, name)
        : undefined,
    root,
  );
}
