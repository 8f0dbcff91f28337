/**
 * Channel: e-mail through a service's HTTP API, where SMTP is not to be had.
 *
 * @module
 */
import { Config } from './calling/config.ts';
import { openCalling } from './calling/session.ts';
import { defineChannel, type Message } from './channel.ts';

/** One address and nothing around it: a service would read a comma as a second customer. */
const ADDRESS = /^[^\s<>()[\]\\,;:"@]+@[^\s<>()[\]\\,;:"@]+$/u;

export const httpMail = defineChannel<Config>({
  id: 'http-mail',
  title: 'E-mail through an HTTP API',
  config: Config,
  reaches: 'email',
  cannot: [
    'Whether a message arrives: the service answers for it, and its webhook tells later.',
    'Whether a message went out where the service did not answer, unless it recognises repetitions.',
    'Headers of its own: List-Unsubscribe, Message-ID and the address for bounces are the service’s.',
  ],
  async open(config, context) {
    return openCalling(config, context, objectToMail);
  },
});

function objectToMail({ to }: Message): string | undefined {
  return ADDRESS.test(to) ? undefined : 'the address is none that mail could go to';
}
