import { expect, it } from 'vitest';
import { customer } from '../../../test/crossing.ts';
import { emptyLedger } from '../../../test/ledger-template.ts';
import { MEMORY_RESET } from '../../../test/memory-reset.ts';
import { plantCustomers } from '../../../test/reset.ts';
import type { Factor, Identity } from '../../identity/identity.ts';
import { readParity } from './factor-parity.ts';

const TOTP: Factor = { type: 'totp', secret: 'JBSWY3DP', algorithm: 'SHA1', digits: 6, period: 30 };
const SMS: Factor = { type: 'sms', phone: '+4915112345678' };

/** Takes apps, and one of them only. */
function fit({ factors }: Identity) {
  const lost = factors.flatMap(({ type }) =>
    type === 'sms'
      ? [{ code: 'FIELD_NOT_PORTABLE' as const, field: 'factors.sms', found: 'no codes by SMS' }]
      : [],
  );
  const apps = factors.filter(({ type }) => type === 'totp').slice(1);
  const second = apps.map(() => ({
    code: 'FIELD_NOT_PORTABLE' as const,
    field: 'factors.totp',
    found: 'it holds one',
  }));
  return { credentialPlan: 'none' as const, reason: '', losses: [...lost, ...second] };
}

it('counts for each cohort who keeps a factor and who loses it, with the reason and what comes instead', async () => {
  const ledger = await emptyLedger();
  await plantCustomers(ledger, [
    { identity: customer('app', { factors: [TOTP, { ...TOTP, label: 'tablet' }] }), cohort: 'shop' },
    { identity: customer('both', { factors: [TOTP, SMS] }), cohort: 'shop' },
    { identity: customer('sms', { factors: [SMS] }), cohort: 'staff' },
    { identity: customer('none'), cohort: 'staff' },
    { identity: customer('out', { factors: [SMS] }), state: 'excluded' },
  ]);
  const target = { id: 'memory', fit, reset: MEMORY_RESET };
  const parity = await readParity({ ledger, target, page: { passkeys: false } });
  const instead = { need: 'totp', place: 'here' };
  expect(parity).toMatchObject({ target: 'memory', customers: 3, losing: 2 });
  expect(parity.rows).toEqual([
    {
      cohort: 'shop',
      factor: 'sms',
      customers: 1,
      carried: 0,
      lost: 1,
      reasons: { 'no codes by SMS': 1 },
      instead,
    },
    {
      cohort: 'staff',
      factor: 'sms',
      customers: 1,
      carried: 0,
      lost: 1,
      reasons: { 'no codes by SMS': 1 },
      instead,
    },
    { cohort: 'shop', factor: 'totp', customers: 2, carried: 2, lost: 0, reasons: {} },
  ]);
});
