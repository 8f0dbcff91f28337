/**
 * The conformance suite of channels: what every one of them must do, whoever wrote it.
 *
 * A channel's own test starts a real server that takes messages; the suite sends through it as a campaign does, and as
 * somebody would who put a header into their name.
 *
 * @see ../../docs/channels/README.md
 * @module
 */
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPace } from '../net/pace.ts';
import type { Channel, ChannelSession, Message } from './channel.ts';

/** What has come to the server, as a customer would read it. */
export interface ArrivedMessage {
  readonly to: string;
  readonly text: string;
}

/** A running service that takes messages. */
export interface ChannelScene {
  /** As the operator writes it, secrets resolved. */
  readonly config: unknown;
  /** The same settings where no server is. */
  readonly gone: unknown;
  /** An address that is taken, and the `n`th of many. */
  readonly address: (n: number) => string;
  /** One that is refused for good. */
  readonly refused: string;
  /** One that is taken, and then the connection breaks without an answer. */
  readonly breaks: string;
  arrived(): Promise<readonly ArrivedMessage[]>;
  /** Texts of the configuration that nobody may ever see. */
  readonly secrets?: readonly string[];
  end(): Promise<void>;
}

/** Enough to overlap, few enough for a small machine. */
const AT_ONCE = 40;

/** What a careless channel would take for something of its own. */
const TRICKY = [
  '{to} {id} $& $1 %s',
  '.\r\n..\r\n.',
  '"}], {"to": "eve"}',
  'Grüße, 日本語, 👩‍👩‍👧 & <b>',
].join('\n');

/** Declares the tests of one channel. Call it at the top level of a Vitest file, or inside a `describe`. */
export function testChannel<Config>(channel: Channel<Config>, begin: () => Promise<ChannelScene>): void {
  describe(`${channel.id} keeps the contract of a channel`, () => {
    let scene: ChannelScene;
    let session: ChannelSession;
    let sent = 0;

    beforeAll(async () => {
      scene = await begin();
      session = await open(scene.config);
    });
    afterAll(async () => {
      await session?.close();
      await scene?.end();
    });

    const open = (config: unknown) =>
      channel.open(channel.config.parse(config), { pace: createPace({ concurrency: 16 }) });
    const message = (change: Partial<Message> = {}): Message => {
      sent += 1;
      const text = 'Please set a new password.';
      return {
        id: `m${sent}-0123456789abcdef`,
        to: scene.address(0),
        subject: 'Hello',
        text,
        language: 'en',
        ...change,
      };
    };
    const arrivedAt = async (to: string) => (await scene.arrived()).filter((one) => one.to === to);

    it('checks without sending anything', async () => {
      await session.check();
      expect(await scene.arrived()).toEqual([]);
    });

    it('hands a message over once, and can name it afterwards', async () => {
      const handed = await session.send(message({ to: scene.address(1) }));
      expect(handed).toMatchObject({ status: 'handed', reference: expect.stringMatching(/^\S+$/) });
      expect(await arrivedAt(scene.address(1))).toHaveLength(1);
    });

    it('changes no letter of a text, whatever it looks like', async () => {
      await session.send(message({ to: scene.address(2), text: TRICKY }));
      const [came] = await arrivedAt(scene.address(2));
      expect(lines(came?.text ?? '')).toEqual(lines(TRICKY));
    });

    it.each([
      ['an address', { to: '\r\nBcc: all@example.org' }],
      ['a subject', { subject: 'Hello\r\nBcc: all@example.org' }],
      ['a subject, with a bare line feed', { subject: 'Hello\nBcc: all@example.org' }],
      ['an id', { id: 'm1\r\nX: y' }],
      ['a language', { language: 'en\r\nX: y' }],
      ['a link to unsubscribe', { unsubscribe: 'https://shop.example/u\r\nX: y' }],
    ])('refuses a line break in %s before anything is sent', async (_, change: Partial<Message>) => {
      const before = (await scene.arrived()).length;
      const to = change.to === undefined ? scene.address(3) : scene.address(3) + change.to;
      expect(await session.send(message({ ...change, to }))).toMatchObject({ status: 'refused' });
      expect(await scene.arrived()).toHaveLength(before);
    });

    it.each([
      ['an empty address', { to: '' }],
      ['an address of 2,000 letters', { to: `${'x'.repeat(2_000)}@example.org` }],
      ['a subject of 100,000 letters', { subject: 'x'.repeat(100_000) }],
      ['a text of 2,000,000 letters', { text: 'x'.repeat(2_000_000) }],
    ])('refuses %s', async (_, change: Partial<Message>) => {
      expect(await session.send(message(change))).toMatchObject({ status: 'refused' });
    });

    it(`sends ${AT_ONCE} at once, each to its own`, async () => {
      const wanted = Array.from({ length: AT_ONCE }, (_, n) => scene.address(100 + n));
      const handed = await Promise.all(wanted.map((to) => session.send(message({ to, text: `for ${to}` }))));
      expect(new Set(handed.map(({ status }) => status))).toEqual(new Set(['handed']));
      for (const to of wanted) {
        const [one, another] = await arrivedAt(to);
        expect(one?.text.trim()).toBe(`for ${to}`);
        expect(another).toBeUndefined();
      }
    });

    it('says what will never be taken, without the address', async () => {
      const handed = await session.send(message({ to: scene.refused }));
      expect(handed.status).toBe('refused');
      expect(inspect(handed)).not.toContain(scene.refused);
    });

    it('does not guess what became of a message whose answer never came', async () => {
      const handed = await session.send(message({ to: scene.breaks }));
      expect(handed.status).toBe('unknown');
      expect(await arrivedAt(scene.breaks)).toHaveLength(1);
    });

    it('says of a server that is gone that nothing was sent, and keeps its secrets', async () => {
      const away = await open(scene.gone);
      for (const act of [() => away.check(), () => away.send(message())]) {
        const error = await act().then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        expect(error).toMatchObject({ name: 'RemoteError', ambiguous: false });
        for (const text of [...(scene.secrets ?? []), scene.address(0)])
          expect(inspect(error, { depth: 9 })).not.toContain(text);
      }
      await away.close();
    });

    it('closes quietly', async () => {
      const another = await open(scene.config);
      await another.send(message());
      await expect(another.close()).resolves.not.toThrow();
    });
  });
}

function lines(text: string): string[] {
  return text.trimEnd().split(/\r?\n/);
}
