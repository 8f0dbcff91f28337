/** `footbridge reset test-send`: one message through the real channel, to an address of the operator's own. */
import { randomUUID } from 'node:crypto';
import type { Handed } from '../../../channels/channel.ts';
import type { OpenChannel } from '../../../engine/reset/parts.ts';
import { FootbridgeError } from '../../../problems/problem.ts';
import { loadConfigOf } from '../../parts.ts';
import { openChannels, openWriterOf, resetConfigOf } from '../../reset/open-reset.ts';
import { readKind, readLanguage, sampleValues } from '../../reset/sample-message.ts';
import type { ExitCode } from '../../terminal.ts';
import type { AddCommand, Invocation } from '../command.ts';

interface TestFlags {
  readonly to: string;
  readonly language?: string;
  readonly kind: string;
  readonly channel?: string;
}

export const addTestSend: AddCommand = (reset, act) => {
  reset
    .command('test-send')
    .description('send one message through the real channel; its link opens nothing')
    .requiredOption('--to <address>', 'e-mail address, or phone number in E.164: +44…')
    .option('--language <tag>', 'absent: the default of the configuration')
    .option('--kind <kind>', 'which message', 'invitation')
    .option('--channel <name>', 'absent: the first that reaches such an address')
    .action(act((invocation, flags: TestFlags) => sendTest(invocation, flags)));
};

async function sendTest(invocation: Invocation, flags: TestFlags): Promise<ExitCode> {
  const loaded = await loadConfigOf(invocation);
  const writer = await openWriterOf(loaded);
  const kind = readKind(flags.kind);
  const language =
    flags.language === undefined
      ? resetConfigOf(loaded).messages.language
      : readLanguage(flags.language, writer.languages);
  const { subject, text, html, short, ...written } = writer.write(
    kind,
    language,
    sampleValues(loaded, kind, Date.now()),
  );
  const channels = await openChannels(loaded, invocation.terminal.environment);
  try {
    const channel = chooseChannel(channels, flags);
    const handed = await channel.session.send({
      id: `test-${randomUUID()}`,
      to: flags.to,
      subject: `[Test] ${subject}`,
      language: written.language,
      ...(channel.reaches === 'phone' ? { text: short } : { text, html }),
    });
    invocation.output.result({ channel: channel.name, kind, language: written.language, ...handed }, () =>
      describe(channel.name, handed),
    );
    return handed.status === 'handed' ? 0 : 1;
  } finally {
    for (const { session } of channels) await session.close();
  }
}

function chooseChannel(channels: readonly OpenChannel[], { to, channel: wanted }: TestFlags): OpenChannel {
  const reaches = to.includes('@') ? 'email' : 'phone';
  const able = channels.filter((one) => one.reaches === reaches);
  const channel = wanted === undefined ? able[0] : able.find(({ name }) => name === wanted);
  if (channel !== undefined) return channel;
  const there = channels.map(({ name, reaches }) => `${name} (${reaches})`).join(', ');
  throw new FootbridgeError(
    'USAGE_WRONG',
    `No such channel reaches an address of this kind; there is ${there}`,
  );
}

function describe(channel: string, handed: Handed): string {
  switch (handed.status) {
    case 'handed':
      return `${channel} has taken the message. Its link opens nothing; the page says so.`;
    case 'refused':
      return `${channel} refused it for good: ${handed.found}.`;
    case 'retry':
      return `${channel} did not take it this time: ${handed.found}.`;
    case 'unknown':
      return `Nobody knows whether it went out: ${handed.found}.`;
  }
}
