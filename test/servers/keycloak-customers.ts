/**
 * Synthetic customers and a session for the tests of the Keycloak target.
 *
 * @module
 */
import { createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { blankIdentity, type Identity } from '../../src/identity/identity.ts';
import { createPace } from '../../src/net/pace.ts';
import { Config } from '../../src/targets/keycloak/config.ts';
import { keycloak } from '../../src/targets/keycloak/index.ts';
import type { Snapshot, TargetSession, Write } from '../../src/targets/target.ts';
import { createRealm, type Realm, type RealmOptions } from './keycloak-realm.ts';
import { shared } from './shared.ts';

/** Made and verified by Django 3.2. */
export const PASSWORD = 'Correct-Horse-9';
export const PBKDF2 = {
  format: 'django-pbkdf2-sha256',
  hash: 'pbkdf2_sha256$27500$NaClNaClNaCl$rEsydm3Z1FlFiMcEe0CtqvkZc2+/dHjubTgNH6cid3Y=',
};

/** Made here, with the composed letter as its UTF-8 bytes. */
export const NEWER_PASSWORD = 'Neue-Brücke-7';
export const NEWER = {
  format: 'django-pbkdf2-sha1',
  hash: `pbkdf2_sha1$9000$pepperless$${pbkdf2Sync(NEWER_PASSWORD, 'pepperless', 9000, 20, 'sha1').toString('base64')}`,
};

/** A realm of its own on the shared server. */
export async function openRealm(options: RealmOptions = {}): Promise<Realm> {
  return createRealm(await shared('keycloak'), `target-${randomBytes(4).toString('hex')}`, options);
}

export function openSession(realm: Realm, settings: Partial<Config> = {}): Promise<TargetSession> {
  const context = { folder: '.', pace: createPace({ concurrency: 16 }), secret: () => '' };
  return keycloak.open(configFor(realm, settings), context);
}

/** Writes one customer and reads it back. @throws when Keycloak does not take it */
export async function writeOne(
  session: TargetSession,
  identity: Partial<Identity>,
): Promise<Write & { readonly targetId: string; readonly snapshot: Snapshot }> {
  const intended = toWrite(identity);
  const [outcome] = await session.write([intended]);
  if (outcome?.status !== 'done') throw new Error(`expected "done", got ${JSON.stringify(outcome)}`);
  const [snapshot] = await session.read([outcome.targetId]);
  if (snapshot === undefined) throw new Error('the user cannot be read back');
  return { ...intended, targetId: outcome.targetId, snapshot };
}

export function configFor(realm: Realm, settings: Partial<Config> = {}): Config {
  const { url, realm: name, clientId, clientSecret, loginClientId } = realm;
  return { ...Config.parse({ url, realm: name, clientId, clientSecret, loginClientId }), ...settings };
}

export function toWrite(identity: Partial<Identity>): Write {
  const externalId = randomBytes(16).toString('hex');
  return {
    id: externalId,
    operation: 'create',
    externalId,
    credentialPlan: identity.password === undefined || identity.status === 'invited' ? 'none' : 'transcoded',
    identity: {
      ...blankIdentity(`source-${externalId}`),
      identifiers: [
        { type: 'username', value: `user-${externalId}` },
        { type: 'email', value: `${externalId}@example.org` },
      ],
      profile: { given_name: 'Ada', family_name: 'Lovelace' },
      ...identity,
    },
  };
}

export function usernameOf({ identifiers }: Identity): string {
  return identifiers.find(({ type }) => type === 'username')?.value ?? '';
}

export function emailOf({ identifiers }: Identity): string {
  return identifiers.find(({ type }) => type === 'email')?.value ?? '';
}

/** RFC 6238, for a secret in base 32. */
export function totpCode(secret: string, digest: string, digits: number, period: number): string {
  const bits = [...secret].map((char) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(char).toString(2).padStart(5, '0'),
  );
  const key = Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / period)));
  const mac = createHmac(digest, key).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits).padStart(digits, '0');
}
