import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineHook } from '../hooks/hook.ts';
import { defineLegacy } from '../legacy/legacy.ts';
import type { FootbridgeError } from '../problems/problem.ts';
import { checkConfig } from './load.ts';
import { namedHandover, namedHooks, namedLegacy, namedTarget } from './named.ts';

/** A legacy and a hook of an operator, as a TypeScript configuration would bring them along. */
const oldShop = defineLegacy({
  id: 'old-shop',
  title: 'The old shop',
  config: z.strictObject({ url: z.url(), key: z.string().meta({ secret: true }) }),
  looksUp: () => false,
  cannot: [],
  open: () => Promise.reject(new Error('not opened here')),
});

const newShop = defineHook({
  id: 'new-shop',
  title: 'The new shop',
  config: z.strictObject({ secrets: z.array(z.string().min(16)).meta({ secret: true }) }),
  routes: [{ method: 'POST', path: '/verify' }],
  largestBody: 1_000,
  deadline: () => 1_000,
  stores: 'target',
  cannot: [],
  open: () => Promise.reject(new Error('not opened here')),
  instructions: () => [],
});

const FILE = 'footbridge.config.ts';
const LEGACY = { type: 'old-shop', url: 'https://old.example.com', key: { secret: 'OLD_KEY' } };
const HOOK = { type: 'new-shop', secrets: [{ secret: 'HOOK_KEY' }] };
const connectors = { legacies: [oldShop], hooks: [newShop] };

function check(settings: object) {
  return checkConfig({ name: 'acme', connectors, ...settings }, FILE);
}

function refusal(settings: object): string {
  try {
    check(settings);
  } catch (error) {
    return (error as FootbridgeError).message;
  }
  return expect.fail('it was taken');
}

describe('a migration by logins alone', () => {
  it('needs neither a source nor a target, only a legacy and a hook', () => {
    const config = check({ legacy: LEGACY, hooks: [HOOK] });
    expect(namedLegacy(config, FILE)).toMatchObject({ connector: oldShop, settings: LEGACY });
    expect(namedHooks(config, FILE)).toMatchObject([{ name: 'new-shop', settings: HOOK }]);
  });

  it('needs no hook where a handover takes customers on', () => {
    const journey = { pageUrl: 'https://welcome.example.com', loginUrl: 'https://example.com/login' };
    const channels = [
      { type: 'smtp', host: 'mail.example.com', from: { name: 'Shop', address: 'shop@example.com' } },
    ];
    const handover = { type: 'kratos', url: 'http://kratos:4434' };
    const config = check({ legacy: LEGACY, reset: { brand: { name: 'Shop' }, channels, journey, handover } });
    expect(namedHandover(config, FILE)?.connector.id).toBe('kratos');
  });

  it('without a legacy or without a hook is said to lack the other half', () => {
    expect(refusal({ hooks: [HOOK] })).toContain('`source`: absent, but there is no `legacy` either');
    expect(refusal({ legacy: LEGACY })).toContain('`target`: absent, but there are no `hooks` either');
  });

  it('is told so when it uses a command that writes to the target', () => {
    const config = check({ legacy: LEGACY, hooks: [HOOK] });
    expect(() => namedTarget(config, FILE)).toThrow('`target`: absent, but this command writes to one');
  });
});

describe('the legacy', () => {
  it('has the mapping of the source, unless it has its own', () => {
    const mapping = { fields: { id: 'id' } };
    const own = { fields: { id: 'uid' } };
    const hooks = [HOOK];
    expect(namedLegacy(check({ legacy: LEGACY, mapping, hooks }), FILE)?.mapping).toMatchObject(mapping);
    const config = check({ legacy: { ...LEGACY, mapping: own }, mapping, hooks });
    expect(namedLegacy(config, FILE)).toMatchObject({ mapping: own, settings: LEGACY });
  });

  it('with a secret written into it is refused, and the secret is not repeated', () => {
    const message = refusal({ legacy: { ...LEGACY, key: 'hunter2hunter2hunter2' }, hooks: [HOOK] });
    expect(message).toContain('`legacy.key`: a secret has no place');
    expect(message).not.toContain('hunter2');
  });
});

describe('the hooks', () => {
  it('of one type are told apart by name, which is none of their own settings', () => {
    const config = check({ legacy: LEGACY, hooks: [HOOK, { ...HOOK, name: 'shop-us' }] });
    expect(namedHooks(config, FILE)).toMatchObject([
      { name: 'new-shop' },
      { name: 'shop-us', settings: HOOK },
    ]);
  });

  it('may not share a name', () => {
    expect(refusal({ legacy: LEGACY, hooks: [HOOK, HOOK] })).toContain(
      '`hooks[1].name`: a hook called new-shop',
    );
  });

  it('that are unknown or wrong are pointed at by their place', () => {
    expect(refusal({ legacy: LEGACY, hooks: [HOOK, { type: 'new-shp' }] })).toContain(
      '`hooks[1].type`: no hook',
    );
    expect(refusal({ legacy: LEGACY, hooks: [{ ...HOOK, sekrets: [] }] })).toContain(
      '`hooks[0].sekrets` is no setting',
    );
  });
});

describe('the settings of logins and of the server', () => {
  it('are all there when nothing was said', () => {
    const { login, serve } = check({ legacy: LEGACY, hooks: [HOOK] });
    expect(login).toMatchObject({ legacyPasswords: 'may-change', shadow: false, mfa: 'refuse' });
    expect(login.throttle.perIdentifier).toEqual({ burst: 5, perMinute: 1 });
    expect(serve).toMatchObject({ host: '127.0.0.1', port: 8787, needsLegacy: true });
  });

  it('take addresses, networks and their names for a proxy, and nothing else', () => {
    const trusting = (trustProxy: string[]) => ({ legacy: LEGACY, hooks: [HOOK], serve: { trustProxy } });
    const good = ['loopback', '10.0.0.0/8', '192.0.2.7', '2001:db8::/32', '::1'];
    expect(check(trusting(good)).serve.trustProxy).toEqual(good);
    for (const bad of ['', 'everybody', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0/8', '::/129', '10.0.0.0/']) {
      expect(refusal(trusting([bad]))).toContain('`serve.trustProxy[0]`');
    }
  });

  it('let no token be written into the configuration', () => {
    const message = refusal({ legacy: LEGACY, hooks: [HOOK], serve: { adminTokens: ['hunter2hunter2'] } });
    expect(message).toContain('`serve.adminTokens[0]`');
    expect(message).not.toContain('hunter2');
  });
});
