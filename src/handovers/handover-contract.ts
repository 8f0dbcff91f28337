/**
 * The conformance suite of handovers: what every one of them must do, whoever wrote it.
 *
 * A handover's own test has a platform with one customer, scripted or real; the suite begins journeys there, in good
 * times and in bad, and looks for the link and our secrets where they must not be. What a journey then does to the
 * customer is left to the handover's own test.
 *
 * @see ../../docs/handovers/README.md
 * @module
 */
import { createServer, type Server } from 'node:http';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createPace } from '../net/pace.ts';
import type { BeginReset, CredentialNeed } from '../targets/target.ts';
import type { Handover, HandoverSession, HandoverUser } from './handover.ts';

/** A platform with its customer. */
export interface HandoverScene {
  /** As the operator writes it, secrets resolved. */
  readonly config: unknown;
  /** The same settings with the platform at this address. */
  at(url: string): unknown;
  readonly customer: HandoverUser;
  /** The customer by identifier only, where the ledger has no id. */
  readonly named: HandoverUser;
  readonly stranger: HandoverUser;
  /** Texts of the configuration that nobody may ever see. */
  readonly secrets: readonly string[];
  /** How many journeys have begun there until now. Absent: nothing can be counted. */
  readonly begun?: () => number;
  /** What the platform answers from now on to whatever begins a journey; undefined: as ever. Absent: it is a real one. */
  readonly trouble?: (
    status: number | 'break' | undefined,
    headers?: Readonly<Record<string, string>>,
  ) => void;
  /** Nothing is written there by a beginning, so nothing can be unknown about it. */
  readonly onlyLooks?: boolean;
  end(): Promise<void>;
}

const NEEDS: readonly CredentialNeed[] = ['password', 'passkey', 'totp', 'recovery-codes'];

const HOUR = 3_600;

/** Milliseconds in which an answer has to be there. */
const IMPATIENT = 5_000;

/** Milliseconds: clocks of two machines, and the time of a call. */
const SLACK = 60_000;

/** Declares the tests of one handover. Call it at the top level of a Vitest file, or inside a `describe`. */
export function testHandover<Config>(handover: Handover<Config>, begin: () => Promise<HandoverScene>): void {
  describe(`${handover.id} keeps the contract of a handover`, () => {
    let scene: HandoverScene;
    let session: HandoverSession;

    const open = (config: unknown) =>
      handover.open(handover.config.parse(config), { pace: createPace({ concurrency: 4 }) });
    const wanting = (need: CredentialNeed): BeginReset => ({
      needs: [need],
      returnTo: 'https://welcome.shop.example/back',
      lifespan: HOUR,
      language: 'en',
    });
    const first = () => wanting(handover.begins[0] ?? 'password');

    beforeAll(async () => {
      scene = await begin();
      session = await open(scene.config);
    });
    afterAll(async () => {
      await session?.close();
      await scene?.end();
    });

    it('is found well by a check, which begins nothing', async () => {
      const before = scene.begun?.();
      await expect(session.check()).resolves.toBeUndefined();
      expect(scene.begun?.()).toBe(before);
    });

    it.each(handover.begins)('begins a journey for a %s, by id and by identifier', async (need) => {
      for (const user of [scene.customer, scene.named]) {
        const begun = await session.begin(user, wanting(need));
        expect(begun.status).toBe(handover.reaches);
        if (begun.status !== 'link') continue;
        expect(new URL(begun.url).protocol).toMatch(/^https?:$/);
        if (begun.expiresAt === undefined) continue;
        const lives = Date.parse(begun.expiresAt) - Date.now();
        expect(lives).toBeGreaterThan(0);
        if (handover.traits.life.asked !== undefined) {
          const { least = 0, most = Number.POSITIVE_INFINITY } = handover.traits.life.asked;
          expect(lives).toBeLessThan(Math.min(most, Math.max(HOUR, least)) * 1_000 + SLACK);
        }
      }
    });

    it('refuses to ask for what it has not said it can ask for, and for nothing at all', async () => {
      const before = scene.begun?.();
      for (const needs of [
        [],
        ...NEEDS.filter((need) => !handover.begins.includes(need)).map((need) => [need]),
      ])
        expect(await session.begin(scene.customer, { needs, lifespan: HOUR })).toMatchObject({
          status: 'refused',
        });
      expect(scene.begun?.()).toBe(before);
    });

    it('refuses who is not there, and says nothing of them', async () => {
      const begun = await session.begin(scene.stranger, first());
      expect(begun).toMatchObject({ status: 'refused', problem: { code: 'TARGET_REFUSED' } });
      const shown = inspect(begun, { depth: 10 });
      for (const { value } of scene.stranger.identifiers) expect(shown).not.toContain(value);
    });

    it('knows no completed journey of who has not set out, or of who is not there', async () => {
      expect(session.completed === undefined).toBe(handover.traits.seesDone === 'no');
      const later = new Date(Date.now() + HOUR * 1_000).toISOString();
      expect((await session.completed?.(scene.customer, later)) ?? 'unknown').not.toBe('yes');
      expect((await session.completed?.(scene.stranger, later)) ?? 'unknown').not.toBe('yes');
    });

    it('takes a refusal of our rights for our own fault, and too much at once for a reason to wait', async () => {
      for (const [status, after] of [
        [401, undefined],
        [403, undefined],
        [429, 1_000],
      ] as const) {
        const troubled = await openInTrouble(status, { 'retry-after': '1' });
        if (troubled === undefined) return;
        const begun = await troubled.begin(scene.customer, first());
        expect(begun).toMatchObject({ status: 'retry', ...(after !== undefined && { after }) });
        await troubled.close();
      }
      scene.trouble?.(undefined);
    });

    it('keeps no customer waiting for minutes because a platform has asked for quiet', async () => {
      const troubled = await openInTrouble(429, { 'retry-after': '600' });
      if (troubled === undefined) return;
      const began = performance.now();
      await troubled.begin(scene.customer, first());
      const again = await troubled.begin(scene.customer, first());
      expect(again).toMatchObject({ status: 'retry', after: expect.any(Number) });
      expect((await troubled.completed?.(scene.customer, new Date().toISOString())) ?? 'unknown').toBe(
        'unknown',
      );
      expect(performance.now() - began).toBeLessThan(IMPATIENT);
      await troubled.close();
      scene.trouble?.(undefined);
    });

    it('does not know what became of a journey whose beginning broke', async () => {
      for (const trouble of [500, 502, 'break'] as const) {
        const troubled = await openInTrouble(trouble);
        if (troubled === undefined) return;
        const status = scene.onlyLooks === true ? 'retry' : 'unknown';
        expect(await troubled.begin(scene.customer, first())).toMatchObject({ status });
        await troubled.close();
      }
      scene.trouble?.(undefined);
    });

    /** One for each trouble: its pace remembers that it was asked to wait. */
    async function openInTrouble(...[status, headers]: Parameters<NonNullable<HandoverScene['trouble']>>) {
      if (scene.trouble === undefined) return undefined;
      scene.trouble(undefined);
      const troubled = await open(scene.config);
      scene.trouble(status, headers);
      return troubled;
    }

    it('takes answers of another kind of server for no journey and for no right', async () => {
      const strange = await startStranger();
      const led = await open(scene.at(strange.url));
      const begun = await led.begin(scene.customer, first());
      expect(['refused', 'unknown', 'retry']).toContain(begun.status);
      await expect(led.check()).rejects.toThrow();
      await led.close();
      await strange.stop();
    });

    it('calls a platform that is gone a reason to try again', async () => {
      const gone = await startStranger();
      await gone.stop();
      const left = await open(scene.at(gone.url));
      expect(await left.begin(scene.customer, first())).toMatchObject({ status: 'retry' });
      expect((await left.completed?.(scene.customer, new Date().toISOString())) ?? 'unknown').toBe('unknown');
      await expect(left.check()).rejects.toThrow();
      await left.close();
    });

    it('shows neither the link nor a secret of ours, in no error, line of a log or session', async () => {
      const written = listen();
      const begun = await session.begin(scene.customer, first());
      const broken = await startStranger();
      const led = await open(scene.at(broken.url));
      const seen: unknown[] = [
        await led.begin(scene.customer, first()),
        await led.check().catch((error: unknown) => error),
      ];
      await led.close();
      await broken.stop();
      const shown = [
        written.stop(),
        ...seen.map((one) => inspect(one, { depth: 20, showHidden: true })),
        inspect(session, { depth: 5, showHidden: true }),
      ].join('\n');
      const hidden = begun.status === 'link' ? [begun.url, ...scene.secrets] : scene.secrets;
      for (const secret of hidden) expect(shown).not.toContain(secret);
    });
  });
}

/** Everything this process writes meanwhile. */
function listen(): { stop(): string } {
  const written: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      written.push(String(chunk));
      return true;
    }),
  );
  return {
    stop() {
      for (const spy of spies) spy.mockRestore();
      return written.join('');
    },
  };
}

/** Answers everything with a success that means nothing. */
async function startStranger() {
  const server: Server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('"welcome"');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server got no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
