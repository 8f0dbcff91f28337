/**
 * The factors of the plugin Two Factor, which the makers of WordPress maintain.
 *
 * A secret counts only where its provider is switched on. Backup codes are hashed in a way that no other system reads
 * and stay behind, as does what other plugins keep.
 *
 * @see https://github.com/WordPress/two-factor/blob/master/providers/class-two-factor-totp.php
 * @module
 */
import type { Identity } from '../../identity/identity.ts';
import { Fault } from '../../identity/mapping/fault.ts';
import { readTotpSecret } from '../../identity/mapping/totp-secret.ts';
import { readPhpValue } from '../reading/php-value.ts';
import type { Values } from '../reading/values.ts';

const PROVIDERS = '_two_factor_enabled_providers';
const KEY = '_two_factor_totp_key';
/** Statistics, and settings of its pages. */
const FORGOTTEN = ['_two_factor_totp_last_successful_login', '_two_factor_provider', '_two_factor_nonce'];

export function takeTwoFactor(identity: Identity, metas: Map<string, string>, values: Values): void {
  for (const key of FORGOTTEN) metas.delete(key);
  const providers = readPhpValue(metas.get(PROVIDERS) ?? 'N;');
  const enabled = providers instanceof Map ? [...providers.values()] : [];
  const key = metas.get(KEY);
  if (key !== undefined && enabled.includes('Two_Factor_Totp')) addTotp(identity, key, values);
  const address = identity.identifiers.find(({ type }) => type === 'email')?.value;
  if (address !== undefined && enabled.includes('Two_Factor_Email'))
    identity.factors.push({ type: 'email', email: address });
  metas.delete(KEY);
  // Somebody has to know of what stays behind; its secrets are nobody's business.
  const left = enabled.filter((name) => name !== 'Two_Factor_Totp' && name !== 'Two_Factor_Email');
  for (const name of metas.keys()) if (name.startsWith('_two_factor_')) metas.delete(name);
  if (left.length > 0) metas.set(PROVIDERS, left.join(', '));
}

function addTotp(identity: Identity, key: string, values: Values): void {
  values.field = KEY;
  const secret = readTotpSecret(key);
  if (secret instanceof Fault) values.report(secret.code, secret.found);
  else identity.factors.push({ type: 'totp', secret, algorithm: 'SHA1', digits: 6, period: 30 });
}
