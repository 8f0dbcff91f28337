/**
 * bcrypt in its own notation: `$2b$<cost>$<22 digits of salt><31 digits of result>`.
 *
 * The letter says which bugs the writer had; see `primitives/blowfish.ts`. A NUL in the password is data to most
 * libraries; PHP, which writes `$2y$`, ends the password there. `beside.nul` (`data` or `cut`) overrides.
 *
 * @see https://www.usenix.org/legacy/events/usenix99/provos.html
 * @see https://www.openwall.com/lists/announce/2011/06/21/1 the letters
 * @module
 */
import { MalformedHash } from '../errors.ts';
import type { PasswordFormat } from '../format.ts';
import type { BcryptParts } from '../parts.ts';
import type { Beside } from '../stored.ts';

type Variant = BcryptParts['variant'];

const SALT_AND_RESULT = /^[./A-Za-z0-9]{53}$/;

function bcryptFormat(
  variant: Variant,
  foundIn: string,
  frequency: PasswordFormat['frequency'],
): PasswordFormat {
  const id = `bcrypt-${variant}`;
  const prefix = `$${variant}$`;
  return {
    id,
    title: `bcrypt ${prefix}`,
    family: 'bcrypt',
    foundIn,
    rule: 'bcrypt(password)',
    reference: 'https://www.usenix.org/legacy/events/usenix99/provos.html',
    aliases: variant === '2b' ? ['bcrypt'] : [],
    prefix,
    shape: new RegExp(`^\\$${variant}\\$\\d\\d\\$[./A-Za-z0-9]{53}$`),
    frequency,
    needs: [],
    // The family names any of its letters: a column called "bcrypt" holds all of them.
    parse: (text, beside) => parseBcrypt(id, text, beside),
    format: (parts) => (parts.primitive === 'bcrypt' ? parts.text : ''),
  };
}

/** Reads any of the letters: what a column of "bcrypt" holds is told by each string. */
export function parseBcrypt(id: string, text: string, beside: Beside): BcryptParts | undefined {
  const variant = variantOf(text);
  if (variant === undefined) return undefined;
  const rest = text.slice(variant.length + 2);
  const cost = rest.slice(0, 2);
  if (!/^\d\d$/.test(cost) || rest.charAt(2) !== '$')
    throw new MalformedHash(id, 'the cost is not two digits');
  if (!SALT_AND_RESULT.test(rest.slice(3))) {
    throw new MalformedHash(id, `expected 53 digits of salt and result, found ${rest.length - 3} characters`);
  }
  return { primitive: 'bcrypt', variant, cost: Number(cost), text, nul: nulOf(variant, beside) };
}

function variantOf(text: string): Variant | undefined {
  const match = /^\$(2[abxy]?)\$/.exec(text);
  const letter = match?.[1];
  return letter === '2' || letter === '2a' || letter === '2b' || letter === '2x' || letter === '2y'
    ? letter
    : undefined;
}

function nulOf(variant: Variant, beside: Beside): BcryptParts['nul'] {
  const stated = beside.text('nul');
  if (stated === 'data' || stated === 'cut') return stated;
  // PHP writes 2y and cuts; others have adopted the letter since, so either reading may be the writer's.
  return variant === '2y' ? 'both' : 'data';
}

export const bcrypt2a = bcryptFormat(
  '2a',
  'Ruby, Java, Go, jBCrypt, Devise, Spring, Rails has_secure_password',
  3,
);
export const bcrypt2b = bcryptFormat('2b', 'Node bcrypt, Python bcrypt, OpenBSD, Auth0, Supabase, NestJS', 3);
export const bcrypt2y = bcryptFormat(
  '2y',
  'PHP password_hash, Laravel, Symfony, Apache htpasswd -B, Joomla, Drupal',
  3,
);
export const bcrypt2x = bcryptFormat('2x', 'PHP before 5.3.7, crypt_blowfish before 1.1', 0);
export const bcrypt2 = bcryptFormat('2', 'OpenBSD before 1998', 0);

/** Tried in this order by whatever wraps a bcrypt string. */
export const BCRYPT: readonly PasswordFormat[] = [bcrypt2y, bcrypt2b, bcrypt2a, bcrypt2x, bcrypt2];
