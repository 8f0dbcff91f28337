import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseEmail } from './email.ts';

const KNOWN: readonly (readonly [why: string, written: string, value: string, key: string])[] = [
  ['an ordinary address', 'ana@example.com', 'ana@example.com', 'ana@example.com'],
  ['capitals', 'Ana.Silva@Example.COM', 'Ana.Silva@example.com', 'ana.silva@example.com'],
  ['spaces around', ' \t ana@example.com\r\n', 'ana@example.com', 'ana@example.com'],
  [
    'a no-break space and a zero-width space after it',
    'ana@example.com\u00a0\u200b',
    'ana@example.com',
    'ana@example.com',
  ],
  [
    'a byte-order mark and a direction mark',
    '\ufeff\u200eana@example.com',
    'ana@example.com',
    'ana@example.com',
  ],
  ['dots and a plus tag, which stay', 'a.n.a+shop@gmail.com', 'a.n.a+shop@gmail.com', 'a.n.a+shop@gmail.com'],
  ['a full-width @', 'ana＠example.com', 'ana@example.com', 'ana@example.com'],
  ['a full-width domain', 'ana@ｅｘａｍｐｌｅ．ｃｏｍ', 'ana@example.com', 'ana@example.com'],
  ['an ideographic full stop', 'ana@example。com', 'ana@example.com', 'ana@example.com'],
  ['an IDN', 'info@Müller.DE', 'info@xn--mller-kva.de', 'info@xn--mller-kva.de'],
  ['the same IDN in A-labels', 'info@XN--mller-KVA.de', 'info@xn--mller-kva.de', 'info@xn--mller-kva.de'],
  ['sharp s, which is not ss since 2010', 'info@straße.de', 'info@xn--strae-oqa.de', 'info@xn--strae-oqa.de'],
  ['a decomposed local part', 'Jose\u0301@example.com', 'José@example.com', 'josé@example.com'],
  ['a local part in Japanese', '太郎@example.jp', '太郎@example.jp', '太郎@example.jp'],
  ['a quoted local part', '"ana silva"@example.com', '"ana silva"@example.com', '"ana silva"@example.com'],
  [
    'a quoted local part with an @',
    '"ana@home"@example.com',
    '"ana@home"@example.com',
    '"ana@home"@example.com',
  ],
  ['a host without a dot', 'user@localhost', 'user@localhost', 'user@localhost'],
  [
    'a domain with two hyphens in third place',
    'ana@r3---sn.example',
    'ana@r3---sn.example',
    'ana@r3---sn.example',
  ],
];

const INVALID: readonly (readonly [defect: string, written: string, found: string])[] = [
  ['is empty', '', 'nothing but white space'],
  ['is white space', ' \u3000\u200b', 'nothing but white space'],
  ['has no @', 'ana.example.com', 'no @'],
  ['has no local part', '@example.com', 'nothing before the @'],
  ['has no domain', 'ana@', 'the part after the @ is not a domain'],
  ['has two @', 'ana@home@example.com', 'more than one @'],
  ['has a space inside', 'ana silva@example.com', 'white space inside'],
  ['has a control character', 'ana\u0000@example.com', 'an invisible, control or unassigned character'],
  ['has a zero-width space inside', 'an\u200ba@example.com', 'an invisible, control or unassigned character'],
  [
    'hides a control character in quotes',
    '"a\u0085na"@example.com',
    'an invisible, control or unassigned character',
  ],
  ['has half a character', 'ana\ud800@example.com', 'an invisible, control or unassigned character'],
  ['begins with a dot', '.ana@example.com', 'a character or a dot where none may stand before the @'],
  ['has two dots in a row', 'a..na@example.com', 'a character or a dot where none may stand before the @'],
  ['has a display name', 'Ana<ana@example.com>', 'a character or a dot where none may stand before the @'],
  ['has an address literal', 'ana@[192.0.2.1]', 'the part after the @ is not a domain'],
  ['has an underscore in the domain', 'ana@my_host.example', 'the part after the @ is not a domain'],
  ['has a label that ends in a hyphen', 'ana@example-.com', 'the part after the @ is not a domain'],
  ['ends in a dot', 'ana@example.com.', 'the part after the @ is not a domain'],
  ['has A-labels that are none', 'ana@xn--a.example', 'the part after the @ is not a domain'],
  ['has a label of 64 letters', `ana@${'a'.repeat(64)}.com`, 'the part after the @ is not a domain'],
  ['has 65 octets before the @', `${'a'.repeat(65)}@example.com`, '65 octets before the @, 64 are allowed'],
  ['has 33 letters of two octets', `${'é'.repeat(33)}@example.com`, '66 octets before the @, 64 are allowed'],
  [
    'has 255 octets',
    `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(62)}`,
    '255 octets altogether, 254 are allowed',
  ],
];

describe('an e-mail address', () => {
  it.each(KNOWN)('is understood with %s', (_why, written, value, key) => {
    expect(normaliseEmail(written)).toEqual({ value, key });
  });

  it.each(INVALID)('is refused when it %s', (_defect, written, found) => {
    expect(normaliseEmail(written)).toEqual({ problem: { code: 'EMAIL_INVALID', found } });
  });

  it('may have 254 octets, 64 of them before the @', () => {
    const longest = `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(61)}`;
    expect(normaliseEmail(longest)).toEqual({ value: longest, key: longest });
  });

  it('has one key in capitals, in small letters, composed and decomposed', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'abczéüñçåżαωжя'), minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(letters, fc.domain(), (local, domain) => {
        const plain = normaliseEmail(`${local}@${domain}`);
        if ('problem' in plain) return;
        const variants = [
          `${local.toUpperCase()}@${domain.toUpperCase()}`,
          `${local}@${domain}`.normalize('NFD'),
          ` ${local.toUpperCase().normalize('NFD')}@${domain}\u200b`,
        ];
        for (const variant of variants) expect(normaliseEmail(variant)).toMatchObject({ key: plain.key });
      }),
    );
  });

  it('accepts every address that fast-check makes by RFC 1123, 5321 and 5322', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        expect(normaliseEmail(address)).toMatchObject({ key: address.toLowerCase() });
      }),
    );
  });
});
