/**
 * A passkey is made on our page, for the relying party of the new platform: WebAuthn Level 3 by @simplewebauthn/server.
 *
 * Discoverable, and with user verification, so that it replaces the password and not only stands beside it. No attestation:
 * what make a customer's phone is, is none of our business.
 *
 * @see https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential
 * @module
 */
import { generateRegistrationOptions, verifyRegistrationResponse } from '@simplewebauthn/server';
import type { Factor } from '../../../identity/identity.ts';
import type { Caller, PasskeyAnswer, Went } from '../journey.ts';
import { afterGiving } from './after-giving.ts';
import type { JourneyContext, Walking } from './context.ts';
import { giveCredential } from './give-credential.ts';
import { credentialStep, isSet, nextStep } from './next-step.ts';
import { placeFor } from './ways.ts';

type Attested = Parameters<typeof verifyRegistrationResponse>[0]['response'];
type PasskeyPolicy = NonNullable<JourneyContext['parts']['policy']['passkey']>;

/**
 * ES256 and RS256 (COSE): what every platform can verify at a login. Left to the library it would be ML-DSA first, which
 * Chromium 156 makes and neither Better Auth 1.7 nor Keycloak 26 can read.
 *
 * @see https://www.w3.org/TR/webauthn-3/#dom-publickeycredentialcreationoptions-pubkeycredparams
 */
const ALGORITHMS = [-7, -257];

/** Undefined: passkeys are not offered here, or not to this customer now. */
function offered(context: JourneyContext, { session }: Walking): PasskeyPolicy | undefined {
  if (!session.confirmed || isSet(session) || session.purpose === 'enrol') return undefined;
  return placeFor(context, 'passkey') === 'here' ? context.parts.policy.passkey : undefined;
}

export async function passkeyOptions(
  context: JourneyContext,
  walking: Walking,
): Promise<Went & { readonly options?: unknown }> {
  const { identity, session } = walking;
  const relying = offered(context, walking);
  if (relying === undefined) return nextStep(context, walking);
  const [name = identity.sourceId] = identity.identifiers.map(({ value }) => value);
  const options = await generateRegistrationOptions({
    rpID: relying.rpId,
    rpName: relying.rpName,
    userName: name,
    userDisplayName: identity.profile.name ?? identity.profile.given_name ?? name,
    userID: handleOf(walking),
    attestationType: 'none',
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: identity.factors.flatMap((factor) =>
      factor.type === 'webauthn' ? [{ id: factor.credentialId }] : [],
    ),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  const { view } = await credentialStep(context, walking);
  return { view, session: { ...session, challenge: options.challenge }, options };
}

/**
 * What the authenticator answers at a login: the id of the user at the target. Whoever is not there yet gets, where ids are
 * kept, that of the source if it is a UUID, and ours otherwise.
 */
function handleOf({ row, identity }: Walking): Uint8Array<ArrayBuffer> {
  const kept = UUID.test(identity.sourceId) ? identity.sourceId.toLowerCase() : row.id;
  return new Uint8Array(Buffer.from(row.target_id ?? kept));
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export async function submitPasskey(
  context: JourneyContext,
  walking: Walking,
  answer: PasskeyAnswer,
  caller: Caller,
): Promise<Went> {
  const relying = offered(context, walking);
  const { challenge, ...rest } = walking.session;
  // A challenge is good for one answer, whatever the answer is worth.
  const onward: Walking = { ...walking, session: rest };
  if (relying === undefined || challenge === undefined) return nextStep(context, onward);
  const { refusedFor } = await context.throttles.take(
    { rated: 'submit', of: rest.identityId },
    { rated: 'submit-from', of: caller.address },
  );
  if (refusedFor !== undefined) return { view: { step: 'throttled', after: refusedFor }, session: rest };
  const factor = await verify(context, onward, { answer, challenge, relying });
  if (factor === undefined) return credentialStep(context, onward);
  const given = await giveCredential(context, onward, { kind: 'passkey', factor });
  if (given.kind === 'refused') return credentialStep(context, onward);
  return afterGiving(context, onward, given.kind, 'passkey');
}

interface Ceremony {
  readonly answer: PasskeyAnswer;
  readonly challenge: string;
  readonly relying: PasskeyPolicy;
}

/** Undefined: no good, for whatever reason. The page says that it did not work, which is all a customer can use. */
async function verify(
  { parts, now }: JourneyContext,
  walking: Walking,
  { answer, challenge, relying }: Ceremony,
): Promise<Factor | undefined> {
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      // The library checks every field of what comes from outside.
      response: answer as Attested,
      expectedChallenge: challenge,
      expectedOrigin: new URL(parts.policy.pageUrl).origin,
      expectedRPID: relying.rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    if (!verified || registrationInfo === undefined) return undefined;
    const { credential, aaguid, credentialBackedUp, credentialDeviceType } = registrationInfo;
    return {
      type: 'webauthn',
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      signCount: credential.counter,
      rpId: relying.rpId,
      userHandle: Buffer.from(handleOf(walking)).toString('base64url'),
      ...(credential.transports === undefined ? {} : { transports: [...credential.transports] }),
      aaguid,
      backedUp: credentialBackedUp,
      backupEligible: credentialDeviceType === 'multiDevice',
      passwordless: true,
      createdAt: new Date(now()).toISOString(),
    };
  } catch {
    return undefined;
  }
}
