/**
 * Which second factors a login flow of Keycloak really asks for.
 *
 * A realm's own flow has the forms of security keys and recovery codes, switched off (26.7.4): whoever has nothing else
 * would get in with the password alone.
 *
 * @module
 */
import type { FactorType } from '../../identity/identity.ts';
import type { Execution } from './shapes.ts';

const FORMS: Readonly<Record<string, FactorType>> = {
  'auth-otp-form': 'totp',
  'webauthn-authenticator': 'webauthn',
  'auth-recovery-authn-code-form': 'recovery-codes',
};

export function secondFactorsOf(executions: readonly Execution[]): readonly FactorType[] {
  const asked = new Set<FactorType>();
  /** The level of the part that is switched off, whose members are off whatever they say. */
  let off: number | undefined;
  for (const { level, requirement, providerId } of executions) {
    if (off !== undefined && level > off) continue;
    off = requirement === 'DISABLED' ? level : undefined;
    const factor = FORMS[providerId ?? ''];
    if (off === undefined && factor !== undefined) asked.add(factor);
  }
  return [...asked];
}
