/**
 * Second factors that Django projects keep: django-otp's devices and the authenticators of allauth.mfa.
 *
 * @see https://django-otp-official.readthedocs.io/en/stable/overview.html#totp-devices
 * @see https://docs.allauth.org/en/latest/mfa/index.html
 * @module
 */
import type { Factor } from '../../identity/identity.ts';
import { Fault } from '../../identity/mapping/fault.ts';
import { readTotpSecret, type TotpEncoding } from '../../identity/mapping/totp-secret.ts';
import { toFlag } from '../reading/database/tables.ts';
import type { JsonObject } from '../reading/json-value.ts';
import { isRecord, type Values } from '../reading/values.ts';
import type { Person } from './tables.ts';

/** Adds the factors; gives back the authenticators that were not understood, by their type. */
export function readFactors(
  factors: Factor[],
  { totpDevices, staticTokens, authenticators }: Person,
  zone: string,
  values: Values,
): JsonObject[] | undefined {
  values.field = 'otp_totp_totpdevice';
  for (const row of totpDevices) readDevice(factors, row, values);
  if (staticTokens.length > 0) factors.push({ type: 'recovery-codes', codes: [...staticTokens] });
  values.field = 'mfa_authenticator';
  const left = authenticators.filter((row) => !readAuthenticator(factors, row, zone, values));
  return left.length === 0 ? undefined : left.map(({ type }) => ({ type }));
}

/** A device that was never confirmed with a code is none. The key is hexadecimal. */
function readDevice(factors: Factor[], { key, confirmed, step, digits }: JsonObject, values: Values): void {
  if (toFlag(confirmed) === true)
    addTotp(factors, key, 'hex', Number(digits), Number(step), undefined, values);
}

/** False: of a type that cannot come along. */
function readAuthenticator(factors: Factor[], row: JsonObject, zone: string, values: Values): boolean {
  const data = isRecord(row.data) ? row.data : parseObject(row.data);
  if (row.type === 'totp') {
    const createdAt = values.time(row.created_at, undefined, zone);
    addTotp(factors, data?.secret, 'base32', 6, 30, createdAt, values);
    return true;
  }
  // Codes are made of a seed; those that were brought from elsewhere stand there as they are.
  const codes = row.type === 'recovery_codes' ? data?.migrated_codes : undefined;
  if (!Array.isArray(codes)) return false;
  factors.push({ type: 'recovery-codes', codes: codes.map(String) });
  return true;
}

/** django-otp and allauth hash with SHA-1 only. */
function addTotp(
  factors: Factor[],
  key: unknown,
  encoding: TotpEncoding,
  digits: number,
  period: number,
  createdAt: string | undefined,
  values: Values,
): void {
  const secret = readTotpSecret(key, encoding);
  if (secret instanceof Fault) values.report(secret.code, secret.found);
  else if (!(digits >= 6 && digits <= 10 && period >= 10 && period <= 300))
    values.report('FACTOR_INVALID', `${digits} digits in ${period} seconds`);
  else
    factors.push({
      type: 'totp',
      secret,
      algorithm: 'SHA1',
      digits,
      period,
      ...(createdAt !== undefined && { createdAt }),
    });
}

/** JSON is text in SQLite and MariaDB. */
function parseObject(text: unknown): JsonObject | undefined {
  try {
    const parsed: unknown = JSON.parse(String(text));
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
