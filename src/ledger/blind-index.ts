/**
 * The blind index: keyed hashes that let the ledger find an identity without holding what it is found by.
 *
 * HMAC-SHA256 under the ledger's `index` key, cut to 128 bits and written as a uuid (a compact column; it is no RFC
 * 9562 uuid). 128 bits: two of 100 million identifiers collide with a chance of 10^-23. Without the key nobody can
 * try addresses against a stolen database.
 *
 * Every hash names its use, so that equal texts of different uses do not look equal.
 *
 * @module
 */
import { createHmac, type KeyObject } from 'node:crypto';

export interface BlindIndex {
  /** Under which a normalised login identifier is found. `type` keeps a user name apart from an equal address. */
  identifier(type: string, normalised: string): string;
  /** The id of an identity, the same at every reading of the same source. Without dashes it is the external id. */
  identityId(source: string, sourceId: string): string;
  /** Has the canonical identity changed? Keyed, because a plain digest of personal data can be guessed. */
  digest(canonical: string | Uint8Array): string;
  /** Under which a token is found: all 256 bits, because it opens something. */
  token(token: string): Buffer;
}

export function blindIndexWith(key: KeyObject): BlindIndex {
  return {
    identifier: (type, normalised) => hash(key, `identifier\0${type}\0${normalised}`),
    identityId: (source, sourceId) => hash(key, `identity\0${source}\0${sourceId}`),
    digest: (canonical) => hash(key, 'digest\0', canonical),
    token: (token) => createHmac('sha256', key).update(`token\0${token}`).digest(),
  };
}

/** 32 hex digits: what targets are told to remember us by. */
export function externalId(identityId: string): string {
  return identityId.replaceAll('-', '');
}

function hash(key: KeyObject, text: string, rest?: string | Uint8Array): string {
  const hmac = createHmac('sha256', key).update(text);
  if (rest !== undefined) hmac.update(rest);
  const hex = hmac.digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
