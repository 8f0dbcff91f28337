/**
 * The conformance suite of legacies: what every one of them must do, whoever wrote it.
 *
 * A legacy's own test starts a server with a few customers; the suite asks it as the door does, and as an attacker
 * would: with passwords that are none, identifiers that are queries, a server that is silent or gone, many at once.
 * What the legacy's own settings mean is left to its own test.
 *
 * @see ../../docs/legacy/README.md
 * @module
 */
import { createServer, type Server, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { normaliseIdentifier } from '../identity/identifier.ts';
import type { IdentifierType } from '../identity/identity.ts';
import { TypedPassword } from '../identity/typed-password.ts';
import type { Legacy, LegacyContext, LegacyIdentifier, LegacySession } from './legacy.ts';

export interface LegacyCustomer {
  readonly type: IdentifierType;
  readonly identifier: string;
  readonly password: string;
  readonly sourceId: string;
}

/** A running legacy with its customers. */
export interface LegacyScene {
  /** As the operator writes it, secrets resolved. */
  readonly config: unknown;
  readonly secret?: LegacyContext['secret'];
  readonly customer: LegacyCustomer;
  /** One more, whose password holds letters with accents and is stored in NFC. */
  readonly accented: LegacyCustomer;
  /** Nobody's. Their answer is `wrong` where the legacy does not tell who exists. */
  readonly stranger: string;
  readonly strangerIs: 'unknown' | 'wrong';
  /** The same settings with the server at this port of the loopback interface. */
  readonly at?: (port: number) => unknown;
  /** The same settings where nothing is: absent where `at` says it. */
  readonly gone?: unknown;
  /** How much has reached the server until now; it grows with every question. Absent: nothing can be counted. */
  readonly arrived?: () => number;
  /** Texts of the configuration that nobody may ever see. */
  readonly secrets?: readonly string[];
  end(): Promise<void>;
}

/** Milliseconds after which the door gives up here, and in which an answer has to be there then. */
const PATIENCE = 300;
const LATEST = 2_000;

/** Enough to overlap, few enough for a small machine. */
const AT_ONCE = 24;

const NOBODY_STOPS = new AbortController().signal;

/**
 * Declares the tests of one legacy. Call it at the top level of a Vitest file, or inside a `describe`.
 *
 * `hasServer`: false where a file is asked, so that `at` and `arrived` mean nothing.
 */
export function testLegacy<Config>(
  legacy: Legacy<Config>,
  begin: () => Promise<LegacyScene>,
  { name = legacy.id, hasServer = true }: { readonly name?: string; readonly hasServer?: boolean } = {},
): void {
  describe(`${name} keeps the contract of a legacy`, () => {
    let scene: LegacyScene;
    let session: LegacySession;

    beforeAll(async () => {
      scene = await begin();
      session = await open(scene.config);
    });
    afterAll(async () => {
      await session?.close();
      await scene?.end();
    });

    const open = (config: unknown) =>
      legacy.open(legacy.config.parse(config), { folder: '.', secret: scene.secret ?? (() => '') });
    const ask = (identifier: LegacyIdentifier, password: string, signal = NOBODY_STOPS) =>
      session.verify(identifier, new TypedPassword(password), {}, signal);
    const customer = () => toIdentifier(scene.customer);

    it('lets a customer in and says by which id an export knows them', async () => {
      const answer = await ask(customer(), scene.customer.password);
      expect(answer).toMatchObject({ outcome: 'match', profile: { sourceId: scene.customer.sourceId } });
    });

    it('says "wrong" to another password, however close', async () => {
      const { password } = scene.customer;
      for (const wrong of [`${password}x`, password.slice(0, -1), password.toUpperCase(), ` ${password}`])
        expect(await ask(customer(), wrong)).toEqual({ outcome: 'wrong' });
    });

    it('says what it knows about somebody it has never heard of', async () => {
      const stranger = toIdentifier({ ...scene.customer, identifier: scene.stranger });
      expect(await ask(stranger, scene.customer.password)).toEqual({ outcome: scene.strangerIs });
    });

    it.each([
      ['an empty password', ''],
      ['1,025 bytes', 'x'.repeat(1_025)],
      ['1,026 bytes in 513 letters', 'ä'.repeat(513)],
      ['NUL behind the right password', '\0'],
      ['a line break', '\r\n'],
      ['half a character', '\ud83d'],
    ])('refuses %s before it reaches the legacy', async (_, text) => {
      const password = text.length === 1 ? scene.customer.password + text : text;
      const before = scene.arrived?.();
      expect(await ask(customer(), password)).toEqual({ outcome: 'wrong' });
      expect(scene.arrived?.()).toBe(before);
    });

    it('judges a password of 1,024 bytes', async () => {
      expect(await ask(customer(), 'x'.repeat(1_024))).toEqual({ outcome: 'wrong' });
    });

    it('lets in letters with accents, and never takes the other way to write them for a failure', async () => {
      const { password } = scene.accented;
      expect(password.normalize('NFC')).not.toBe(password.normalize('NFD'));
      expect(await ask(toIdentifier(scene.accented), password.normalize('NFC'))).toMatchObject({
        outcome: 'match',
        profile: { sourceId: scene.accented.sourceId },
      });
      const other = await ask(toIdentifier(scene.accented), password.normalize('NFD'));
      expect(['match', 'wrong']).toContain(other.outcome);
    });

    it.each(QUERIES)('takes %j for a name and not for a query', async (text) => {
      const asked = { type: 'username', value: text, key: text } as const;
      const answer = await ask(asked, scene.customer.password);
      expect(['wrong', 'unknown', 'technical-error']).toContain(answer.outcome);
    });

    it('answers many at once, each in their own right', async () => {
      const answers = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, at) =>
          ask(customer(), at % 2 === 0 ? scene.customer.password : `wrong ${at}`),
        ),
      );
      expect(answers.map(({ outcome }) => outcome)).toEqual(
        Array.from({ length: AT_ONCE }, (_, at) => (at % 2 === 0 ? 'match' : 'wrong')),
      );
    });

    it('does not even ask when the door has given up', async () => {
      const before = scene.arrived?.();
      const answer = await ask(customer(), scene.customer.password, AbortSignal.abort());
      expect(answer).toMatchObject({ outcome: 'technical-error', retryable: true });
      expect(scene.arrived?.()).toBe(before);
    });

    /** A file does not stay silent. */
    const itWithServer = hasServer ? it : () => undefined;
    itWithServer('answers in time when the legacy stays silent, and leaves nothing open', async () => {
      const silent = await startSilence();
      const waiting = await open(scene.at?.(silent.port));
      const started = performance.now();
      const signal = AbortSignal.timeout(PATIENCE);
      const answer = await waiting.verify(customer(), new TypedPassword('canary'), {}, signal);
      expect(answer).toMatchObject({ outcome: 'technical-error', retryable: true });
      expect(performance.now() - started).toBeLessThan(LATEST);
      await waiting.close();
      await vi.waitFor(() => expect(silent.open()).toBe(0), { timeout: LATEST });
      await silent.stop();
    });

    it('calls a legacy that is gone a failure and not a wrong password', async () => {
      const config = scene.gone ?? scene.at?.(await closedPort());
      const left = await open(config);
      const password = new TypedPassword(scene.customer.password);
      const answer = await left.verify(customer(), password, {}, AbortSignal.timeout(LATEST));
      expect(answer).toMatchObject({ outcome: 'technical-error', retryable: true });
      await expect(left.check(AbortSignal.timeout(LATEST))).rejects.toMatchObject({
        code: 'LEGACY_UNREACHABLE',
      });
      await left.close();
    });

    it("is found well by a check, which needs nobody's password", async () => {
      await expect(session.check(AbortSignal.timeout(LATEST))).resolves.toBeUndefined();
    });

    it('says who exists without a password, exactly where it claims to', async () => {
      expect(session.lookup !== undefined).toBe(legacy.looksUp(legacy.config.parse(scene.config)));
      if (session.lookup === undefined) return;
      const found = await session.lookup(customer(), NOBODY_STOPS);
      expect(found).toMatchObject({ outcome: 'match', profile: { sourceId: scene.customer.sourceId } });
      const stranger = toIdentifier({ ...scene.customer, identifier: scene.stranger });
      expect(await session.lookup(stranger, NOBODY_STOPS)).toEqual({ outcome: 'unknown' });
    });

    it('shows neither the password nor a secret of ours, in no answer, error or line of a log', async () => {
      const canary = 'canary-Zq7!pw';
      const written = listen();
      const seen = [await ask(customer(), canary), await ask(customer(), scene.customer.password)];
      const left = await open(scene.gone ?? scene.at?.(await closedPort()));
      seen.push(await left.verify(customer(), new TypedPassword(canary), {}, AbortSignal.timeout(LATEST)));
      const failure: unknown = await left.check(AbortSignal.timeout(LATEST)).catch((error) => error);
      await left.close();
      const shown = [
        ...seen.map((answer) => inspect(answer, { depth: 20 })),
        inspect(failure, { depth: 20, showHidden: true }),
        inspect(session, { depth: 5, showHidden: true }),
        written.stop(),
      ].join('\n');
      for (const secret of [canary, scene.customer.password, ...(scene.secrets ?? [])])
        for (const spelling of spellings(secret)) expect(shown).not.toContain(spelling);
    });
  });
}

/** Filters, statements, paths and headers in disguise. */
const QUERIES: readonly string[] = [
  '*',
  '*)(uid=*',
  'admin)(&)',
  "' OR '1'='1",
  "x'; DROP TABLE customers; --",
  '%',
  '_____',
  '../../admin',
  'a/b?c=d&e#f',
  'a%2e%2e%2fb',
  '{password}',
  '$(id)',
  'a+b c',
  'ÀÖ\u0301',
  'trailing.',
];

function toIdentifier({ type, identifier }: Pick<LegacyCustomer, 'type' | 'identifier'>): LegacyIdentifier {
  const normalised = normaliseIdentifier(type, identifier);
  if ('problem' in normalised) throw new Error(`"${identifier}" is no ${type}`);
  return { type, ...normalised };
}

function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  return [
    secret,
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('hex'),
    encodeURIComponent(secret),
  ];
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

/** A server that accepts, listens, and never says a word. */
async function startSilence() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // Whoever gives up breaks the connection, which is what is being tested.
    socket.on('error', () => undefined);
    socket.resume();
  });
  return {
    port: await portOf(server),
    open: () => sockets.size,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server got no port');
  return address.port;
}
