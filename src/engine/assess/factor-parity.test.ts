import { expect, it } from 'vitest';
import { blankIdentity, type Factor } from '../../identity/identity.ts';
import { fitPlatform, PLATFORMS } from '../../targets/platforms/index.ts';
import type { Assessment } from './assessment.ts';
import { factorParity } from './factor-parity.ts';
import { Outlooks } from './outlooks.ts';
import { Tally } from './tally.ts';

const TOTP = { type: 'totp', secret: 'JBSWY3DPEHPK3PXP', algorithm: 'SHA1', digits: 6, period: 30 } as const;
const PASSKEY = {
  type: 'webauthn',
  credentialId: 'AQID',
  publicKey: 'pQEC',
  signCount: 0,
  rpId: 'shop.example',
  passwordless: true,
} as const;

it('counts each reason for which a factor is lost, on each target', () => {
  const people: Factor[][] = [
    [TOTP],
    [{ ...TOTP, digits: 8 }],
    [{ ...TOTP, digits: 8 }, PASSKEY],
    [TOTP, TOTP],
  ];
  const outlooks = outlooksOf(['clerk', 'auth0'], people);
  const assessment = { everybody: { factors: { totp: 4, webauthn: 1, sms: 0 } }, outlooks };
  const [totp, passkeys, ...others] = factorParity(assessment as unknown as Assessment);
  expect(others).toEqual([]);
  expect(totp).toMatchObject({
    factor: 'totp',
    customers: 4,
    targets: [
      {
        target: 'clerk',
        lost: 3,
        reasons: [
          {
            count: 2,
            why: 'an authenticator app of SHA1, 8 digits, 30 s; Clerk computes SHA1, 6 digits, 30 s',
          },
          { count: 1, why: 'another authenticator app; Clerk holds 1' },
        ],
      },
      { target: 'auth0', lost: 3 },
    ],
  });
  expect(passkeys).toMatchObject({
    customers: 1,
    targets: [
      { target: 'clerk', lost: 1, reasons: [{ why: 'Clerk imports no passkeys and security keys' }] },
      {
        target: 'auth0',
        lost: 0,
        reasons: [
          {
            field: 'factors.webauthn.rpId',
            why: 'works only while the login page stays under shop.example',
          },
        ],
      },
    ],
  });
});

function outlooksOf(ids: readonly string[], people: readonly Factor[][]) {
  const asked = PLATFORMS.filter(({ id }) => ids.includes(id))
    .toSorted((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id))
    .map((platform) => ({
      id: platform.id,
      title: platform.title,
      connector: false,
      ids: platform.accepts.ids,
      fit: (identity: Parameters<typeof fitPlatform>[1]) => fitPlatform(platform, identity),
    }));
  const outlooks = new Outlooks(asked, new Tally());
  for (const [index, factors] of people.entries()) {
    const identity = { ...blankIdentity(`u${index}`), factors };
    outlooks.add({ identity, password: { kind: 'none' }, isTest: false } as never, undefined);
  }
  return outlooks.result();
}
