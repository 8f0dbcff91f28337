import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkPasskeys, isSuffixOrEqual, type PasskeyPlace } from './passkey-check.ts';

const GOOD: PasskeyPlace = {
  rpId: 'example.com',
  pageUrl: 'https://welcome.example.com',
  loginUrl: 'https://login.example.com/signin',
  relyingParties: ['example.com'],
};

function verdicts(place: Partial<PasskeyPlace>) {
  return checkPasskeys({ ...GOOD, ...place }).map(({ verdict }) => verdict);
}

function changeOf(place: Partial<PasskeyPlace>) {
  return checkPasskeys({ ...GOOD, ...place })
    .flatMap(({ change }) => change ?? [])
    .join(' ');
}

it('finds nothing to change where page, login page and target share a domain', () => {
  expect(verdicts({})).toEqual(['ok', 'ok', 'ok']);
});

it('stops a page on another domain, and says where it would have to be', () => {
  expect(verdicts({ pageUrl: 'https://example-welcome.com' })).toEqual(['fatal', 'ok', 'ok']);
  expect(changeOf({ pageUrl: 'https://example-welcome.com' })).toContain('below example.com');
  expect(changeOf({ pageUrl: 'https://example-welcome.com' })).toContain('.well-known/webauthn');
});

it('proposes the domain that both pages share where the id is that of one of them', () => {
  const narrow = { rpId: 'welcome.example.com', relyingParties: ['welcome.example.com'] };
  expect(verdicts(narrow)).toEqual(['ok', 'fatal', 'ok']);
  expect(changeOf(narrow)).toContain('to example.com');
  expect(changeOf(narrow)).toContain('the relying-party id of the target');
});

it('lets nobody make passkeys for a suffix that everybody can register below', () => {
  expect(verdicts({ rpId: 'com', relyingParties: ['com'] })).toEqual(['fatal', 'fatal', 'ok']);
  const pages = { pageUrl: 'https://a.github.io', loginUrl: 'https://b.github.io' };
  const [page] = checkPasskeys({ ...GOOD, ...pages, rpId: 'github.io' });
  expect(page?.found).toContain('public suffix');
});

it('takes no address, scheme, port, star or capital letter for a relying-party id', () => {
  for (const rpId of [
    '10.0.0.1',
    '[::1]',
    'https://example.com',
    'example.com:8443',
    '*.example.com',
    'Example.com',
    '',
  ])
    expect(verdicts({ rpId })).toEqual(['fatal']);
});

it('takes localhost without encryption, and nothing else', () => {
  const local = {
    rpId: 'localhost',
    pageUrl: 'http://localhost:4000',
    loginUrl: 'http://localhost:3000',
    relyingParties: ['localhost'],
  };
  expect(verdicts(local)).toEqual(['ok', 'ok', 'ok']);
  expect(verdicts({ ...local, pageUrl: 'http://127.0.0.1:4000' })).toEqual(['fatal', 'ok', 'ok']);
  expect(verdicts({ pageUrl: 'http://welcome.example.com' })).toEqual(['fatal', 'ok', 'ok']);
});

it('warns where only the list of related origins lets the page in, and believes five names of it', () => {
  const pageUrl = 'https://welcome.example-shop.net';
  expect(verdicts({ pageUrl, related: ['https://example.com', pageUrl] })).toEqual(['warning', 'ok', 'ok']);
  const before = ['a', 'b', 'c', 'd', 'e'].map((label) => `https://${label}.org`);
  expect(verdicts({ pageUrl, related: [...before, pageUrl] })).toEqual(['fatal', 'ok', 'ok']);
  expect(verdicts({ pageUrl, related: ['nonsense', pageUrl] })).toEqual(['warning', 'ok', 'ok']);
});

it('stops where the target looks for another id, and warns where it does not say', () => {
  expect(verdicts({ relyingParties: ['id.example.com'] })).toEqual(['ok', 'ok', 'fatal']);
  expect(verdicts({ relyingParties: [] })).toEqual(['ok', 'ok', 'fatal']);
  const { relyingParties: _, ...unsaid } = GOOD;
  expect(checkPasskeys(unsaid).map(({ verdict }) => verdict)).toEqual(['ok', 'ok', 'warning']);
});

it('says something to do with everything that is not in order', () => {
  const host = fc.constantFrom(
    'example.com',
    'a.example.com',
    'github.io',
    'x.github.io',
    'co.uk',
    'localhost',
    '127.0.0.1',
  );
  const url = fc.tuple(fc.constantFrom('http', 'https'), host).map(([scheme, name]) => `${scheme}://${name}`);
  fc.assert(
    fc.property(host, url, url, fc.array(host), (rpId, pageUrl, loginUrl, relyingParties) => {
      for (const { verdict, change } of checkPasskeys({ rpId, pageUrl, loginUrl, relyingParties }))
        expect(change === undefined).toBe(verdict === 'ok');
    }),
  );
});

it('never lets a domain speak for one that is not below it', () => {
  const label = fc.stringMatching(/^[a-z]{1,6}$/);
  fc.assert(
    fc.property(label, label, label, (one, other, third) => {
      expect(isSuffixOrEqual(`${one}.example`, `${third}.${one}.example`)).toBe(true);
      expect(isSuffixOrEqual(`${one}.example`, `${third}${one}.example`)).toBe(false);
      if (one !== other) expect(isSuffixOrEqual(`${one}.example`, `${other}.example`)).toBe(false);
      expect(isSuffixOrEqual('example', `${one}.example`)).toBe(false);
    }),
  );
});
