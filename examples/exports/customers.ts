/**
 * Customers of a service that grew for twelve years, drawn one by one: whom the exports beside this file are about.
 *
 * Number and seed decide a customer, so that two files about the same people agree and any part can be made alone.
 * Nobody exists: mail domains are reserved (RFC 2606), telephone numbers kept for drama, hashes are random characters
 * that no password has. How they come back follows the Pareto/NBD model with both shapes 1: everybody has a rate of
 * logins of their own and drops out for good after a time of their own, both exponential over the population.
 *
 * @see http://www.brucehardie.com/notes/009/ for the model (Schmittlein, Morrison and Colombo 1987)
 * @module
 */
import { createDice, type Dice } from '../../src/cli/demo/dice.ts';

export interface Customer {
  readonly number: number;
  /** 24 hexadecimal digits: the second of the sign-up, then chance, as MongoDB makes them. */
  readonly id: string;
  readonly first: string;
  readonly last: string;
  readonly email: string | undefined;
  readonly emailVerified: boolean;
  readonly phone: string | undefined;
  readonly username: string | undefined;
  readonly locale: string;
  readonly plan: string;
  readonly blocked: boolean;
  /** The first is how they signed up. `password`, `sms`, or a provider. */
  readonly logins: readonly Login[];
  readonly factor: 'guardian' | 'google-authenticator' | 'sms' | undefined;
  /** Came on one day, with another shop: their hashes are foreign, and many were never seen. */
  readonly bought: boolean;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly lastLoginAt: number | undefined;
  readonly loginCount: number;
  readonly defect: Defect | undefined;
  /** For what one platform adds to the customer. */
  readonly dice: Dice;
}

export type Login = 'password' | 'sms' | 'google' | 'facebook' | 'apple' | 'enterprise';

/** What is wrong with a row; see shared/reference/sources.md §6 for where each is seen. */
export const DEFECTS = [
  'capitals of the one before',
  'no address',
  'address that was made up',
  'address that is none',
  'mojibake',
  'far future',
  'national phone number',
  'spaces around',
  'plus tag',
] as const;
export type Defect = (typeof DEFECTS)[number];

export interface Population {
  readonly seed: number;
  /** The share of rows with something wrong, 0 to 1. */
  readonly messy: number;
}

/** The exports were made then; nothing is newer. */
export const EXPORTED_AT = Date.UTC(2026, 10, 1);
const OPENED_AT = Date.UTC(2014, 5, 1);
const BOUGHT_AT = Date.UTC(2019, 2, 11, 3);
const DAY = 86_400_000;

/** Sign-ups of the last year are e^2.2 = 9 times those of the first. */
const GROWTH = 2.2;
/** Mean time between logins is 45 days at the mean rate; half of all have dropped out after a year and a half. */
const LOGIN_SCALE = 45 * DAY;
const DROPOUT_SCALE = 540 * DAY;

export function drawCustomer(number: number, { seed, messy }: Population): Customer {
  const dice = createDice(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(number, 0x85ebca6b));
  const first = dice.pick(FIRST_NAMES);
  const last = dice.pick(LAST_NAMES);
  const bought = dice.chance(0.06);
  const createdAt = bought ? BOUGHT_AT : drawSignUp(dice);
  const logins = drawLogins(dice, bought);
  const defect = dice.chance(messy) ? dice.pick(DEFECTS) : undefined;
  const email = drawEmail(number, first, last, logins, dice);
  return {
    number,
    id:
      Math.floor(createdAt / 1000)
        .toString(16)
        .padStart(8, '0') +
      letters(dice, 8, HEX) +
      toHex(number),
    first,
    last,
    email,
    emailVerified: logins[0] !== 'password' || (!bought && dice.chance(0.81)),
    phone: logins[0] === 'sms' || dice.chance(0.14) ? phoneOf(number, dice) : undefined,
    username: dice.chance(0.05) ? `${fold(first)}${number}` : undefined,
    locale: dice.pick(LOCALES),
    plan: dice.pick(PLANS),
    blocked: dice.chance(0.012),
    logins,
    factor: dice.chance(0.045) ? dice.pick(['guardian', 'google-authenticator', 'sms']) : undefined,
    bought,
    createdAt,
    ...drawReturn(dice, createdAt, bought),
    defect,
    dice,
  };
}

/** Exponential growth; every eighth comes in the weeks before Christmas. */
function drawSignUp(dice: Dice): number {
  const share = Math.log1p(uniform(dice) * Math.expm1(GROWTH)) / GROWTH;
  const at = OPENED_AT + share * (EXPORTED_AT - OPENED_AT);
  const season = Date.UTC(new Date(at).getUTCFullYear(), 10, 20) + uniform(dice) * 30 * DAY;
  return Math.floor(dice.chance(0.12) && season < EXPORTED_AT ? season : at);
}

/** The last of their logins before they dropped out, or before the export. */
function drawReturn(
  dice: Dice,
  createdAt: number,
  bought: boolean,
): Pick<Customer, 'lastLoginAt' | 'loginCount'> {
  const between = LOGIN_SCALE / exponential(dice);
  const stays = exponential(dice) * (DROPOUT_SCALE / exponential(dice));
  const known = Math.min(EXPORTED_AT - createdAt, stays);
  const beforeTheEnd = exponential(dice) * between;
  if (beforeTheEnd < known) {
    const loginCount = 2 + Math.floor((known - beforeTheEnd) / between);
    return { lastLoginAt: Math.floor(createdAt + known - beforeTheEnd), loginCount };
  }
  // Signing up is a login, but for those whom somebody else put there, or who never confirmed it.
  const never = dice.chance(bought ? 0.85 : 0.1);
  return never ? { lastLoginAt: undefined, loginCount: 0 } : { lastLoginAt: createdAt, loginCount: 1 };
}

function drawLogins(dice: Dice, bought: boolean): readonly Login[] {
  const one = dice.below(100);
  if (bought || one < 72) return dice.chance(0.08) ? ['password', 'google'] : ['password'];
  if (one < 88) return dice.chance(0.1) ? ['google', 'password'] : ['google'];
  if (one < 93) return ['facebook'];
  if (one < 96) return ['apple'];
  return one < 98 ? ['sms'] : ['enterprise'];
}

function drawEmail(
  number: number,
  first: string,
  last: string,
  [login]: readonly Login[],
  dice: Dice,
): string | undefined {
  // One of ten who come from Facebook has no address there.
  if (login === 'sms' || (login === 'facebook' && dice.chance(0.1))) return undefined;
  const domain = login === 'enterprise' ? 'corp.example' : dice.pick(DOMAINS);
  return `${fold(first)}.${fold(last)}.${number}@${domain}`;
}

/** Numbers of Ofcom's range for drama, +44 7700 900000 to 900999: a thousand, so households of rows share one. */
function phoneOf(number: number, dice: Dice): string {
  return `+447700900${String((number + dice.below(3)) % 1000).padStart(3, '0')}`;
}

/** `Søren` in an address is `soren`. */
function fold(text: string): string {
  const folded =
    FOLDED.get(text) ??
    text
      .toLowerCase()
      .replaceAll('ø', 'o')
      .replaceAll('ı', 'i')
      .normalize('NFD')
      .replace(/[^a-z0-9]/g, '');
  FOLDED.set(text, folded);
  return folded;
}
const FOLDED = new Map<string, string>();

/** Characters of an alphabet of at most 64, five for each number that is drawn. */
export function letters(dice: Dice, length: number, alphabet: string): string {
  let text = '';
  for (let drawn = 0; text.length < length; drawn = Math.floor(drawn / 64)) {
    if (text.length % 5 === 0) drawn = dice.below(2 ** 30);
    text += alphabet[(drawn % 64) % alphabet.length];
  }
  return text;
}

function toHex(number: number): string {
  return number.toString(16).padStart(8, '0');
}

function uniform(dice: Dice): number {
  return (dice.below(2 ** 32) + 0.5) / 2 ** 32;
}

/** With mean 1. */
function exponential(dice: Dice): number {
  return -Math.log(uniform(dice));
}

const HEX = '0123456789abcdef';
const FIRST_NAMES =
  'Aino Amara André Bao Chloé Dmitri Elif Farid Greta Hana Ines João Kofi Leila Mads Nadia Óscar Priya Quinn Rosa Søren Tariq Uma Valentina Wren Ximena Yuki Zoltán'.split(
    ' ',
  );
const LAST_NAMES =
  'Abebe Andersson Bakker Castro Dvořák Eriksen Fischer García Haddad Ito Jansen Kowalski Lopes Müller Nguyen Öztürk Petrov Quiroga Rossi Silva Tanaka Ueda Varga Weber Xu Yılmaz Zhang'.split(
    ' ',
  );
/** Drawn with equal chances: what stands several times is frequent. */
const DOMAINS = [
  ...Array<string>(11).fill('mail.example'),
  ...Array<string>(4).fill('example.com'),
  ...Array<string>(3).fill('example.net'),
  'example.org',
  'post.example',
];
const LOCALES = ['de', 'de', 'de', 'en-GB', 'en-GB', 'en-US', 'fr', 'fr', 'es', 'it', 'pt-PT', 'pl'];
const PLANS = ['free', 'free', 'free', 'free', 'free', 'silver', 'silver', 'gold'];
