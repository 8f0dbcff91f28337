/**
 * Firebase's modified scrypt: as exported, with salt and the project's signer key beside it, and in the four
 * packed spellings that other platforms made up for it.
 *
 * The signer key, separator, rounds and memory cost come from the project's console ("Password hash parameters").
 * The command line tool writes some values URL-safe.
 *
 * @see https://firebase.google.com/docs/auth/admin/import-users
 * @see https://github.com/firebase/scrypt
 * @module
 */
import { readBase64 } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import { compileLayout, type Fields } from '../layout.ts';
import type { FirebaseScryptParts } from '../parts.ts';
import type { Beside } from '../stored.ts';

interface FirebaseRow {
  readonly id: string;
  readonly title: string;
  readonly foundIn: string;
  readonly layouts: readonly string[];
  readonly shape: RegExp;
  readonly needs: readonly string[];
  readonly frequency: PasswordFormat['frequency'];
  readonly aliases?: readonly string[];
}

/** What Firebase has given every project so far. */
const DEFAULTS = { rounds: 8, memCost: 14 } as const;

function firebaseFormat(row: FirebaseRow): PasswordFormat {
  const layouts = row.layouts.map((notation) => compileLayout(notation));
  return {
    id: row.id,
    title: row.title,
    family: 'scrypt',
    foundIn: row.foundIn,
    rule: 'aes-256-ctr(scrypt(password, salt . saltSeparator), signerKey)',
    reference: 'https://github.com/firebase/scrypt',
    prefix: layouts[0]?.prefix ?? '',
    shape: row.shape,
    frequency: row.frequency,
    needs: row.needs,
    ...(row.aliases === undefined ? {} : { aliases: row.aliases }),
    parse(text, beside) {
      let defect: unknown;
      for (const layout of layouts) {
        try {
          const fields = layout.read(text, row.id);
          if (fields !== undefined) return toParts(row.id, fields, beside);
        } catch (error) {
          defect ??= error;
        }
      }
      if (defect !== undefined) throw defect;
      return undefined;
    },
    format: (parts) =>
      parts.primitive === 'firebase-scrypt' ? (layouts[0]?.write(toFields(parts)) ?? '') : '',
  };
}

function toParts(id: string, fields: Fields, beside: Beside): FirebaseScryptParts {
  const bytes = (name: string): Uint8Array | undefined => {
    const field = fields[name];
    return field instanceof Uint8Array ? field : base64Beside(id, beside, name);
  };
  const number = (name: 'rounds' | 'memCost'): number => {
    const field = fields[name];
    return typeof field === 'number' ? field : (beside.number(name) ?? DEFAULTS[name]);
  };
  const key = bytes('key');
  if (key === undefined || key.length < 32) throw new MalformedHash(id, 'the hash is shorter than 32 bytes');
  const signerKey = beside.require('signerKey', bytes('signerKey'));
  if (signerKey.length !== key.length)
    throw new MalformedHash(id, 'the hash is not as long as the signer key');
  return {
    primitive: 'firebase-scrypt',
    rounds: number('rounds'),
    memCost: number('memCost'),
    salt: beside.require('salt', bytes('salt')),
    saltSeparator: bytes('saltSeparator') ?? new Uint8Array(),
    signerKey,
    key,
  };
}

/** Firebase writes everything in base 64 and nobody says so beside it. */
function base64Beside(id: string, beside: Beside, name: string): Uint8Array | undefined {
  const text = beside.text(name);
  if (text === undefined) return undefined;
  if (beside.has(`${name}Encoding`)) return beside.bytes(name);
  const bytes = readBase64(text);
  if (bytes === undefined) throw new MalformedHash(id, `"${name}" is not base64`);
  return bytes;
}

function toFields(parts: FirebaseScryptParts): Fields {
  const { rounds, memCost, salt, saltSeparator, signerKey, key } = parts;
  return { rounds, memCost, salt, saltSeparator, signerKey, key };
}

export const firebaseScrypt = firebaseFormat({
  id: 'firebase-scrypt',
  title: 'Firebase scrypt',
  foundIn: 'Firebase Authentication, Google Identity Platform',
  layouts: ['<key:base64>'],
  shape: /^[A-Za-z0-9+/_-]{86}={0,2}$/,
  needs: ['salt', 'signerKey', 'saltSeparator'],
  frequency: 3,
  aliases: ['firebase', 'scrypt-firebase'],
});

export const kratosFirescrypt = firebaseFormat({
  id: 'kratos-firescrypt',
  title: 'Ory Kratos $firescrypt$',
  foundIn: 'Ory Kratos',
  layouts: [
    '$firescrypt$ln=<memCost>,r=<rounds>,p=1$<salt:base64>$<key:base64>$<saltSeparator:base64?>$<signerKey:base64>',
  ],
  shape: /^\$firescrypt\$ln=\d+,r=\d+,p=1\$[^$]+\$[^$]+\$[^$]*\$[^$]+$/,
  needs: [],
  frequency: 1,
});

export const supabaseFbscrypt = firebaseFormat({
  id: 'supabase-fbscrypt',
  title: 'Supabase $fbscrypt$',
  foundIn: 'Supabase Auth',
  layouts: [
    '$fbscrypt$v=1,n=<memCost>,r=<rounds>,p=1,ss=<saltSeparator:base64?>,sk=<signerKey:base64>$<salt:base64>$<key:base64>',
    '$fbscrypt$v=1,n=<memCost>,r=<rounds>,p=1,sk=<signerKey:base64>$<salt:base64>$<key:base64>',
  ],
  shape: /^\$fbscrypt\$v=1,n=\d+,r=\d+,p=1(?:,ss=[^,$]*)?,sk=[^$]+\$[^$]+\$[^$]+$/,
  needs: [],
  frequency: 1,
});

export const supertokensFbscrypt = firebaseFormat({
  id: 'supertokens-fbscrypt',
  title: 'SuperTokens $f_scrypt$',
  foundIn: 'SuperTokens',
  layouts: ['$f_scrypt$<key:base64>$<salt:base64>$m=<memCost>$r=<rounds>$s=<saltSeparator:base64?>'],
  shape: /^\$f_scrypt\$[^$]+\$[^$]+\$m=\d+\$r=\d+\$s=.*$/,
  needs: ['signerKey'],
  frequency: 0,
});

export const clerkScryptFirebase = firebaseFormat({
  id: 'clerk-scrypt-firebase',
  title: 'Clerk scrypt_firebase',
  foundIn: 'Clerk',
  layouts: ['<key:base64>$<salt:base64>$<signerKey:base64>$<saltSeparator:base64?>$<rounds>$<memCost>'],
  shape: /^[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]*\$\d+\$\d+$/,
  needs: [],
  frequency: 0,
});
