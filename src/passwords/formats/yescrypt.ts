/**
 * yescrypt's strings: `$y$<costs>$<salt>$<43 digits>`, costs and salt in variable-length digits of crypt(3).
 *
 * @see https://manpages.debian.org/bookworm/libcrypt-dev/crypt.5.en.html
 * @see https://www.openwall.com/yescrypt/
 * @module
 */
import { CRYPT64 } from '../encodings.ts';
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import type { CryptScheme, YescryptSetting } from '../parts.ts';
import { wrapperFormat } from '../recipe-wrapper.ts';

/** Flavour 47, the digit "j": read-write, six rounds, four lanes, two words, 12 KiB of S-boxes. */
const DEFAULT_FLAVOUR = 47;

const TITLES = {
  yescrypt: 'yescrypt',
  'gost-yescrypt': 'GOST-yescrypt',
  'sm3-yescrypt': 'SM3-yescrypt',
} as const satisfies Partial<Record<CryptScheme, string>>;

function yescryptFormat(scheme: keyof typeof TITLES, mark: string, foundIn: string): PasswordFormat {
  const escaped = mark.replaceAll('$', '\\$');
  const shape = new RegExp(`^${escaped}([./A-Za-z0-9]+)\\$([./A-Za-z0-9]{0,86})\\$([./A-Za-z0-9]{43})$`);
  return {
    id: scheme,
    title: TITLES[scheme],
    family: 'crypt',
    foundIn,
    rule: `${scheme}(password, salt, N, r, p, t)`,
    reference: 'https://www.openwall.com/yescrypt/',
    prefix: mark,
    shape,
    frequency: scheme === 'yescrypt' ? 2 : 0,
    needs: [],
    parse(text) {
      if (!text.startsWith(mark)) return undefined;
      const [, costs = '', salt = '', key = ''] = shape.exec(text) ?? [];
      if (costs === '') throw new MalformedHash(scheme, 'expected costs, a salt and 43 digits');
      const setting = readCosts(scheme, costs, `${mark}${costs}$${salt}`);
      return { primitive: 'crypt', scheme, salt: Buffer.from(salt, 'latin1'), key, setting };
    },
    format: (parts) =>
      parts.primitive === 'crypt' && parts.scheme === scheme && parts.setting !== undefined
        ? `${parts.setting.text}$${parts.key}`
        : '',
  };
}

function readCosts(id: string, digits: string, text: string): YescryptSetting {
  const reader = new DigitReader(id, digits);
  if (reader.number(0) !== DEFAULT_FLAVOUR)
    throw new MalformedHash(id, 'only the default flavour "j" is known');
  const logN = reader.number(1);
  const r = reader.number(1);
  const has = reader.done ? 0 : reader.number(1);
  const p = has & 1 ? reader.number(2) : 1;
  const t = has & 2 ? reader.number(1) : 0;
  if (!reader.done || has > 3) throw new MalformedHash(id, 'uses options that nobody is known to use');
  if (logN < 2 || logN > 40 || p * 4 > 2 ** logN || r > 1024)
    throw new MalformedHash(id, 'the costs are out of range');
  return { text, N: 2 ** logN, r, p, t };
}

/** Numbers of one to several digits; the first says how many follow. */
class DigitReader {
  readonly #id: string;
  readonly #digits: string;
  #at = 0;

  constructor(id: string, digits: string) {
    this.#id = id;
    this.#digits = digits;
  }

  get done(): boolean {
    return this.#at >= this.#digits.length;
  }

  number(least: number): number {
    let value = least;
    let start = 0;
    let end = 47;
    let more = 0;
    const first = this.#digit();
    while (first > end) {
      value += (end + 1 - start) * 64 ** more;
      start = end + 1;
      end = start + Math.floor((62 - end) / 2);
      more++;
    }
    value += (first - start) * 64 ** more;
    for (; more > 0; more--) value += this.#digit() * 64 ** (more - 1);
    return value;
  }

  #digit(): number {
    const digit = CRYPT64.indexOf(this.#digits.charAt(this.#at++));
    if (digit < 0 || this.#at > this.#digits.length) throw new MalformedHash(this.#id, 'the costs are cut');
    return digit;
  }
}

export const yescrypt = yescryptFormat(
  'yescrypt',
  '$y$',
  'Debian 11 and later, Ubuntu 22.04 and later, Fedora, Kali',
);
export const gostYescrypt = yescryptFormat('gost-yescrypt', '$gy$', 'ALT Linux, 389 Directory Server');
export const sm3Yescrypt = yescryptFormat('sm3-yescrypt', '$sm3y$', 'libxcrypt 4.5 and later (China)');

const gostYescrypt389ds = wrapperFormat({
  id: '389ds-gost-yescrypt',
  title: '389 Directory Server {GOST_YESCRYPT}',
  family: 'ldap',
  foundIn: '389 Directory Server',
  before: '{GOST_YESCRYPT}',
  inner: [gostYescrypt],
  reference: 'https://www.port389.org/docs/389ds/design/pwdstorage.html',
});

export const YESCRYPT: readonly PasswordFormat[] = [yescrypt, gostYescrypt, gostYescrypt389ds, sm3Yescrypt];
