/**
 * The old shop crosses into Better Auth: the configuration that `npm run demo` runs.
 *
 * Try it by hand: `npm run footbridge -- import --config .footbridge/demo/footbridge.config.ts`
 */
import { defineMigration } from 'footbridge';

export default defineMigration({
  name: 'old-shop',
  source: { type: 'csv', path: 'customers.csv' },
  target: { type: 'better-auth', database: 'better-auth.sqlite' },
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
  // Better Auth keeps no time of the last login. Without this line whoever has one would be held.
  accept: ['lastLoginAt'],
});
