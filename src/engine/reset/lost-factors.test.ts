import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Factor, FactorType } from '../../identity/identity.ts';
import type { TargetReset } from '../../targets/target.ts';
import { FACTOR_LOSSES, lostFactors, placeOf, replacementFor } from './lost-factors.ts';

const TOTP: Factor = { type: 'totp', secret: 'JBSWY3DP', algorithm: 'SHA1', digits: 6, period: 30 };
const SMS: Factor = { type: 'sms', phone: '+4915112345678' };

const EVERYTHING: TargetReset = {
  setsPassword: true,
  addsFactors: ['totp', 'webauthn', 'recovery-codes'],
  begins: ['password', 'passkey', 'totp', 'recovery-codes'],
};
const NOTHING: TargetReset = { setsPassword: false, addsFactors: [], begins: [] };

function loss(type: FactorType, found: string) {
  return { code: 'FIELD_NOT_PORTABLE' as const, field: `factors.${type}`, found };
}

it('names what a customer loses with the reason the target gives, and leaves out what travels', () => {
  const lost = lostFactors({ factors: [TOTP, SMS] }, { losses: [loss('sms', 'it sends no codes by SMS')] });
  expect(lost).toEqual([{ type: 'sms', why: 'it sends no codes by SMS' }]);
});

it('asks nobody for an app who keeps one of two', () => {
  const factors = [TOTP, { ...TOTP, label: 'tablet' }];
  expect(lostFactors({ factors }, { losses: [loss('totp', 'it holds one')] })).toEqual([]);
});

it('takes a passkey that only needs the user name typed for no loss', () => {
  const passkey: Factor = {
    type: 'webauthn',
    credentialId: 'aa',
    publicKey: 'bb',
    signCount: 0,
    passwordless: true,
  };
  const handle = {
    code: 'FIELD_NOT_PORTABLE' as const,
    field: 'factors.webauthn.userHandle',
    found: 'typed',
  };
  expect(lostFactors({ factors: [passkey] }, { losses: [handle] })).toEqual([]);
});

it('asks for an app where codes came by SMS, and leads a lost passkey to a passkey', () => {
  const page = { passkeys: true };
  expect(replacementFor('sms', EVERYTHING, page)).toEqual({ need: 'totp', place: 'here' });
  expect(replacementFor('webauthn', EVERYTHING, page)).toEqual({ need: 'passkey', place: 'here' });
  expect(replacementFor('recovery-codes', EVERYTHING, page)).toEqual({
    need: 'recovery-codes',
    place: 'here',
  });
});

it('sends a passkey to the page of the platform where ours cannot make one, and else asks for an app', () => {
  const page = { passkeys: false };
  expect(replacementFor('webauthn', EVERYTHING, page)).toEqual({ need: 'passkey', place: 'there' });
  expect(replacementFor('webauthn', { ...EVERYTHING, begins: [] }, page)).toEqual({
    need: 'totp',
    place: 'here',
  });
});

it('says that nothing can be done where the target offers nothing', () => {
  expect(replacementFor('totp', NOTHING, { passkeys: true })).toEqual({ need: 'totp', place: 'no' });
  expect(placeOf('password', undefined, { passkeys: true })).toBe('no');
});

it('never names a factor that the customer does not have, nor one twice', () => {
  const types: readonly FactorType[] = ['totp', 'webauthn', 'recovery-codes', 'sms', 'email'];
  const some = fc.array(fc.constantFrom(...types), { maxLength: 8 });
  fc.assert(
    fc.property(some, some, (held, lost) => {
      const factors = held.map((type) => ({ type }) as Factor);
      const found = lostFactors({ factors }, { losses: lost.map((type) => loss(type, 'no')) });
      expect(new Set(found.map(({ type }) => type)).size).toBe(found.length);
      for (const { type } of found) {
        expect(held).toContain(type);
        expect(lost).toContain(type);
        expect(FACTOR_LOSSES).toContain(`factors.${type}`);
      }
    }),
  );
});
