/** By which channel, at which address, in which language and by whose clock a customer is reached. */
import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blindIndexWith } from '../../ledger/blind-index.ts';
import { messageIdOf, readMessageId } from './message-id.ts';
import { languageOf, reachOf, zoneOf } from './reach.ts';

const MAIL = { name: 'mail', reaches: 'email' } as const;
const SMS = { name: 'sms', reaches: 'phone' } as const;
const mail = (value: string, verified?: boolean) => ({
  type: 'email' as const,
  value,
  ...(verified === undefined ? {} : { verified }),
});

describe('the address', () => {
  it('is that of the first channel that has one, a verified one before others', () => {
    const identifiers = [
      mail('a@x.example'),
      mail('b@x.example', true),
      { type: 'phone' as const, value: '+49301' },
    ];
    expect(reachOf({ identifiers }, { channels: [SMS, MAIL], unverified: false })).toEqual({
      channel: 'sms',
      to: '+49301',
    });
    expect(reachOf({ identifiers }, { channels: [MAIL], unverified: false })).toEqual({
      channel: 'mail',
      to: 'b@x.example',
    });
    expect(reachOf({ identifiers }, { channels: [MAIL, SMS], unverified: false }, 'phone')).toMatchObject({
      channel: 'sms',
    });
  });

  it('is none where the old system holds it as unverified, unless the operator says otherwise', () => {
    const identifiers = [mail('a@x.example', false)];
    expect(reachOf({ identifiers }, { channels: [MAIL], unverified: false })).toBe('unverified');
    expect(reachOf({ identifiers }, { channels: [MAIL], unverified: true })).toMatchObject({
      to: 'a@x.example',
    });
    expect(reachOf({ identifiers: [] }, { channels: [MAIL], unverified: true })).toBe('no-address');
  });
});

describe('language and clock', () => {
  it('are those of the profile where they exist, and else those of the operator', () => {
    const languages = ['en', 'de', 'pt-BR'];
    expect(languageOf({ profile: { locale: 'de_AT' } }, languages, 'en')).toBe('de');
    expect(languageOf({ profile: { locale: 'pt-br' } }, languages, 'en')).toBe('pt-BR');
    expect(languageOf({ profile: { locale: 'xx' } }, languages, 'en')).toBe('en');
    expect(zoneOf({ profile: { zoneinfo: 'Asia/Tokyo' } }, 'UTC')).toBe('Asia/Tokyo');
    expect(zoneOf({ profile: { zoneinfo: 'Middle/Earth' } }, 'UTC')).toBe('UTC');
  });
});

describe('the name of a message outside', () => {
  const ledger = { index: blindIndexWith(createSecretKey(randomBytes(32))) };

  it('leads back to its row, in capitals as well, and nobody makes one up', () => {
    fc.assert(
      fc.property(fc.nat(), fc.string(), (row, made) => {
        expect(readMessageId(ledger, messageIdOf(ledger, row).toUpperCase())).toBe(row);
        expect(readMessageId(ledger, made)).toBeUndefined();
      }),
    );
    const [, mark = ''] = messageIdOf(ledger, 1).split('-');
    expect(readMessageId(ledger, `m2-${mark}`)).toBeUndefined();
  });
});
