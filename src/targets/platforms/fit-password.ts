/**
 * What would become of one password hash on a platform: what its envelope says of this very hash.
 *
 * Nothing is remembered by format and parameters: the length of a salt, or whether it is text, decides as well. Taking
 * a hash apart costs 0.3–1.6 µs and writing an envelope 0.2–1.6 µs (one core, 2026-11), so only the former is
 * remembered, for the one identity that all platforms are asked about in turn.
 *
 * @module
 */
import type { Identity, PasswordCredential } from '../../identity/identity.ts';
import {
  ENVELOPES,
  type Envelope,
  type HashParts,
  MissingInput,
  PasswordHashError,
  parse,
  standInsFor,
} from '../../passwords/index.ts';
import type { Fit } from '../target.ts';
import type { Platform } from './platform.ts';

type PasswordFit = Pick<Fit, 'credentialPlan' | 'reason' | 'disputed'>;

const BY_ID: ReadonlyMap<string, Envelope> = new Map(ENVELOPES.map((envelope) => [envelope.id, envelope]));

const NO_PASSWORD: PasswordFit = { credentialPlan: 'none', reason: 'There is no password.' };
const OUT_OF_USE: PasswordFit = {
  credentialPlan: 'none',
  reason: 'The legacy had taken the password out of use.',
};
const NEVER_USED: PasswordFit = {
  credentialPlan: 'reset',
  reason: 'An invitation that was never taken up has no password to keep.',
};

export function fitPassword(platform: Platform, { password, status }: Identity): PasswordFit {
  if (password === undefined) return NO_PASSWORD;
  if (status === 'invited') return NEVER_USED;
  const parts = partsOf(password);
  // Nobody could verify it, we neither.
  if (typeof parts === 'string') return { credentialPlan: 'reset', reason: parts };
  if (parts.primitive === 'disabled') return OUT_OF_USE;
  const envelope = BY_ID.get(platform.id);
  if (envelope === undefined) return waits(platform, `${platform.title} takes no password hashes over.`);
  const written = envelope.write(parts);
  if (written.kind === 'cannot') return waits(platform, written.reason);
  const { disputed } = written;
  return {
    credentialPlan: written.value === password.hash ? 'native' : 'transcoded',
    reason: `${platform.title} takes ${written.what}.`,
    ...(disputed === undefined ? {} : { disputed }),
  };
}

/** In the vault where the platform would ask for it at the first login. */
function waits({ title, hook, disputed }: Platform, reason: string): PasswordFit {
  const doubt = disputed.password === undefined ? {} : { disputed: disputed.password };
  if (hook !== undefined) return { credentialPlan: 'vault', reason, ...doubt };
  const unasked = `${title} asks nobody at a login, so that the hash cannot wait with us.`;
  return { credentialPlan: 'reset', reason: `${reason} ${unasked}`, ...doubt };
}

let last: { readonly password: PasswordCredential; readonly parts: HashParts | string } | undefined;

/** The parts, or why there are none. */
function partsOf(password: PasswordCredential): HashParts | string {
  if (last?.password !== password) last = { password, parts: takeApart(password) };
  return last.parts;
}

function takeApart({ format, hash, beside, secrets }: PasswordCredential): HashParts | string {
  try {
    return parse({
      hash,
      ...(format === undefined ? {} : { format }),
      ...(beside === undefined ? {} : { beside }),
      ...(secrets === undefined ? {} : { secrets: standInsFor(Object.keys(secrets)) }),
    }).parts;
  } catch (error) {
    if (!(error instanceof PasswordHashError)) throw error;
    return error instanceof MissingInput
      ? 'Something beside the hash is missing that it cannot be taken apart without.'
      : 'The hash cannot be taken apart, so it cannot be put into an envelope.';
  }
}
