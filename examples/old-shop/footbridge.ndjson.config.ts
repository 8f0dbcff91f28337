/**
 * The same shop, exported as documents: nested fields in NDJSON instead of columns in CSV.
 */
import { defineMigration } from 'footbridge';

export default defineMigration({
  name: 'old-shop',
  source: { type: 'ndjson', path: 'customers.ndjson' },
  target: { type: 'better-auth', database: 'better-auth.sqlite' },
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
      'password.hash': 'credentials.password',
      'password.beside.salt': 'credentials.salt',
      'password.format': { from: 'credentials.hash_type', values: { sha1: 'sha1-salt-pass' } },
      'factors.totp.secret': 'totp_secret',
      'links.google': 'google_id',
      status: { from: 'status', values: { active: 'active', blocked: 'disabled' } },
      'consents.newsletter.status': { from: 'newsletter', values: { Y: 'granted' } },
      createdAt: 'created',
      lastLoginAt: 'last_login',
    },
    keep: ['loyalty_points'],
    ignore: ['cart_token'],
  },
  accept: ['lastLoginAt'],
});
