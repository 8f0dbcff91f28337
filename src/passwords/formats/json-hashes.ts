/**
 * Hashes that products keep as JSON documents: CouchDB, MongoDB, npm credential.
 *
 * @module
 */
import { readBase64, readHex, toBase64, toHex, view } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import { type JsonObject, numberIn, objectIn, readJsonObject, textIn } from '../json.ts';
import type { DigestParts } from '../parts.ts';
import { digestNamed } from '../primitives/digest.ts';
import type { Beside } from '../stored.ts';

export const couchDb: PasswordFormat = {
  id: 'couchdb-pbkdf2',
  title: 'CouchDB _users',
  family: 'database',
  foundIn: 'CouchDB, Cloudant, PouchDB Server',
  rule: 'PBKDF2-HMAC(password, salt, iterations), sha1(password . salt)',
  reference: 'https://docs.couchdb.org/en/stable/intro/security.html',
  prefix: '{',
  shape: /^\{.*"(?:derived_key|password_sha)"\s*:\s*"[0-9a-f]+".*\}$/s,
  frequency: 1,
  needs: [],
  parse(text) {
    const document = text.startsWith('{') ? readJsonObject(text) : undefined;
    if (document === undefined) return undefined;
    const salt = textIn(document, 'salt');
    const simple = textIn(document, 'password_sha');
    const derived = textIn(document, 'derived_key');
    if (simple === undefined && derived === undefined) return undefined;
    if (salt === undefined) throw new MalformedHash(this.id, 'the salt is missing');
    const key = readHex(simple ?? derived ?? '');
    if (key === undefined || key.length < 16)
      throw new MalformedHash(this.id, 'the key is not hex of 16 bytes or more');
    const saltText = Buffer.from(salt);
    if (simple !== undefined)
      return { primitive: 'digest', rule: 'sha1(password . salt)', inputs: { salt: saltText }, key };
    const digest = digestNamed(textIn(document, 'pbkdf2_prf') ?? 'sha');
    const iterations = numberIn(document, 'iterations');
    if (digest === undefined || iterations === undefined)
      throw new MalformedHash(this.id, 'digest or iterations are wrong');
    return { primitive: 'pbkdf2', digest, iterations, salt: saltText, key };
  },
  format(parts) {
    if (parts.primitive === 'digest') {
      const salt = parts.inputs.salt;
      const saltText = salt instanceof Uint8Array ? view(salt).toString('utf8') : '';
      return JSON.stringify({ password_scheme: 'simple', password_sha: toHex(parts.key), salt: saltText });
    }
    if (parts.primitive !== 'pbkdf2') return '';
    return JSON.stringify({
      password_scheme: 'pbkdf2',
      pbkdf2_prf: parts.digest === 'sha1' ? 'sha' : parts.digest,
      iterations: parts.iterations,
      derived_key: toHex(parts.key),
      salt: view(parts.salt).toString('utf8'),
    });
  },
};

export const npmCredential: PasswordFormat = {
  id: 'npm-credential-json',
  title: 'npm credential',
  family: 'node',
  foundIn: 'Node applications with the credential package',
  rule: 'PBKDF2-HMAC-SHA1(password, salt, iterations)',
  reference: 'https://www.npmjs.com/package/credential',
  prefix: '{"hash":',
  shape: /^\{"hash":.*"hashMethod":"pbkdf2.*\}$/,
  frequency: 0,
  needs: [],
  parse(text) {
    const document = text.startsWith('{"hash":') ? readJsonObject(text) : undefined;
    if (document === undefined) return undefined;
    const key = readBase64(textIn(document, 'hash') ?? '!');
    const salt = textIn(document, 'salt');
    const iterations = numberIn(document, 'iterations');
    const digest = digestNamed((textIn(document, 'hashMethod') ?? '').replace(/^pbkdf2-?/i, '') || 'sha1');
    if (key === undefined || key.length < 16)
      throw new MalformedHash(this.id, 'the hash is not base64 of 16 bytes or more');
    if (salt === undefined || iterations === undefined || digest === undefined) {
      throw new MalformedHash(this.id, 'salt, iterations or method are missing');
    }
    // The salt is used as its base64 text.
    return { primitive: 'pbkdf2', digest, iterations, salt: Buffer.from(salt), key };
  },
  format(parts) {
    if (parts.primitive !== 'pbkdf2') return '';
    return JSON.stringify({
      hash: toBase64(parts.key),
      salt: view(parts.salt).toString('utf8'),
      keyLength: parts.key.length,
      hashMethod: parts.digest === 'sha1' ? 'pbkdf2' : `pbkdf2-${parts.digest}`,
      iterations: parts.iterations,
    });
  },
};

/** SCRAM's stored key, of the prepared password: RFC 5802 §3. */
const STORED_KEY = {
  'SCRAM-SHA-256':
    'sha256(hmac_sha256(pbkdf2_sha256(saslprep(password), salt, iterations, 32), "Client Key"))',
  // MongoDB keeps the password of its first scheme inside the second, as hex text.
  'SCRAM-SHA-1':
    'sha1(hmac_sha1(pbkdf2_sha1(hex(md5(username . ":mongo:" . password)), salt, iterations, 20), "Client Key"))',
} as const;

/** RFC 5802 §3 as well; some exports hold this key only. */
const SERVER_KEY = {
  'SCRAM-SHA-256': STORED_KEY['SCRAM-SHA-256']
    .replace('sha256(hmac', 'hmac')
    .replace('"Client Key"))', '"Server Key")'),
  'SCRAM-SHA-1': STORED_KEY['SCRAM-SHA-1']
    .replace('sha1(hmac', 'hmac')
    .replace('"Client Key"))', '"Server Key")'),
} as const;

export const mongoDbScram: PasswordFormat = {
  id: 'mongodb-scram',
  title: 'MongoDB SCRAM',
  family: 'database',
  foundIn: 'MongoDB 3 and later (system.users)',
  rule: STORED_KEY['SCRAM-SHA-256'],
  reference: 'https://www.mongodb.com/docs/manual/core/security-scram/',
  prefix: '{"SCRAM-SHA-',
  shape: /^\{"SCRAM-SHA-(?:1|256)":\s?\{.+\}.*\}$/,
  frequency: 1,
  needs: [],
  parse(text, beside) {
    const document = text.startsWith('{') ? readJsonObject(text) : undefined;
    if (document === undefined) return undefined;
    const mechanism = objectIn(document, 'SCRAM-SHA-256') === undefined ? 'SCRAM-SHA-1' : 'SCRAM-SHA-256';
    const credential = objectIn(document, mechanism);
    return credential === undefined ? undefined : toScram(this.id, mechanism, credential, beside);
  },
};

function toScram(
  id: string,
  mechanism: keyof typeof STORED_KEY,
  credential: JsonObject,
  beside: Beside,
): DigestParts {
  const salt = readBase64(textIn(credential, 'salt') ?? '!');
  const iterations = numberIn(credential, 'iterationCount');
  const stored = textIn(credential, 'storedKey');
  const key = readBase64(stored ?? textIn(credential, 'serverKey') ?? '!');
  const size = mechanism === 'SCRAM-SHA-256' ? 32 : 20;
  if (salt === undefined || iterations === undefined || iterations === 0 || key?.length !== size) {
    throw new MalformedHash(id, `expected salt, iterationCount and a key of ${size} bytes`);
  }
  const rule = stored === undefined ? SERVER_KEY[mechanism] : STORED_KEY[mechanism];
  const username =
    mechanism === 'SCRAM-SHA-1' ? { username: beside.require('username', beside.bytes('username')) } : {};
  return { primitive: 'digest', rule, inputs: { salt, iterations, ...username }, key };
}

export const JSON_HASHES: readonly PasswordFormat[] = [couchDb, npmCredential, mongoDbScram];
