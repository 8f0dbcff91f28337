import { createHash, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { FROM, openJourneyTest } from '../../../../test/journey.ts';
import { findById } from '../../../ledger/sql/find-customer.ts';
import type { JourneySession } from '../journey.ts';

const ORIGIN = 'https://welcome.shop.example';
const RP = 'shop.example';

/** What an authenticator without attestation answers, in CBOR by hand: WebAuthn Level 3 §6.5. */
function answer(challenge: string, how: { origin?: string; rpId?: string; verified?: boolean } = {}) {
  const { origin = ORIGIN, rpId = RP, verified = true } = how;
  const id = randomBytes(32);
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const counter = Buffer.alloc(4);
  const flags = 0x41 | (verified ? 0x04 : 0);
  const auth = Buffer.concat([
    createHash('sha256').update(rpId).digest(),
    Buffer.from([flags]),
    counter,
    Buffer.alloc(16),
    Buffer.from([0, id.length]),
    id,
    coseOf(publicKey),
  ]);
  const attestation = Buffer.concat([
    Buffer.from([0xa3]),
    text('fmt'),
    text('none'),
    text('attStmt'),
    Buffer.from([0xa0]),
    text('authData'),
    Buffer.from([0x58, auth.length]),
    auth,
  ]);
  const client = JSON.stringify({ type: 'webauthn.create', challenge, origin, crossOrigin: false });
  return {
    id: id.toString('base64url'),
    rawId: id.toString('base64url'),
    type: 'public-key',
    clientExtensionResults: {},
    response: {
      clientDataJSON: Buffer.from(client).toString('base64url'),
      attestationObject: attestation.toString('base64url'),
      transports: ['internal'],
    },
  };
}

function text(of: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 | of.length]), Buffer.from(of)]);
}

/** {1: 2, 3: -7, -1: 1, -2: x, -3: y}: RFC 9053 §7.1.1. */
function coseOf(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const bytes = (of: string) => Buffer.concat([Buffer.from([0x58, 32]), Buffer.from(of, 'base64url')]);
  const head = Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01]);
  return Buffer.concat([head, Buffer.from([0x21]), bytes(x), Buffer.from([0x22]), bytes(y)]);
}

async function openPasskeyTest(there = true) {
  const test = await openJourneyTest();
  const id = await test.plant('ana', {}, { there });
  const session = await test.begin(await test.invite(id));
  const offered = await test.journeys.passkeyOptions(session);
  const options = offered.options as { challenge: string; user: { id: string } };
  return { ...test, id, options, session: offered.session as JourneySession };
}

describe('a passkey', () => {
  it('is asked for as one that replaces a password, by a handle that names nobody', async () => {
    const { options, session } = await openPasskeyTest();
    expect(options).toMatchObject({
      rp: { id: RP, name: 'The Shop' },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    expect(Buffer.from(options.user.id, 'base64url').toString()).toBe('t-ana');
    expect(session.challenge).toBe(options.challenge);
  });

  it.each([true, false])(
    'is stored at the target (customer there: %s), and the journey is done',
    async (there) => {
      const { journeys, session, options, reset, ledger, id } = await openPasskeyTest(there);
      const { view } = await journeys.passkey(session, answer(options.challenge), FROM);
      expect(view).toMatchObject({ step: 'done', credential: 'passkey' });
      const [user] = reset.store.users.values();
      expect(user?.identity.factors).toMatchObject([{ type: 'webauthn', passwordless: true, rpId: RP }]);
      expect((await findById(ledger.db, id))?.owner).toBe('target');
    },
  );

  it.each([
    ['made for another page', { origin: 'https://evil.example' }],
    ['made for another relying party', { rpId: 'evil.example' }],
    ['made without looking who holds the device', { verified: false }],
  ])('%s is not taken', async (_title, how) => {
    const { journeys, session, options, reset } = await openPasskeyTest();
    const { view } = await journeys.passkey(session, answer(options.challenge, how), FROM);
    expect(view.step).toBe('credential');
    expect(reset.store.calls).toEqual([]);
  });

  it('that answers another challenge, or the same one twice, is not taken', async () => {
    const { journeys, session, options, reset } = await openPasskeyTest();
    const other = answer(randomBytes(32).toString('base64url'));
    const first = await journeys.passkey(session, other, FROM);
    expect(first.session?.challenge).toBeUndefined();
    expect(
      (await journeys.passkey(first.session as JourneySession, answer(options.challenge), FROM)).view.step,
    ).toBe('credential');
    await journeys.passkey(session, answer(options.challenge), FROM);
    expect((await journeys.passkey(session, answer(options.challenge), FROM)).view.step).toBe('crossed');
    expect(reset.store.calls.filter(({ operation }) => operation === 'add-factor')).toHaveLength(1);
  });

  it('is not made of whatever else a browser may send', async () => {
    const { journeys, session } = await openPasskeyTest();
    const long = { id: 'a'.repeat(100_000) };
    const strange = [null, undefined, 7, 'x', [], {}, long, { response: { clientDataJSON: '{' } }];
    for (const one of strange)
      expect((await journeys.passkey(session, one, FROM)).view.step).toBe('credential');
  });
});
