/**
 * The password policy of a realm, which is one line of text: `length(8) and digits(1) and hashIterations(27500)`.
 *
 * @see https://www.keycloak.org/docs/26.7.4/server_admin/#_password-policies
 * @module
 */
import type { PasswordSettings } from '../settings.ts';
import type { PasswordPolicy } from '../target.ts';
import type { Realm } from './shapes.ts';

/** For new passwords; `$` stands for what is in brackets. */
const RULES: Readonly<Record<string, string>> = {
  length: 'at least $ characters',
  maxLength: 'at most $ characters',
  digits: 'at least $ digits',
  lowerCase: 'at least $ lower-case letters',
  upperCase: 'at least $ capital letters',
  specialChars: 'at least $ special characters',
  notUsername: 'not the user name',
  notContainsUsername: 'does not contain the user name',
  notEmail: 'not the e-mail address',
  regexPattern: 'matches $',
  passwordHistory: 'none of the last $',
  passwordAge: 'none used within $ days',
  passwordBlacklist: 'not in the list $',
};

type Policy = Pick<PasswordSettings, 'rules' | 'hashing' | 'expiresAfter'>;

export function readPasswordPolicy({ passwordPolicy }: Pick<Realm, 'passwordPolicy'>): Policy {
  const entries = new Map(readEntries(passwordPolicy ?? ''));
  const rules = [...entries].flatMap(([name, value]) => RULES[name]?.replace('$', () => value) ?? []);
  const expires = Number.parseInt(entries.get('forceExpiredPasswordChange') ?? '', 10);
  const algorithm = entries.get('hashAlgorithm');
  const iterations = entries.get('hashIterations');
  const hashing = [algorithm ?? 'argon2, the default', ...(iterations ? [`${iterations} iterations`] : [])];
  return {
    rules,
    hashing: hashing.join(', '),
    ...(expires > 0 && { expiresAfter: expires }),
  };
}

/** What a rule without a number means: the default of its provider in 26.7.4. */
const NUMBERS = {
  length: ['minLength', 8],
  maxLength: ['maxLength', 64],
  digits: ['digits', 1],
  upperCase: ['upper', 1],
  lowerCase: ['lower', 1],
  specialChars: ['special', 1],
  passwordHistory: ['history', 3],
} as const satisfies Record<string, readonly [keyof PasswordPolicy, number]>;

/** Only Keycloak can judge these. An expression says nothing to a customer, so it is not shown. */
const OTHER: Readonly<Record<string, string>> = {
  notContainsUsername: 'It does not contain the user name.',
  regexPattern: 'It has the form that the platform demands.',
  passwordAge: 'It is none that was used lately.',
};

/** What Keycloak answers about a new password, as rules that a page can say before. */
export function toPasswordPolicy({ passwordPolicy }: Pick<Realm, 'passwordPolicy'>): PasswordPolicy {
  const entries = new Map(readEntries(passwordPolicy ?? ''));
  const numbers = Object.entries(NUMBERS).flatMap(([name, [rule, byDefault]]) =>
    entries.has(name) ? [[rule, readNumber(entries.get(name), byDefault)] as const] : [],
  );
  return {
    ...Object.fromEntries(numbers),
    ...(['notUsername', 'notContainsUsername'].some((name) => entries.has(name)) && { notUsername: true }),
    ...(entries.has('notEmail') && { notEmail: true }),
    ...(entries.has('passwordBlacklist') && { blocklist: true }),
    other: [...entries.keys()].flatMap((name) => OTHER[name] ?? []),
  };
}

function readNumber(written: string | undefined, byDefault: number): number {
  const number = Number.parseInt(written ?? '', 10);
  return Number.isInteger(number) ? number : byDefault;
}

/** An expression may hold brackets and the word "and", so an entry ends only before the name of another. */
function readEntries(policy: string): [string, string][] {
  return policy.split(/ and (?=[A-Za-z]+(?:\(|$| and ))/).flatMap((entry): [string, string][] => {
    const [, name = '', value = ''] = /^([A-Za-z]+)(?:\((.*)\))?$/s.exec(entry.trim()) ?? [];
    return name === '' ? [] : [[name, value]];
  });
}
