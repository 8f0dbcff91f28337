/**
 * Second factors in the shape that Auth0's import takes; its support hands TOTP secrets out in the same one.
 *
 * @see https://auth0.com/docs/manage-users/user-migration/bulk-user-import-database-schema-and-examples#mfa-factors
 * @module
 */

import type { Factor } from '../../identity/identity.ts';
import { Fault } from '../../identity/mapping/fault.ts';
import { readTotpSecret } from '../../identity/mapping/totp-secret.ts';
import type { JsonObject } from '../reading/json-value.ts';
import { readItems, tabulate } from '../reading/understand.ts';
import type { Values } from '../reading/values.ts';

interface Enrolment {
  factor?: Factor;
}

const FIELDS = tabulate<Enrolment>({
  totp: (enrolment, value, values) => {
    const secret = readTotpSecret(values.record(value)?.secret);
    if (secret instanceof Fault) values.report(secret.code, secret.found);
    // Auth0 knows one kind: https://auth0.com/docs/secure/multi-factor-authentication/multi-factor-authentication-factors
    else enrolment.factor = { type: 'totp', secret, algorithm: 'SHA1', digits: 6, period: 30 };
  },
  phone: (enrolment, value, values) => {
    const phone = values.text(values.record(value)?.value);
    if (phone !== undefined) enrolment.factor = { type: 'sms', phone };
  },
  email: (enrolment, value, values) => {
    const email = values.text(values.record(value)?.value);
    if (email !== undefined) enrolment.factor = { type: 'email', email };
  },
});

/** Adds the factors; gives back what is none of them. */
export function readFactors(
  factors: Factor[],
  value: unknown,
  values: Values,
): readonly JsonObject[] | undefined {
  const { read, left } = readItems<Enrolment>(values.records(value), FIELDS, () => ({}), values);
  for (const { factor } of read) if (factor !== undefined) factors.push(factor);
  return left;
}
