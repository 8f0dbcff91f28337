/**
 * The export of an Auth0 tenant and the password file of its support, as JSON lines.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-exports
 * @see ../../docs/sources/auth0.md
 * @module
 */
import {
  type Customer,
  drawCustomer,
  EXPORTED_AT,
  type Login,
  letters,
  type Population,
} from './customers.ts';
import { inPieces, isoOf, mojibake, writtenEmail } from './writing.ts';

const DATABASE = 'Username-Password-Authentication';

/** Their provider, connection and whether Auth0 calls them social. */
const PROVIDERS = {
  password: ['auth0', DATABASE, false],
  sms: ['sms', 'sms', false],
  google: ['google-oauth2', 'google-oauth2', true],
  facebook: ['facebook', 'facebook', true],
  apple: ['apple', 'apple', true],
  enterprise: ['samlp', 'corp-saml', false],
} as const satisfies Record<Login, readonly [provider: string, connection: string, isSocial: boolean]>;

/** Pieces of the file of users: many lines in each. */
export function generateAuth0(count: number, seed = 2026, messy = 0.02): AsyncGenerator<string> {
  const population = { seed, messy };
  return inPieces(
    count,
    (number) => `${JSON.stringify(toUser(drawCustomer(number, population), population))}\n`,
  );
}

/** Pieces of the file of passwords that belongs to the same count and seed. */
export function generateAuth0Passwords(count: number, seed = 2026, messy = 0.02): AsyncGenerator<string> {
  const population = { seed, messy };
  return inPieces(count, (number) => {
    const customer = drawCustomer(number, population);
    return customer.logins.includes('password') ? `${JSON.stringify(toPassword(customer))}\n` : '';
  });
}

function toUser(customer: Customer, population: Population): object {
  const { first, last, phone, username, factor, plan, locale, createdAt, lastLoginAt, bought } = customer;
  const [login = 'password'] = customer.logins;
  const name = customer.defect === 'mojibake' ? mojibake(`${first} Gonçalves`) : `${first} ${last}`;
  const number = customer.defect === 'national phone number' ? '07700 900123' : phone;
  return {
    user_id: `${PROVIDERS[login][0]}|${accountOf(customer, login)}`,
    ...addressOf(customer, population),
    ...(username !== undefined && { username }),
    ...(number !== undefined && { phone_number: number, phone_verified: login === 'sms' }),
    name,
    given_name: first,
    family_name: last,
    nickname: first.toLowerCase(),
    identities: customer.logins.map((one) => toAccount(customer, one)),
    user_metadata: { lang: locale },
    app_metadata: {
      plan,
      region: locale.startsWith('en-US') ? 'us' : 'eu',
      ...(bought && { origin: 'corner-shop' }),
    },
    ...(factor !== undefined && { multifactor: [factor] }),
    created_at: isoOf(createdAt),
    updated_at: isoOf(lastLoginAt ?? createdAt),
    ...(lastLoginAt !== undefined && {
      last_login: customer.defect === 'far future' ? '9999-12-31T23:59:59.000Z' : isoOf(lastLoginAt),
      last_ip: '192.0.2.7',
    }),
    logins_count: customer.loginCount,
    blocked: customer.blocked,
  };
}

function addressOf(customer: Customer, population: Population): object {
  const email = writtenEmail(customer, population);
  return email === undefined ? {} : { email, email_verified: customer.emailVerified };
}

function toAccount(customer: Customer, login: Login): object {
  const [provider, connection, isSocial] = PROVIDERS[login];
  return { connection, user_id: accountOf(customer, login), provider, isSocial };
}

function accountOf({ id, number, email = '' }: Customer, login: Login): string {
  if (login === 'password') return id;
  if (login === 'enterprise') return `corp-saml|${email}`;
  return login === 'apple' ? `000${number}.${id}.0001` : `1${String(number).padStart(20, '0')}`;
}

/** bcrypt of cost 10 is Auth0's own; what another shop brought is what it was, until its owner logs in. */
function toPassword(customer: Customer): object {
  const { id, email, emailVerified, createdAt, dice, bought, lastLoginAt } = customer;
  const own = !bought || (lastLoginAt !== undefined && lastLoginAt > createdAt);
  const prefix = dice.chance(0.2) ? '$2a$10$' : '$2b$10$';
  return {
    _id: { $oid: id },
    ...(email !== undefined && { email, email_verified: emailVerified }),
    passwordHash: own ? prefix + bcryptTail(customer) : foreignHash(customer),
    password_set_date: { $date: isoOf(drawSetAt(customer)) },
    tenant: 'acme',
    connection: DATABASE,
    _tmp_is_unique: true,
  };
}

/** One in four changed the password at some time. */
function drawSetAt({ createdAt, dice }: Customer): number {
  return dice.chance(0.25) ? createdAt + dice.below(1000) * ((EXPORTED_AT - createdAt) / 1000) : createdAt;
}

const BCRYPT = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** 16 bytes of salt are 21 characters and two bits, 23 bytes of digest are 30 characters and four. */
function bcryptTail({ dice }: Customer): string {
  const salt = letters(dice, 21, BCRYPT) + dice.pick(['.', 'O', 'e', 'u']);
  return salt + letters(dice, 30, BCRYPT) + BCRYPT.charAt(dice.below(16) * 4);
}

function foreignHash(customer: Customer): string {
  const { dice } = customer;
  const of = dice.below(10);
  if (of < 5) return `$P$B${letters(dice, 29, BCRYPT)}${dice.pick(['.', '/'])}`;
  if (of < 8) return `$2y$08$${bcryptTail(customer)}`;
  return `$argon2id$v=19$m=65536,t=3,p=1$${letters(dice, 21, BASE64)}A$${letters(dice, 42, BASE64)}A`;
}
