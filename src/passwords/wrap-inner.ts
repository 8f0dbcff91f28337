/**
 * How to come from the password to a stored digest again, as a rule: the inside of a wrapped hash.
 *
 * What the rule reads is written into the wrapped string, so only names that occur in the rule are kept, and the
 * site's secrets not at all.
 *
 * @module
 */
import { readCrypt64, view } from './encodings.ts';
import type {
  Argon2Parts,
  BcryptParts,
  CryptParts,
  HashParts,
  Inputs,
  OwnParts,
  Pbkdf2Parts,
  PhpassParts,
  Prepare,
  ScryptParts,
} from './parts.ts';
import { compileRule } from './pipeline/compile.ts';
import { readSha1crypt } from './pipeline/legacy-functions.ts';
import { readBcrypt64, toBcrypt64 } from './primitives/blowfish.ts';

export interface Inner {
  readonly rule: string;
  readonly inputs: Inputs;
  /** What the rule results in for the right password. */
  readonly key: Uint8Array;
}

/** The rule, or why there is none. */
export function innerOf(parts: HashParts): Inner | { readonly reason: string } {
  const inner = computed(parts);
  if ('reason' in inner) return inner;
  const { names } = compileRule(inner.rule);
  return {
    ...inner,
    inputs: Object.fromEntries(Object.entries(inner.inputs).filter(([name]) => names.includes(name))),
  };
}

function computed(parts: HashParts): Inner | { readonly reason: string } {
  switch (parts.primitive) {
    case 'digest':
      return parts;
    case 'pbkdf2':
      return pbkdf2Rule(parts);
    case 'phpass':
      return phpassRule(parts);
    case 'crypt':
      return cryptRule(parts);
    case 'bcrypt':
      return bcryptRule(parts);
    case 'scrypt':
      return scryptRule(parts);
    case 'argon2':
      return argon2Rule(parts);
    case 'own':
      return ownRule(parts);
    case 'firebase-scrypt':
      return { reason: 'the signer key of the Firebase project would have to stay at hand for ever' };
    case 'disabled':
      return { reason: 'there is no password to protect' };
  }
}

/** The password as the primitive sees it, and a name for each own input that the preparation does not use. */
function around(prehash: Prepare | undefined): {
  readonly password: string;
  readonly given: Inputs;
  readonly name: (wanted: string) => string;
} {
  const { rule: password, inputs: given } = prehash ?? { rule: 'password', inputs: {} };
  const taken = new Set(compileRule(password).names);
  const name = (wanted: string): string => (taken.has(wanted) ? name(`${wanted}Outside`) : wanted);
  return { password, given, name };
}

function pbkdf2Rule({ digest, iterations, salt, key, prehash }: Pbkdf2Parts): Inner {
  const { password, given, name } = around(prehash);
  const [kdfSalt, kdfRounds] = [name('kdfSalt'), name('kdfRounds')];
  const inputs = { ...given, [kdfSalt]: salt, [kdfRounds]: iterations };
  const call = `pbkdf2_${digest.replace('-', '_')}(${password}, ${kdfSalt}, ${kdfRounds}`;
  // These two run in our own code, which has no use for a second block.
  if (digest !== 'md4' && digest !== 'whirlpool') return { rule: `${call}, ${key.length})`, inputs, key };
  return {
    rule: `slice(${call}), 0, ${key.length})`,
    inputs,
    key: key.subarray(0, digest === 'md4' ? 16 : 64),
  };
}

/** Longer passwords never match there; an empty result matches no digest. */
function phpassRule({ digest, logRounds, salt, key, maxPassword, prehash }: PhpassParts): Inner {
  const { password, given, name } = around(prehash);
  const [kdfSalt, kdfRounds] = [name('kdfSalt'), name('kdfRounds')];
  const text = `phpass_${digest}(${password}, ${kdfSalt}, ${kdfRounds})`;
  return {
    rule: `ifLonger(${password}, ${maxPassword}, "", slice(${text}, 0, ${key.length}))`,
    inputs: { ...given, [kdfSalt]: Buffer.from(salt, 'latin1'), [kdfRounds]: 2 ** logRounds },
    key: Buffer.from(key, 'latin1'),
  };
}

/** Functions of `pipeline/legacy-functions.ts` by scheme; those with rounds take them as a third argument. */
const CRYPT_FUNCTIONS: Partial<Record<CryptParts['scheme'], string>> = {
  md5crypt: 'crypt_md5',
  apr1: 'crypt_apr1',
  'aix-smd5': 'crypt_aix',
  descrypt: 'crypt_des',
  crypt16: 'crypt_16',
};
const ROUNDED_FUNCTIONS: Partial<Record<CryptParts['scheme'], string>> = {
  bigcrypt: 'crypt_big',
  bsdicrypt: 'crypt_bsdi',
  sha256crypt: 'crypt_sha256',
  sha512crypt: 'crypt_sha512',
  sm3crypt: 'crypt_sm3',
  sha1crypt: 'crypt_sha1',
  'sun-md5': 'crypt_sun',
};

function cryptRule(parts: CryptParts): Inner | { readonly reason: string } {
  const { scheme, salt, prehash } = parts;
  // Of bigcrypt, the eleven letters of each block are stored behind each other.
  const rounds = scheme === 'bigcrypt' ? parts.key.length / 11 : (parts.rounds ?? 0);
  const { password, given, name } = around(prehash);
  const [kdfSalt, kdfRounds] = [name('kdfSalt'), name('kdfRounds')];
  const key = scheme === 'sha1crypt' ? readSha1crypt(parts.key) : Buffer.from(parts.key, 'latin1');
  const plain = CRYPT_FUNCTIONS[scheme];
  const rounded = ROUNDED_FUNCTIONS[scheme];
  if (scheme === 'yescrypt') return yescryptRule(parts);
  if (key === undefined || (plain ?? rounded) === undefined)
    return { reason: `the notation has no function for ${scheme}` };
  return plain === undefined
    ? {
        rule: `${rounded}(${password}, ${kdfSalt}, ${kdfRounds})`,
        inputs: { ...given, [kdfSalt]: salt, [kdfRounds]: rounds },
        key,
      }
    : { rule: `${plain}(${password}, ${kdfSalt})`, inputs: { ...given, [kdfSalt]: salt }, key };
}

function yescryptRule({ salt, setting, key: letters }: CryptParts): Inner | { readonly reason: string } {
  const kdfSalt = readCrypt64(view(salt).toString('latin1'));
  const key = readCrypt64(letters);
  if (setting === undefined || kdfSalt === undefined || key === undefined)
    return { reason: 'its setting cannot be read' };
  const { N, r, p, t } = setting;
  return { rule: `yescrypt(password, kdfSalt, ${N}, ${r}, ${p}, ${t})`, inputs: { kdfSalt }, key };
}

/** Cost above which the rule refuses to run; nothing weak comes near it. */
const MAX_BCRYPT_COST = 12;

/**
 * Where both readings of a NUL are accepted, the wrapped hash keeps that of PHP, which cuts: a rule has one result.
 */
function bcryptRule({ variant, cost, text, nul, prehash }: BcryptParts): Inner | { readonly reason: string } {
  // crypt_blowfish's differs from OpenBSD's for a few passwords beyond ASCII, and verifying tries both.
  const isAscii = /^(?:hex|HEX|base64|base64url)\(/.test(prehash?.rule ?? '');
  if (variant === '2a' && !isAscii)
    return { reason: 'two programs compute $2a$, and the hash does not say which of them wrote it' };
  const digest = readBcrypt64(text.slice(-31));
  if (digest === undefined || cost > MAX_BCRYPT_COST)
    return { reason: `bcrypt with cost ${cost} needs no wrapping` };
  const { password, given, name } = around(prehash);
  const setting = name('setting');
  const head = text.slice(0, -31);
  return {
    rule: `bcrypt(${nul === 'data' ? password : `untilNul(${password})`}, ${setting})`,
    inputs: { ...given, [setting]: Buffer.from(head, 'latin1') },
    key: Buffer.from(`${head}${toBcrypt64(digest.subarray(0, 23))}`, 'latin1'),
  };
}

function scryptRule({ N, r, p, salt, key, prehash }: ScryptParts): Inner {
  const { password, given, name } = around(prehash);
  const kdfSalt = name('kdfSalt');
  const rule = `scrypt(${password}, ${kdfSalt}, ${N}, ${r}, ${p}, ${key.length})`;
  return { rule, inputs: { ...given, [kdfSalt]: salt }, key };
}

/** A layer of our own as well: that is how the cost of a wrapped hash is raised without the password. */
function argon2Rule(parts: Argon2Parts): Inner | { readonly reason: string } {
  const { variant, version, memory, passes, parallelism, salt, key, prehash } = parts;
  if (parts.secret !== undefined || parts.associatedData !== undefined)
    return { reason: 'the notation has no place for the secret of Argon2' };
  const { password, given, name } = around(prehash);
  const kdfSalt = name('kdfSalt');
  const name10 = version === 19 ? '' : '_v10';
  const rule = `argon2${variant}${name10}(${password}, ${kdfSalt}, ${memory}, ${passes}, ${parallelism}, ${key.length})`;
  return { rule, inputs: { ...given, [kdfSalt]: salt }, key };
}

/** Functions by scheme, with the input each reads beside the password. */
const OWN_RULES: Partial<Record<OwnParts['scheme'], string>> = {
  'cram-md5': 'cram_md5(password)',
  lmhash: 'lmhash(password)',
  mysql323: 'mysql323(password)',
  'mariadb-ed25519': 'mariadb_ed25519(password)',
  oracle10: 'oracle10(password, username)',
  'cisco-pix': 'cisco_pix(password, username)',
  'cisco-asa': 'cisco_asa(password, username)',
  otp: 'otp_sha1(password, seed, rounds)',
  domino5: 'domino5(password)',
  domino6: 'domino6(password, salt)',
  domino8: 'domino8(password, salt, iterations)',
  'sap-b': 'sap_b(password, username)',
  'sap-g': 'sap_g(password, username)',
};

function ownRule({ scheme, inputs, key, prehash }: OwnParts): Inner | { readonly reason: string } {
  const rule = OWN_RULES[scheme];
  if (scheme === 'cisco-type7')
    return { reason: 'the password can be read from it: hash it anew instead of wrapping it' };
  if (rule === undefined || prehash !== undefined)
    return { reason: `the notation has no function for ${scheme}` };
  const missing = compileRule(rule).names.filter((name) => inputs[name] === undefined);
  // Without a user name these schemes hash nothing in its place.
  return {
    rule,
    inputs: { ...inputs, ...Object.fromEntries(missing.map((name) => [name, new Uint8Array()])) },
    key,
  };
}
