/**
 * The conformance suite of hooks: what every hook must do, whoever wrote it.
 *
 * The protocol is tried with scripted answers; given a door, the rules behind it are tried through the protocol too.
 * The client speaks the target's side and says what the real target would conclude, so one list of points serves
 * protocols that have nothing in common. What a vendor does beyond them is left to the hook's own test.
 *
 * @module
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testAnswers } from './contract/answers.ts';
import type { HookBench, OpenLoginService } from './contract/bench.ts';
import { testRequests } from './contract/requests.ts';
import { testRules } from './contract/rules.ts';
import type { Opened } from './contract/run.ts';
import type { Hook, HookSession } from './hook.ts';

export type {
  Attempt,
  Caller,
  Condition,
  HookBench,
  HookClient,
  LoginService,
  OpenLoginService,
  ServedCustomer,
  Verdict,
} from './contract/bench.ts';

/** Declares the tests of one hook. Call it at the top level of a Vitest file. */
export function testHook<Config>(
  hook: Hook<Config>,
  prepare: () => HookBench<Config> | Promise<HookBench<Config>>,
  openService?: OpenLoginService,
): void {
  describe(`${hook.id} keeps the contract of a hook`, () => {
    let bench: HookBench<Config> | undefined;
    let session: HookSession | undefined;
    beforeAll(async () => {
      bench = await prepare();
      const secret = bench.secret ?? refuseSecret;
      session = await hook.open(hook.config.parse(bench.config), { secret, now: Date.now });
    });
    afterAll(async () => {
      await session?.close?.();
      await bench?.close?.();
    });
    const opened: Opened<Config> = {
      hook,
      bench: () => prepared(bench),
      session: () => prepared(session),
    };

    testAnswers(opened);
    testRequests(opened);
    testDescription(opened);
    if (openService !== undefined) testRules(opened, openService);
  });
}

function testDescription<Config>(opened: Opened<Config>): void {
  const PLACE = {
    url: 'https://jit.example.com/hooks/it',
    migration: 'acme-2026',
    secretNames: ['HOOK_KEY', 'HOOK_KEY_BEFORE'],
  };

  it('answers within a time that is named', () => {
    const deadline = opened.hook.deadline(opened.bench().config);
    expect(deadline).toBeGreaterThan(0);
    expect(deadline).toBeLessThanOrEqual(30_000);
  });

  it('prints what to do in the target, with the address and without a secret', () => {
    const { config } = opened.bench();
    const printed = JSON.stringify(opened.hook.instructions(config, PLACE));
    expect(printed).toContain(PLACE.url);
    for (const secret of secretsIn(config)) expect(printed).not.toContain(secret);
  });
}

function secretsIn(config: unknown): readonly string[] {
  if (typeof config !== 'object' || config === null || !('secrets' in config)) return [];
  return Array.isArray(config.secrets) ? config.secrets : [];
}

function refuseSecret(name: string): string {
  throw new Error(`the bench holds no secret ${name}`);
}

function prepared<T>(given: T | undefined): T {
  if (given === undefined) throw new Error('the hook was not opened');
  return given;
}
