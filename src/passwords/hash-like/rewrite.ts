/**
 * Writes changed parts back as a stored hash: in the spelling of the sample where that can be kept.
 *
 * Two ways, and the reader decides: the format's own writer, and exchanging the encoded bytes within the sample's
 * string or columns. Whatever does not read back as the very same parts is not taken.
 *
 * @module
 */
import { PasswordHashError } from '../errors.ts';
import { findFormat } from '../formats.ts';
import type { HashParts } from '../parts.ts';
import type { StoredHash } from '../stored.ts';
import { parse } from '../verify.ts';

/** Fewer characters are found in a string by chance. */
const FEWEST = 4;

/** Undefined: neither way reads back as `wanted` does in `same`. */
export function rewrite(
  sample: StoredHash,
  before: HashParts,
  wanted: HashParts,
  same: (read: HashParts) => boolean,
): StoredHash | undefined {
  const format = findFormat(sample.format ?? '');
  const written = format?.format?.(wanted);
  const byWriter = written === undefined || written === '' ? [] : [{ ...sample, hash: written }];
  const byExchange = exchange(sample, before, wanted);
  // A writer that would spell the sample otherwise stands behind.
  const isOwnSpelling = format?.format?.(before) === sample.hash;
  const candidates = isOwnSpelling ? [...byWriter, byExchange] : [byExchange, ...byWriter];
  return candidates.find((candidate) => {
    const read = readParts(candidate);
    return read !== undefined && same(read);
  });
}

function readParts(stored: StoredHash): HashParts | undefined {
  try {
    return parse(stored).parts;
  } catch (error) {
    if (error instanceof PasswordHashError) return undefined;
    throw error;
  }
}

function exchange(sample: StoredHash, before: HashParts, wanted: HashParts): StoredHash {
  let { hash } = sample;
  let beside: Readonly<Record<string, string | number>> = sample.beside ?? {};
  for (const [old, fresh] of changedBytes(before, wanted)) {
    const there = swap(hash, old, fresh);
    if (there !== undefined) hash = there;
    else {
      beside = Object.fromEntries(
        Object.entries(beside).map(([name, value]) => [
          name,
          typeof value === 'string' ? (swap(value, old, fresh) ?? value) : value,
        ]),
      );
    }
  }
  return { ...sample, hash, ...(sample.beside === undefined ? {} : { beside }) };
}

/** Every value of bytes or text that differs, whatever its name. */
function changedBytes(before: HashParts, wanted: HashParts): [Uint8Array, Uint8Array][] {
  const old = leaves(before);
  return [...leaves(wanted)].flatMap(([name, fresh]) => {
    const was = old.get(name);
    return was === undefined || Buffer.from(was).equals(fresh)
      ? []
      : [[was, fresh] as [Uint8Array, Uint8Array]];
  });
}

function leaves(value: object, path = ''): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (const [name, one] of Object.entries(value)) {
    const at = `${path}.${name}`;
    if (one instanceof Uint8Array) found.set(at, one);
    else if (name === 'text' && path === '') {
      // bcrypt's salt and result, which a combined hash keeps apart.
      found.set(`${at}.salt`, Buffer.from(String(one).slice(-53, -31), 'latin1'));
      found.set(`${at}.key`, Buffer.from(String(one).slice(-31), 'latin1'));
    } else if (typeof one === 'string' && name !== 'rule') found.set(at, Buffer.from(one, 'latin1'));
    else if (typeof one === 'object' && one !== null) for (const leaf of leaves(one, at)) found.set(...leaf);
  }
  return found;
}

const SPELLINGS: readonly ((bytes: Buffer) => string)[] = [
  (bytes) => bytes.toString('hex'),
  (bytes) => bytes.toString('hex').toUpperCase(),
  (bytes) => bytes.toString('base64'),
  (bytes) => bytes.toString('base64').replaceAll('=', ''),
  (bytes) => bytes.toString('base64url'),
  // passlib's adapted base 64.
  (bytes) => bytes.toString('base64').replaceAll('=', '').replaceAll('+', '.'),
  (bytes) => bytes.toString('latin1'),
];

/** The same text with the new bytes where the old ones stood once; undefined where they do not. */
function swap(text: string, old: Uint8Array, fresh: Uint8Array): string | undefined {
  for (const spell of SPELLINGS) {
    const was = spell(Buffer.from(old));
    if (was.length >= FEWEST && text.split(was).length === 2)
      return text.split(was).join(spell(Buffer.from(fresh)));
  }
  return undefined;
}
