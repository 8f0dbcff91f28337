/**
 * Credentials, links and consents that will not do what they look like after the move.
 *
 * @module
 */
import type { Identity } from '../../../identity/identity.ts';
import { hasEvidence } from '../census.ts';
import { unnamedSecrets } from '../password-judge.ts';
import type { LookedAt, Remarks } from './index.ts';

/** 80 bits are 16 characters of base32; RFC 4226 §4 asks for more, and Google's own set-up made no more for years. */
const SHORTEST_SECRET = 16;

/** Programs that write floating point for a number of too many digits lose all but the first 15. */
const ROUNDED = /^\d(?:[.,]\d+)?e\+?\d+$/i;

export function checkCredentials({ identity, password }: LookedAt, remarks: Remarks): void {
  if (password.kind === 'known') {
    const { certainty, alternatives, isMarked } = password.population;
    // A mark settles the family; what was done to the password before is the same question for every bcrypt there is.
    if (certainty !== 'certain' && !isMarked && alternatives.size > 0)
      remarks.add('PASSWORD_AMBIGUOUS', 'password.hash', `${alternatives.size} other formats have its shape`);
  }
  if (password.kind === 'known' && password.password.secrets !== undefined)
    for (const role of unnamedSecrets(password.password))
      remarks.add('PASSWORD_NEEDS_SECRET', 'password.secrets', role);
  if (identity.factors.length > 0) checkFactors(identity, remarks);
  for (const { subject } of identity.links)
    if (subject.includes('@')) remarks.add('LINK_BY_ADDRESS', 'links', remarks.show('email', subject));
  for (const consent of identity.consents)
    if (!hasEvidence(consent))
      remarks.add('CONSENT_UNPROVEN', `consents.${consent.purpose}`, missingOf(consent));
  const { sourceId } = identity;
  const second = sourceId.charCodeAt(1);
  // `1.2…` or `1E+18`
  if ((second === 46 || second === 44 || second === 69 || second === 101) && ROUNDED.test(sourceId))
    remarks.add('ID_ROUNDED', 'id', remarks.show('text', sourceId));
}

function checkFactors({ factors }: Identity, remarks: Remarks): void {
  for (const factor of factors) {
    if (factor.type === 'totp' && factor.secret.length < SHORTEST_SECRET)
      remarks.add('FACTOR_INVALID', 'factors.totp', `a secret of ${factor.secret.length} characters`);
    if (factor.type === 'webauthn' && factor.rpId === undefined)
      remarks.add('PASSKEY_DOMAIN_UNKNOWN', 'factors.webauthn', 'no relying-party id');
  }
}

function missingOf({ at, version, evidence }: Identity['consents'][number]): string {
  const missing = [
    ...(at === undefined ? ['no time'] : []),
    ...(version === undefined && evidence === undefined ? ['no version and no evidence'] : []),
  ];
  return missing.join(', ');
}
