/**
 * Which second factors and passkeys a platform takes over, and precisely why not the others.
 *
 * @module
 */
import type { Factor, Identity } from '../../identity/identity.ts';
import type { Lose } from './fit.ts';
import type { Platform } from './platform.ts';

type Of<Type extends Factor['type']> = Extract<Factor, { type: Type }>;

export function factorLosses(platform: Platform, { factors }: Identity, lose: Lose): void {
  let authenticators = 0;
  for (const factor of factors) {
    const field = `factors.${factor.type}`;
    const why = factorLoss(platform, factor, authenticators);
    if (why !== undefined) lose(field, why);
    else {
      // Taken, and nobody knows whether rightly: not promised.
      const doubt = platform.disputed[field];
      if (doubt !== undefined) lose(field, doubt);
      if (factor.type === 'totp') authenticators += 1;
      if (factor.type === 'webauthn') lose('factors.webauthn.rpId', boundTo(factor));
    }
  }
  if (authenticators > 0 || platform.room.recoveryCodes?.besideTotp !== true) return;
  for (const factor of factors)
    if (factor.type === 'recovery-codes' && factorLoss(platform, factor, 0) === undefined)
      lose('factors.recovery-codes', 'recovery codes without an authenticator app');
}

export function keepsPasskey(platform: Platform, factor: Factor): boolean {
  return factor.type === 'webauthn' && factor.passwordless && factorLoss(platform, factor, 0) === undefined;
}

function factorLoss(platform: Platform, factor: Factor, authenticators: number): string | undefined {
  const { title, accepts } = platform;
  if (!accepts.factors.includes(factor.type)) return `${title} imports ${NONE[factor.type]}`;
  switch (factor.type) {
    case 'totp':
      return totpLoss(platform, factor, authenticators);
    case 'webauthn':
      return webauthnLoss(platform, factor);
    case 'recovery-codes':
      return recoveryLoss(platform, factor);
    default:
      return undefined;
  }
}

const NONE: Readonly<Record<Factor['type'], string>> = {
  totp: 'no seeds of authenticator apps',
  webauthn: 'no passkeys and security keys',
  'recovery-codes': 'no recovery codes',
  sms: 'no codes by SMS as a second factor',
  email: 'no codes by e-mail as a second factor',
};

function totpLoss({ title, room }: Platform, factor: Of<'totp'>, already: number): string | undefined {
  const { totp } = room;
  if (totp === undefined) return undefined;
  const { algorithm, digits, period } = factor;
  const periodFits = totp.periods === 'any' || totp.periods.includes(period);
  if (!totp.algorithms.includes(algorithm) || !totp.digits.includes(digits) || !periodFits) {
    const takes = `${totp.algorithms.join(' or ')}, ${totp.digits.join(' or ')} digits`;
    const every = totp.periods === 'any' ? '' : `, ${totp.periods.join(' or ')} s`;
    return `an authenticator app of ${algorithm}, ${digits} digits, ${period} s; ${title} computes ${takes}${every}`;
  }
  if (totp.secret?.pattern.test(factor.secret) === false) return `${title} takes ${totp.secret.says}`;
  return already >= totp.most ? `another authenticator app; ${title} holds ${totp.most}` : undefined;
}

function webauthnLoss({ title, room }: Platform, { passwordless }: Of<'webauthn'>): string | undefined {
  if (passwordless) return room.webauthn?.passkeys === false ? `${title} imports no passkeys` : undefined;
  // A key that was only ever a second factor must not become one that opens the door by itself.
  return room.webauthn?.secondFactors === false
    ? `a security key as second factor; ${title} knows passkeys only`
    : undefined;
}

/** Carried, and still bound: WebAuthn Level 3 §5.1.2 lets no other domain use it. */
function boundTo({ rpId }: Of<'webauthn'>): string {
  return rpId === undefined
    ? 'works only under the domain it was made for, which the source does not name'
    : `works only while the login page stays under ${rpId}`;
}

function recoveryLoss({ title, room }: Platform, factor: Of<'recovery-codes'>): string | undefined {
  const { recoveryCodes: codes } = room;
  if (codes === undefined) return undefined;
  if (factor.hash !== undefined)
    return codes.hashes.includes(factor.hash)
      ? undefined
      : `recovery codes hashed with ${factor.hash}; ${title} cannot compare them`;
  if (!codes.plain) return `plain recovery codes; ${title} takes hashed ones`;
  if (codes.count !== undefined && factor.codes.length !== codes.count)
    return `${factor.codes.length} recovery codes; ${title} takes ${codes.count}`;
  const { code } = codes;
  return code === undefined || factor.codes.every((one) => code.pattern.test(one))
    ? undefined
    : `${title} takes ${code.says}`;
}
