/**
 * Platform: OpenLDAP 2.5 with its contributed password modules, by LDIF or LDAP.
 *
 * @module
 */
import type { Platform } from './platform.ts';

const MANY = Number.POSITIVE_INFINITY;

export const openldap: Platform = {
  id: 'openldap',
  title: 'OpenLDAP',
  accepts: {
    identifiers: ['username', 'email', 'phone'],
    factors: [],
    links: false,
    consents: false,
    memberships: ['group'],
    timestamps: ['createdAt'],
    ids: 'kept',
    /** An LDIF is a stream; `ldapadd -c` goes on after an entry that fails. */
    batch: { max: 1000, whole: false },
    laterHash: 'yes',
    undo: true,
    cannot: [
      'Factors and federated logins of any kind.',
      'Whether an address or a number is verified.',
      'Attributes that the schema does not know.',
      'Ids and the time of the sign-up without the relax control, or `slapadd`.',
      'Disabled customers without the overlay `ppolicy`.',
    ],
  },
  room: {
    needs: [],
    most: { email: MANY, phone: MANY, username: MANY },
    verified: { email: 'dropped', phone: 'dropped' },
    disabled: true,
    invited: false,
    mustChange: true,
    claims: 'any',
    attributes: 'any',
  },
  limits: {
    usersPerSecond: 85,
    basis: 'measured',
    source:
      'By us on 2026-11-20: 2,000 entries with `ldapadd` into Debian’s slapd 2.5.13 on two cores and a disk that did much else; each entry waits for the disk.',
    notes: [
      '`slapadd` offline is for millions: the server is down meanwhile.',
      'PBKDF2 only with a salt of 16 bytes and a key of 20, 32 or 64.',
    ],
  },
  disputed: {},
  sources: [
    'https://www.openldap.org/doc/admin25/',
    'https://git.openldap.org/openldap/openldap/-/tree/master/contrib/slapd-modules/passwd',
    'Debian slapd 2.5.13 and slapd-contrib, run by us',
  ],
};
