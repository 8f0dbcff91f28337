/**
 * PBKDF2 and its cousin PBKDF1 where the envelope is binary or bends the rules.
 *
 * @module
 */
import { readAdapted64, readBase64, toAdapted64, toBase64, view } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import type { DigestName } from '../parts.ts';
import { DIGESTS, digestNamed } from '../primitives/digest.ts';

/** dlitz' PBKDF2: the salt is the whole configuration in front of the result. */
export const dlitzPbkdf2: PasswordFormat = {
  id: 'dlitz-pbkdf2-sha1',
  title: 'dlitz PBKDF2-SHA1',
  family: 'pbkdf2',
  foundIn: 'Python PBKDF2 by Dwayne Litzenberger',
  rule: 'pbkdf2_sha1(password, "$p5k2$rounds$salt", rounds, 24)',
  reference: 'https://passlib.readthedocs.io/en/stable/lib/passlib.hash.dlitz_pbkdf2_sha1.html',
  prefix: '$p5k2$',
  shape: /^\$p5k2\$[0-9a-f]*\$[./A-Za-z0-9]*\$[./A-Za-z0-9]{32}$/,
  frequency: 0,
  needs: [],
  parse(text) {
    if (!text.startsWith('$p5k2$')) return undefined;
    const at = text.lastIndexOf('$');
    const [rounds = '', , ...rest] = text.slice(6, at).split('$');
    const key = readAdapted64(text.slice(at + 1));
    if (key?.length !== 24 || rest.length > 0 || !/^[0-9a-f]{0,8}$/.test(rounds)) {
      throw new MalformedHash(this.id, 'expected rounds in hex, a salt and base64 of 24 bytes');
    }
    // No number means 400.
    const iterations = rounds === '' ? 400 : Number.parseInt(rounds, 16);
    return { primitive: 'pbkdf2', digest: 'sha1', iterations, salt: Buffer.from(text.slice(0, at)), key };
  },
  format: (parts) =>
    parts.primitive === 'pbkdf2' ? `${view(parts.salt).toString('utf8')}$${toAdapted64(parts.key)}` : '',
};

/** 389-DS before 1.4.4: rounds, 64 bytes of salt and 256 of key in one run. */
export const ds389Binary: PasswordFormat = {
  id: '389ds-pbkdf2-sha256-binary',
  title: '389 Directory Server {PBKDF2_SHA256}',
  family: 'ldap',
  foundIn: '389 Directory Server, FreeIPA',
  rule: 'pbkdf2_sha256(password, salt, iterations, 256)',
  reference: 'https://github.com/389ds/389-ds-base/blob/main/ldap/servers/plugins/pwdstorage/pbkdf2_pwd.c',
  prefix: '{PBKDF2_SHA256}',
  shape: /^\{PBKDF2_SHA256\}[A-Za-z0-9+/]{432}$/,
  frequency: 1,
  needs: [],
  parse(text) {
    if (!text.startsWith('{PBKDF2_SHA256}')) return undefined;
    const bytes = readBase64(text.slice(15));
    if (bytes?.length !== 324) throw new MalformedHash(this.id, 'expected base64 of 324 bytes');
    const iterations = view(bytes).readUInt32BE(0);
    return {
      primitive: 'pbkdf2',
      digest: 'sha256',
      iterations,
      salt: bytes.subarray(4, 68),
      key: bytes.subarray(68),
    };
  },
  format(parts) {
    if (parts.primitive !== 'pbkdf2') return '';
    const rounds = Buffer.alloc(4);
    rounds.writeUInt32BE(parts.iterations);
    return `{PBKDF2_SHA256}${toBase64(Buffer.concat([rounds, parts.salt, parts.key]))}`;
  },
};

/** Liferay 7: key size, rounds and eight bytes of salt before the key; the mark in front is optional. */
export const liferay: PasswordFormat = {
  id: 'liferay-pbkdf2',
  title: 'Liferay 7',
  family: 'java',
  foundIn: 'Liferay Portal 6.2 to 7',
  rule: 'pbkdf2_sha1(password, salt, rounds, keySize / 8)',
  reference:
    'https://github.com/liferay/liferay-portal/blob/master/portal-impl/src/com/liferay/portal/security/pwd/PBKDF2PasswordEncryptor.java',
  prefix: '',
  starts: ['AAAA', '{PBKDF2With', 'PBKDF2With'],
  shape: /^(?:\{?PBKDF2WithHmacSHA1\/\d+\/\d+\}?)?AAAA[A-Za-z0-9+/]+={0,2}$/,
  frequency: 1,
  needs: [],
  parse(text) {
    const encoded = text.replace(/^\{?PBKDF2WithHmacSHA1\/\d+\/\d+\}?/, '');
    if (!encoded.startsWith('AAAA')) return undefined;
    const bytes = readBase64(encoded);
    const keyBytes = bytes === undefined || bytes.length < 16 ? 0 : view(bytes).readUInt32BE(0) / 8;
    if (bytes === undefined || keyBytes < 16 || bytes.length !== 16 + keyBytes) {
      throw new MalformedHash(this.id, 'the length does not fit the stated key size');
    }
    const iterations = view(bytes).readUInt32BE(4);
    return {
      primitive: 'pbkdf2',
      digest: 'sha1',
      iterations,
      salt: bytes.subarray(8, 16),
      key: bytes.subarray(16),
    };
  },
  format(parts) {
    if (parts.primitive !== 'pbkdf2') return '';
    const head = Buffer.alloc(8);
    head.writeUInt32BE(parts.key.length * 8);
    head.writeUInt32BE(parts.iterations, 4);
    return toBase64(Buffer.concat([head, parts.salt, parts.key]));
  },
};

const FSHP_DIGESTS = ['sha1', 'sha256', 'sha384', 'sha512'] as const satisfies readonly DigestName[];

/** Fairly Secure Hashed Password: PBKDF1 with password and salt exchanged, so a digest fed back. */
export const fshp: PasswordFormat = {
  id: 'fshp',
  title: 'FSHP',
  family: 'pbkdf2',
  foundIn: 'FSHP libraries',
  rule: 'iterate(rounds, salt . password, H(it))',
  reference: 'https://passlib.readthedocs.io/en/stable/lib/passlib.hash.fshp.html',
  prefix: '{FSHP',
  shape: /^\{FSHP[0-3]\|\d+\|\d+\}[A-Za-z0-9+/=]+$/,
  frequency: 0,
  needs: [],
  parse(text) {
    if (!text.startsWith('{FSHP')) return undefined;
    const [, variant = '', length = '', rounds = '', encoded = ''] =
      /^\{FSHP([0-3])\|(\d{1,4})\|(\d{1,10})\}([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
    const digest = FSHP_DIGESTS[Number(variant)];
    const bytes = readBase64(encoded);
    if (digest === undefined || variant === '' || bytes?.length !== Number(length) + DIGESTS[digest].size) {
      throw new MalformedHash(this.id, 'expected a variant, a salt length, rounds and base64 of that length');
    }
    const salt = bytes.subarray(0, Number(length));
    const inputs = { salt, iterations: Number(rounds) };
    return {
      primitive: 'digest',
      rule: `iterate(iterations, salt . password, ${digest}(it))`,
      inputs,
      key: bytes.subarray(salt.length),
    };
  },
  format(parts) {
    if (parts.primitive !== 'digest') return '';
    const { salt, iterations } = parts.inputs;
    const variant = FSHP_DIGESTS.findIndex((name) => DIGESTS[name].size === parts.key.length);
    const bytes = Buffer.concat([salt instanceof Uint8Array ? salt : new Uint8Array(), parts.key]);
    return `{FSHP${variant}|${bytes.length - parts.key.length}|${String(iterations)}}${toBase64(bytes)}`;
  },
};

const SSPR_DIGESTS = ['md5', 'sha1', 'sha1', 'sha256', 'sha512'] as const satisfies readonly DigestName[];

/** NetIQ SSPR and Adobe AEM, converted to one string: the second kind of SHA-1 has a salt. */
export const sspr: PasswordFormat = {
  id: 'aem-sspr',
  title: 'NetIQ SSPR, Adobe AEM',
  family: 'java',
  foundIn: 'NetIQ Self Service Password Reset, Adobe Experience Manager',
  rule: 'iterate(iterations, salt . password, H(it))',
  reference: 'https://hashcat.net/wiki/doku.php?id=example_hashes',
  prefix: '$sspr$',
  shape: /^\$sspr\$[0-4]\$\d+\$[^$]+\$[0-9a-f]+$/,
  frequency: 0,
  needs: [],
  parse(text) {
    if (!text.startsWith('$sspr$')) return undefined;
    const [kind = '', rounds = '', salt = '', hex = ''] = text.slice(6).split('$');
    const digest = /^[0-4]$/.test(kind) ? SSPR_DIGESTS[Number(kind)] : undefined;
    const key = Buffer.from(hex, 'hex');
    if (digest === undefined || key.length !== DIGESTS[digest].size || !/^\d{1,10}$/.test(rounds)) {
      throw new MalformedHash(this.id, 'expected a kind from 0 to 4, rounds, a salt and a digest in hex');
    }
    const inputs = {
      kind: Number(kind),
      iterations: Number(rounds),
      salt: salt === 'NONE' ? new Uint8Array() : Buffer.from(salt),
    };
    return { primitive: 'digest', rule: `iterate(iterations, salt . password, ${digest}(it))`, inputs, key };
  },
  format(parts) {
    if (parts.primitive !== 'digest') return '';
    const { kind, iterations, salt } = parts.inputs;
    const text = salt instanceof Uint8Array && salt.length > 0 ? view(salt).toString('utf8') : 'NONE';
    return `$sspr$${String(kind)}$${String(iterations)}$${text}$${view(parts.key).toString('hex')}`;
  },
};

/** passlib's scram: the salted password itself, once per digest; the strongest of them is compared. */
export const scramPasslib: PasswordFormat = {
  id: 'scram-passlib',
  title: 'passlib scram',
  family: 'ldap',
  foundIn: 'passlib',
  rule: 'PBKDF2-HMAC(saslprep(password), salt, rounds)',
  reference: 'https://passlib.readthedocs.io/en/stable/lib/passlib.hash.scram.html',
  prefix: '$scram$',
  shape: /^\$scram\$\d+\$[./A-Za-z0-9]+\$.+$/,
  frequency: 0,
  needs: [],
  parse(text) {
    if (!text.startsWith('$scram$')) return undefined;
    const [rounds = '', saltText = '', list = ''] = text.slice(7).split('$');
    const salt = readAdapted64(saltText);
    const keys = list.split(',').map((pair) => {
      const [name = '', encoded = ''] = pair.split('=');
      return { digest: digestNamed(name), key: readAdapted64(encoded) };
    });
    const best = keys.toSorted((a, b) => (b.key?.length ?? 0) - (a.key?.length ?? 0))[0];
    if (
      salt === undefined ||
      best?.digest === undefined ||
      best.key?.length !== DIGESTS[best.digest].size ||
      !/^\d{1,10}$/.test(rounds)
    ) {
      throw new MalformedHash(this.id, 'expected rounds, a salt and digests by name');
    }
    const prehash = { rule: 'saslprep(password)', inputs: {} };
    return {
      primitive: 'pbkdf2',
      digest: best.digest,
      iterations: Number(rounds),
      salt,
      key: best.key,
      prehash,
    };
  },
};

export const PBKDF2_OWN: readonly PasswordFormat[] = [
  dlitzPbkdf2,
  ds389Binary,
  liferay,
  fshp,
  sspr,
  scramPasslib,
];
