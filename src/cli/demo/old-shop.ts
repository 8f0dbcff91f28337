/**
 * A shop that grew for fifteen years: synthetic customers with the mess of a real export.
 *
 * Four generations of password hashes (PHP's bcrypt, Django's PBKDF2, salted SHA-1, phpass), made by the real
 * algorithms; social-only customers, second factors, blocked accounts, duplicates, damaged rows. The same seed
 * gives the same shop, byte for byte. Nobody in it exists: names are drawn from lists, mail domains are reserved
 * (RFC 2606), phone numbers are from ranges kept for drama.
 *
 * Costs are low, so that 5,000 hashes take seconds; the `REGULARS`, as whom the demo logs in, have the costs of
 * production.
 *
 * @module
 */
import { createDice, type Dice } from './dice.ts';
import { type HashCosts, hashPassword, type OldHash, PRODUCTION_COSTS } from './old-hashes.ts';
import { emailOf, REGULARS, type Regular } from './regulars.ts';

/** One row of the old shop's table, in its own words. */
export interface Customer {
  readonly id: string;
  readonly email: string;
  readonly email_confirmed: string;
  readonly phone: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly city: string;
  readonly country: string;
  readonly password: string;
  readonly salt: string;
  /** Only the SHA-1 years wrote it down. */
  readonly hash_type: string;
  readonly totp_secret: string;
  readonly google_id: string;
  readonly status: string;
  readonly newsletter: string;
  readonly loyalty_points: string;
  readonly created: string;
  readonly last_login: string;
  readonly cart_token: string;
}

export const COLUMNS = [
  'id',
  'email',
  'email_confirmed',
  'phone',
  'first_name',
  'last_name',
  'city',
  'country',
  'password',
  'salt',
  'hash_type',
  'totp_secret',
  'google_id',
  'status',
  'newsletter',
  'loyalty_points',
  'created',
  'last_login',
  'cart_token',
] as const satisfies readonly (keyof Customer)[];

/** Rows with something wrong, by what is wrong; each is one customer of the shop. */
export const MESS = {
  /** The e-mail address of the row above, in capitals. */
  duplicateEmail: 24,
  badEmail: 9,
  nothingToLogInWith: 3,
  cutHash: 5,
  unknownHash: 4,
  /** Taken over from a shop that closed, and handed over no hashes: nothing is wrong but that nobody can judge them. */
  lostHash: 12,
  badTotp: 2,
  badTimestamp: 3,
} as const;

type Defect = keyof typeof MESS;

/** The password of a customer who is no regular. */
export function passwordOf(id: string): string {
  const number = Number(id);
  return `${WORDS[number % WORDS.length]}-${WORDS[(number * 7) % WORDS.length]}-${id}`;
}

/** @param count 5,000 in the demo; at least the regulars and the mess. */
export async function* oldShop(count: number, costs: HashCosts, seed = 2026): AsyncGenerator<Customer> {
  const dice = createDice(seed);
  const defects = spreadDefects(count);
  let above = '';
  for (let number = 1; number <= count; number++) {
    const regular = REGULARS[number - 1];
    const customer =
      regular === undefined
        ? await drawCustomer(number, dice, costs, defects.get(number), above)
        : await admitRegular(regular, dice);
    above = customer.email;
    yield customer;
  }
}

/** Every defect at rows of its own, evenly over the shop, never right below a regular. */
function spreadDefects(count: number): ReadonlyMap<number, Defect> {
  const all = Object.entries(MESS).flatMap(([defect, times]) => Array<Defect>(times).fill(defect as Defect));
  const first = REGULARS.length + 2;
  const room = count - first;
  return new Map(all.map((defect, index) => [first + Math.floor((index * room) / all.length), defect]));
}

async function admitRegular(regular: Regular, dice: Dice): Promise<Customer> {
  return {
    ...blankCustomer(regular.id, regular.first_name, regular.last_name),
    email: emailOf(regular),
    email_confirmed: '1',
    ...(await hashPassword(regular.hash, regular.password, dice, PRODUCTION_COSTS)),
    totp_secret: regular.totp ?? '',
    status: regular.blocked === true ? 'blocked' : 'active',
    created: '2011-05-04T09:30:00+02:00',
    last_login: '2026-11-02T18:12:40+01:00',
  };
}

async function drawCustomer(
  number: number,
  dice: Dice,
  costs: HashCosts,
  defect: Defect | undefined,
  above: string,
): Promise<Customer> {
  const id = String(number);
  const first_name = dice.pick(FIRST_NAMES);
  const last_name = dice.pick(LAST_NAMES);
  const [city, country] = dice.pick(PLACES);
  const social = defect === undefined && dice.chance(0.04);
  const era = dice.pick(ERAS);
  const joined = Date.UTC(2010, 0, 1) + dice.below(15 * 365) * 86_400_000 + dice.below(86_400) * 1000;
  const customer: Customer = {
    ...blankCustomer(id, first_name, last_name),
    email: `${plainLetters(`${first_name}.${last_name}.${id}`)}@${dice.pick(DOMAINS)}`,
    email_confirmed: dice.pick(['1', '1', '1', '0', '']),
    phone: number % 6 === 0 && number < 6_000 ? `+44 7700 900${String(number / 6).padStart(3, '0')}` : '',
    city,
    country,
    ...(social ? {} : await hashPassword(era, passwordOf(id), dice, costs)),
    // The WordPress of those years knew no second factor.
    totp_secret: !social && era !== 'phpass' && dice.chance(0.03) ? dice.text(32, BASE32) : '',
    google_id: social || dice.chance(0.05) ? `1${dice.text(20, DIGITS)}` : '',
    status: dice.chance(0.025) ? 'blocked' : 'active',
    newsletter: dice.chance(0.4) ? 'Y' : '',
    loyalty_points: String(dice.below(5000)),
    created: new Date(joined).toISOString(),
    last_login: dice.chance(0.8) ? new Date(joined + dice.below(300) * 86_400_000).toISOString() : '',
    cart_token: dice.text(16, HEX),
  };
  return defect === undefined ? customer : { ...customer, ...damage(defect, customer, dice, above) };
}

/** A customer of whom nothing but the name is known. */
export function blankCustomer(id: string, first_name: string, last_name: string): Customer {
  return {
    id,
    email: '',
    email_confirmed: '',
    phone: '',
    first_name,
    last_name,
    city: 'Bergen',
    country: 'NO',
    password: '',
    salt: '',
    hash_type: '',
    totp_secret: '',
    google_id: '',
    status: 'active',
    newsletter: '',
    loyalty_points: '0',
    created: '',
    last_login: '',
    cart_token: '',
  };
}

/** `Søren.Yılmaz` in an address is `soren.yilmaz`. */
function plainLetters(text: string): string {
  const folded = text.toLowerCase().replaceAll('ø', 'o').replaceAll('ı', 'i').normalize('NFD');
  return folded.replace(/[^a-z0-9.]/g, '');
}

function damage(defect: Defect, customer: Customer, dice: Dice, above: string): Partial<Customer> {
  switch (defect) {
    case 'duplicateEmail':
      return { email: above.toUpperCase() };
    case 'badEmail':
      return { email: customer.email.replace('@', dice.pick([' at ', '@@', '@ '])) };
    case 'nothingToLogInWith':
      return { email: '', phone: '', google_id: '' };
    case 'cutHash':
      return { password: '$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92', salt: '', hash_type: '' };
    case 'unknownHash':
      return { password: `v1:${dice.text(24, HEX)}:legacy`, salt: '', hash_type: '' };
    case 'lostHash':
      return { password: '', salt: '', hash_type: '', totp_secret: '', google_id: '', status: 'active' };
    case 'badTotp':
      return { totp_secret: 'not-a-secret!' };
    case 'badTimestamp':
      return { created: '31.02.2014 25:10' };
  }
}

/** What is left of each era, in tenths. */
const ERAS: readonly OldHash[] = [
  'bcrypt',
  'bcrypt',
  'bcrypt',
  'bcrypt',
  'django',
  'django',
  'django',
  'sha1',
  'sha1',
  'phpass',
];

const HEX = '0123456789abcdef';
const DIGITS = '0123456789';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const DOMAINS = ['example.com', 'example.org', 'example.net', 'mail.example'];
const WORDS =
  'amber anchor apple arrow basil birch cedar cloud coral crane delta ember fern flint harbour hazel'.split(
    ' ',
  );
const FIRST_NAMES =
  'Aino Amara André Bao Chloé Dmitri Elif Farid Greta Hana Ines João Kofi Leila Mads Nadia Óscar Priya Quinn Rosa Søren Tariq Uma Valentina Wren Ximena Yuki Zoltán'.split(
    ' ',
  );
const LAST_NAMES =
  'Abebe Andersson Bakker Castro Dvořák Eriksen Fischer García Haddad Ito Jansen Kowalski Lopes Müller Nguyen Öztürk Petrov Quiroga Rossi Silva Tanaka Ueda Varga Weber Xu Yılmaz Zhang'.split(
    ' ',
  );
const PLACES: readonly (readonly [string, string])[] = [
  ['Bergen', 'NO'],
  ['Graz', 'AT'],
  ['Gent', 'BE'],
  ['Porto', 'PT'],
  ['Gdańsk', 'PL'],
  ['Leeds', 'GB'],
  ['Lyon', 'FR'],
];
