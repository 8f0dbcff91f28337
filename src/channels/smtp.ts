/**
 * Channel: e-mail over SMTP, through the operator's mail server.
 *
 * "Handed" means that the mail server answered for the message; a mailbox that does not exist elsewhere is learned from
 * a bounce (docs/bounces.md).
 *
 * @see https://www.rfc-editor.org/rfc/rfc5321
 * @module
 */
import { objectTo } from './bounds.ts';
import {
  type ChannelContext,
  type ChannelSession,
  defineChannel,
  type Handed,
  type Message,
} from './channel.ts';
import { Config } from './smtp/config.ts';
import { createConnections } from './smtp/connections.ts';
import { openMailWriter, toEnvelopeAddress } from './smtp/mail.ts';
import { createReplyJudge } from './smtp/reply.ts';
import type { Transmitted } from './smtp/transmit.ts';

export const smtp = defineChannel<Config>({
  id: 'smtp',
  title: 'SMTP',
  config: Config,
  reaches: 'email',
  cannot: [
    'Whether a message arrives: the mail server answers for it, and a bounce tells later.',
    'Whether a message went out when the connection broke after its last line: it goes out once more, and is counted.',
  ],
  async open(config, context) {
    return openSession(config, context);
  },
});

/** Milliseconds for which nobody sends once a server said that it is closing (421). */
const QUIET_AFTER_CLOSING = 5_000;

function openSession(config: Config, { pace }: ChannelContext): ChannelSession {
  const connections = createConnections(config);
  const write = openMailWriter(config);
  const judge = createReplyJudge(config.host);

  function understand(transmitted: Transmitted, message: Message): Handed {
    if (transmitted.end === 'accepted') {
      judge.accepted();
      return { status: 'handed', reference: message.id };
    }
    if (transmitted.end === 'answered') {
      if (transmitted.reply.code === 421) pace.quiet(QUIET_AFTER_CLOSING);
      return judge.judge(transmitted.reply);
    }
    return transmitted.point === 'dot'
      ? { status: 'unknown', found: 'the connection broke after the message and before the answer' }
      : { status: 'retry', found: 'the connection broke before the end of the message' };
  }

  return {
    check: () => pace.run(() => connections.try(), undefined, 'check'),
    async send(message) {
      const objection = objectTo(message);
      if (objection !== undefined) return objection;
      if (toEnvelopeAddress(message.to) === undefined)
        return { status: 'refused', found: 'the address is none that mail could go to' };
      return pace.run(
        async () => understand(await connections.transmit(await write(message)), message),
        undefined,
        'send',
      );
    },
    close: () => connections.close(),
  };
}
