/**
 * The export of a Firebase project as `firebase auth:export users.json` writes it: objects joined by commas.
 *
 * @see https://github.com/firebase/firebase-tools/blob/master/src/accountExporter.ts
 * @see ../../docs/sources/firebase.md
 * @module
 */
import { type Customer, drawCustomer, type Login, letters, type Population } from './customers.ts';
import { inPieces, mojibake, writtenEmail } from './writing.ts';

/** Firebase's names of those whose links its export keeps; the CLI drops enterprise links without a word. */
const PROVIDERS: Readonly<Partial<Record<Login, string>>> = {
  google: 'google.com',
  facebook: 'facebook.com',
  apple: 'apple.com',
};

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export async function* generateFirebase(count: number, seed = 2026, messy = 0.02): AsyncGenerator<string> {
  const population = { seed, messy };
  yield '{"users": [\n';
  yield* inPieces(count, (number) => {
    const text = JSON.stringify(toUser(drawCustomer(number, population), population), null, 2);
    return number === count ? `${text}\n` : `${text},\n`;
  });
  yield ']}';
}

function toUser(customer: Customer, population: Population): object {
  const { id, first, last, plan, blocked, createdAt, lastLoginAt, dice, factor, logins } = customer;
  const signedIn = customer.defect === 'far future' ? 253_402_300_799_000 : lastLoginAt;
  const phone = customer.defect === 'national phone number' ? '07700 900123' : customer.phone;
  return {
    localId: id,
    ...addressOf(customer, population),
    // The hash of whoever was imported and not seen since is dropped by the CLI.
    ...(logins.includes('password') &&
      !(customer.bought && customer.loginCount < 2) && {
        // 64 bytes are 85 characters and two bits, 10 bytes are 13 and two.
        passwordHash: `${letters(dice, 85, BASE64)}${dice.pick(['A', 'Q', 'g', 'w'])}==`,
        salt: `${letters(dice, 13, BASE64)}A==`,
      }),
    displayName: customer.defect === 'mojibake' ? mojibake(`${first} Gonçalves`) : `${first} ${last}`,
    ...(signedIn !== undefined && { lastSignedInAt: String(signedIn) }),
    createdAt: String(createdAt),
    ...(phone !== undefined && { phoneNumber: phone }),
    ...(blocked && { disabled: true }),
    ...(plan !== 'free' && { customAttributes: JSON.stringify({ plan }) }),
    ...(factor === 'sms' && customer.phone !== undefined && { mfaInfo: [toEnrolment(customer.phone, id)] }),
    providerUserInfo: logins.flatMap((login) => {
      const providerId = PROVIDERS[login];
      return providerId === undefined
        ? []
        : [{ providerId, rawId: `1${String(customer.number).padStart(20, '0')}` }];
    }),
  };
}

function addressOf(customer: Customer, population: Population): object {
  const email = writtenEmail(customer, population);
  return email === undefined ? {} : { email, emailVerified: customer.emailVerified };
}

function toEnrolment(phoneInfo: string, id: string): object {
  return { mfaEnrollmentId: id, displayName: '', enrolledAt: '2024-02-01T10:00:00Z', phoneInfo };
}
