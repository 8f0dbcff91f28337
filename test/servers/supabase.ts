/**
 * The `auth` schema of a Supabase project on a PostgreSQL of ours, as the migrations of Supabase Auth leave it.
 *
 * Hashes are made by PostgreSQL's own pgcrypto, as Supabase's documentation seeds users. Supabase Auth itself is not
 * here: its Go module is in no registry that we may ask.
 *
 * @see https://github.com/supabase/auth/tree/master/migrations
 * @module
 */
import pg from 'pg';

const SCHEMA = `
  CREATE EXTENSION IF NOT EXISTS pgcrypto;
  CREATE SCHEMA auth;
  CREATE TYPE auth.factor_type AS ENUM ('totp', 'webauthn', 'phone');
  CREATE TYPE auth.factor_status AS ENUM ('unverified', 'verified');
  CREATE TABLE auth.users (
    instance_id uuid, id uuid NOT NULL PRIMARY KEY, aud varchar(255), role varchar(255), email varchar(255),
    encrypted_password varchar(255), email_confirmed_at timestamptz, invited_at timestamptz,
    confirmation_token varchar(255), confirmation_sent_at timestamptz, recovery_token varchar(255),
    recovery_sent_at timestamptz, email_change_token_new varchar(255), email_change varchar(255),
    email_change_sent_at timestamptz, last_sign_in_at timestamptz, raw_app_meta_data jsonb, raw_user_meta_data jsonb,
    is_super_admin boolean, created_at timestamptz, updated_at timestamptz, phone text UNIQUE DEFAULT NULL,
    phone_confirmed_at timestamptz, phone_change text DEFAULT '', phone_change_token varchar(255) DEFAULT '',
    phone_change_sent_at timestamptz,
    confirmed_at timestamptz GENERATED ALWAYS AS (LEAST(email_confirmed_at, phone_confirmed_at)) STORED,
    email_change_token_current varchar(255) DEFAULT '', email_change_confirm_status smallint DEFAULT 0,
    banned_until timestamptz, reauthentication_token varchar(255) DEFAULT '', reauthentication_sent_at timestamptz,
    is_sso_user boolean NOT NULL DEFAULT false, deleted_at timestamptz, is_anonymous boolean NOT NULL DEFAULT false);
  CREATE UNIQUE INDEX users_email_partial_key ON auth.users (email) WHERE is_sso_user = false;
  CREATE TABLE auth.identities (
    provider_id text NOT NULL, user_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE,
    identity_data jsonb NOT NULL, provider text NOT NULL, last_sign_in_at timestamptz, created_at timestamptz,
    updated_at timestamptz, email text GENERATED ALWAYS AS (lower(identity_data ->> 'email')) STORED,
    id uuid NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY, UNIQUE (provider_id, provider));
  CREATE TABLE auth.mfa_factors (
    id uuid NOT NULL PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE,
    friendly_name text, factor_type auth.factor_type NOT NULL, status auth.factor_status NOT NULL,
    created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL, secret text, phone text,
    last_challenged_at timestamptz, web_authn_credential jsonb, web_authn_aaguid uuid);
`;

export async function onDatabase(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

export function makeSchema(url: string): Promise<void> {
  return onDatabase(url, SCHEMA);
}

/** That many users with an e-mail address and one hash between them; a second hash would be a second of time. */
export function fillWithUsers(url: string, count: number): Promise<void> {
  return onDatabase(
    url,
    `INSERT INTO auth.users (id, aud, role, email, encrypted_password, raw_app_meta_data, raw_user_meta_data, created_at)
     SELECT ('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid, 'authenticated', 'authenticated',
       'user' || i || '@shop.example', '$2a$10$abcdefghijklmnopqrstuuLQwPz3nosnKUXMHptavr.R7qqgykSJO',
       '{"provider":"email","providers":["email"]}', '{}', '2024-03-01 10:00:00+00'
     FROM generate_series(1, ${count}) AS i`,
  );
}

/** The last digits of their ids. */
export const PEOPLE = {
  ana: '000000000001',
  bob: '000000000002',
  sso: '000000000003',
  gone: '000000000004',
  guest: '000000000005',
  banned: '000000000006',
  barred: '000000000007',
  invited: '000000000008',
} as const;

export const PASSWORDS = { ana: 'Correct-Horse-9', bob: 'Pässwörd–日本' };

export function idOf(name: keyof typeof PEOPLE): string {
  return `00000000-0000-4000-8000-${PEOPLE[name]}`;
}

/** One of each kind that a project has. */
export function makePeople(url: string): Promise<void> {
  const user = (name: keyof typeof PEOPLE, columns: Readonly<Record<string, string>>) => {
    const all = {
      id: `'${idOf(name)}'`,
      instance_id: `'00000000-0000-0000-0000-000000000000'`,
      aud: `'authenticated'`,
      role: `'authenticated'`,
      encrypted_password: `''`,
      confirmation_token: `''`,
      recovery_token: `''`,
      raw_app_meta_data: `'{"provider":"email","providers":["email"]}'`,
      raw_user_meta_data: `'{}'`,
      created_at: `'2024-03-01 10:00:00.123456+00'`,
      ...columns,
    };
    return `INSERT INTO auth.users (${Object.keys(all).join(', ')}) VALUES (${Object.values(all).join(', ')})`;
  };
  const hash = (password: string) => `crypt('${password}', gen_salt('bf', 10))`;
  const identity = (name: keyof typeof PEOPLE, provider: string, id: string, said: object) =>
    `INSERT INTO auth.identities (user_id, provider, provider_id, identity_data)
     VALUES ('${idOf(name)}', '${provider}', '${id}', '${JSON.stringify(said)}')`;
  return onDatabase(
    url,
    user('ana', {
      email: `'ana@shop.example'`,
      email_confirmed_at: `'2024-03-01 10:05:00+00'`,
      phone: `'351912345678'`,
      encrypted_password: hash(PASSWORDS.ana),
      last_sign_in_at: `'2026-07-01 12:30:00+00'`,
      raw_app_meta_data: `'{"provider":"email","providers":["email","google"],"plan":"gold"}'`,
      raw_user_meta_data: `'{"sub":"1071","email":"ana@shop.example","email_verified":true,"full_name":"Ana Lima","name":"Ana Lima","avatar_url":"https://x.example/a.png","theme":"dark"}'`,
    }),
    identity('ana', 'email', idOf('ana'), { sub: idOf('ana'), email: 'ana@shop.example' }),
    identity('ana', 'google', '1071', {
      sub: '1071',
      iss: 'https://accounts.google.com',
      email: 'ana@gmail.example',
    }),
    `INSERT INTO auth.mfa_factors (user_id, friendly_name, factor_type, status, created_at, updated_at, secret) VALUES
       ('${idOf('ana')}', 'phone', 'totp', 'verified', '2024-04-01 10:00:00+00', now(), 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'),
       ('${idOf('ana')}', 'begun', 'totp', 'unverified', now(), now(), 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXA')`,
    user('bob', { email: `'bob@shop.example'`, encrypted_password: hash(PASSWORDS.bob), phone: 'NULL' }),
    // Somebody of a company with a login of its own may have the address of another user.
    user('sso', { email: `'ana@shop.example'`, is_sso_user: 'true', encrypted_password: 'NULL' }),
    identity('sso', 'sso:11111111-0000-4000-8000-000000000000', 'ana@corp.example', {
      email: 'ana@corp.example',
    }),
    user('gone', {
      email: `'r0dlVzk4S0QwNlhjTg'`,
      encrypted_password: 'NULL',
      deleted_at: `'2025-01-01 00:00:00+00'`,
    }),
    user('guest', { email: 'NULL', is_anonymous: 'true', raw_app_meta_data: `'{}'` }),
    user('banned', { email: `'banned@shop.example'`, banned_until: `now() + interval '876000 hours'` }),
    user('barred', { email: `'barred@shop.example'`, banned_until: `now() + interval '24 hours'` }),
    user('invited', { email: `'invited@shop.example'`, invited_at: 'now()', encrypted_password: 'NULL' }),
  );
}
