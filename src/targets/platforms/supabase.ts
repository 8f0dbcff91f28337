/**
 * Platform: Supabase Auth, by `POST /auth/v1/admin/users`.
 *
 * Rows written straight into the project's database carry more. That way is common and documented by nobody, so what
 * only it carries stands under `disputed`.
 *
 * @module
 */
import { type Platform, UUID } from './platform.ts';

const BY_SQL = 'Rows written into the database of the project carry it; Supabase does not document that way.';

export const supabase: Platform = {
  id: 'supabase',
  title: 'Supabase Auth',
  accepts: {
    identifiers: ['email', 'phone'],
    factors: [],
    links: false,
    consents: false,
    memberships: [],
    timestamps: [],
    ids: 'kept',
    batch: { max: 1, whole: false },
    laterHash: 'no',
    undo: true,
    cannot: [
      'A hash for somebody who is there already: the call that changes a user ignores it.',
      'Ids that are no UUIDs.',
      'User names, except as metadata.',
      'Links, factors and times, except by writing into the tables of the project.',
      'Groups, roles and organisations, except as metadata.',
    ],
  },
  room: {
    needs: ['email', 'phone'],
    verified: { email: 'kept', phone: 'kept' },
    disabled: true,
    invited: false,
    mustChange: false,
    claims: 'any',
    attributes: 'any',
    id: UUID,
  },
  limits: {
    usersPerSecond: 20,
    basis: 'assumed',
    source:
      'No limit of the admin endpoint is published; scripts of the community send 10 to 20 requests at once.',
    notes: ['One user in a call.'],
  },
  disputed: {
    links: BY_SQL,
    'factors.totp': BY_SQL,
    'factors.webauthn': BY_SQL,
    createdAt: BY_SQL,
    lastLoginAt: BY_SQL,
  },
  sources: [
    'https://github.com/supabase/auth/blob/master/internal/api/admin.go',
    'https://github.com/supabase/auth/blob/master/internal/crypto/password.go',
    'npm @supabase/auth-js@2.109.0',
  ],
};
