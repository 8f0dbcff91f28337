/**
 * The old shop crosses into Better Auth: the configuration that `npm run demo` runs.
 *
 * Try it by hand, once the demo has been stopped:
 * `npm run footbridge -- import --config .footbridge/demo/footbridge.config.ts`
 */
import { defineMigration, secret } from 'footbridge';

/** Where the living shop answers; the demo takes another port where somebody has this one. */
const OLD_SHOP = process.env.OLD_SHOP ?? 'http://127.0.0.1:4322';
/** Where customers sign in from now on, and where its mail server takes messages. */
const NEW_DOOR = process.env.NEW_DOOR ?? 'http://127.0.0.1:4321';
const MAIL_PORT = Number(process.env.MAIL_PORT ?? 4325);

export default defineMigration({
  name: 'old-shop',
  source: { type: 'csv', path: 'customers.csv' },
  target: { type: 'better-auth', database: 'better-auth.sqlite' },
  // Whoever is in no wave that was moved yet crosses at a login all the same: their hash waits, sealed, in the ledger.
  waves: [{ name: 'wordpress', where: { passwordFormats: ['phpass-P'] } }, { name: 'everybody-else' }],
  mapping: {
    fields: {
      id: 'id',
      email: 'email',
      'email.verified': { from: 'email_confirmed', transform: 'boolean' },
      phone: 'phone',
      'profile.given_name': 'first_name',
      'profile.family_name': 'last_name',
      'profile.address.locality': 'city',
      'profile.address.country': 'country',
      // Four systems wrote this column. Three of them are recognised by the hash itself; a bare SHA-1 could be
      // anything, so the shop's own remark decides.
      'password.hash': 'password',
      'password.beside.salt': 'salt',
      'password.format': { from: 'hash_type', values: { sha1: 'sha1-salt-pass' } },
      'factors.totp.secret': 'totp_secret',
      'links.google': 'google_id',
      status: { from: 'status', values: { active: 'active', blocked: 'disabled' } },
      // An empty column says nothing about consent, so nothing is invented.
      'consents.newsletter.status': { from: 'newsletter', values: { Y: 'granted' } },
      createdAt: 'created',
      lastLoginAt: 'last_login',
    },
    keep: ['loyalty_points'],
    ignore: ['cart_token'],
  },
  // Of some the hash was lost years ago. They move without one, and are asked to set a new password.
  credentials: { absent: 'reset' },
  // Better Auth keeps no time of the last login. Without this line whoever has one would be held.
  accept: ['lastLoginAt'],

  // The club is in no export. Only the living shop can say whether a password of theirs is right.
  legacy: {
    type: 'http',
    url: `${OLD_SHOP}/check`,
    check: `${OLD_SHOP}/health`,
    json: { email: '{identifier}', password: '{password}' },
    apiKey: secret('SHOP_KEY'),
    profile: 'customer',
    answers: [
      // Our own key was refused; without this line every customer would hear of a wrong password.
      { status: 403, outcome: 'technical-error' },
    ],
    mapping: {
      fields: {
        id: 'id',
        email: 'email',
        'email.verified': { from: 'email_confirmed', transform: 'boolean' },
        phone: 'phone',
        'profile.given_name': 'name.first',
        'profile.family_name': 'name.last',
        'profile.address.locality': 'address.city',
        'profile.address.country': 'address.country',
        'links.google': 'google_id',
        status: { from: 'status', values: { active: 'active', blocked: 'disabled' } },
        'consents.newsletter.status': { from: 'newsletter', values: { Y: 'granted' } },
        createdAt: 'created',
        lastLoginAt: 'last_login',
      },
      keep: ['loyalty_points'],
      ignore: ['cart_token'],
    },
  },
  login: {
    // The old shop lets nobody change a password any more. So our copy is as good as its own, and it may be off.
    legacyPasswords: 'frozen',
    // Whoever switches the old shop on again in the demo shall not wait the usual ten seconds.
    breaker: { pauseSeconds: 1 },
  },
  hooks: [{ type: 'in-process', secrets: [secret('HOOK_KEY')] }],
  reset: {
    brand: { name: 'Old Shop', colour: '#0b6e4f', support: { email: 'help@shop.example' } },
    channels: [
      {
        type: 'smtp',
        host: '127.0.0.1',
        port: MAIL_PORT,
        tls: 'none',
        from: { name: 'Old Shop', address: 'welcome@shop.example' },
      },
    ],
    // Customers come by the address they know; what stands there passes them on to `footbridge serve`.
    journey: { pageUrl: `${NEW_DOOR}/reset`, loginUrl: NEW_DOOR },
  },
  serve: { port: 0, needsLegacy: false, log: 'warn' },
});
