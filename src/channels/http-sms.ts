/**
 * Channel: SMS, or any message to a phone number, through a service's HTTP API.
 *
 * @module
 */
import { Config } from './calling/config.ts';
import { openCalling } from './calling/session.ts';
import { defineChannel, type Message } from './channel.ts';

/** E.164: a plus and at most fifteen digits. */
const NUMBER = /^\+[1-9]\d{6,14}$/;
/** Characters; services cut or refuse more, and every 153 of them are paid for. */
const LONGEST_TEXT = 1_600;

export const httpSms = defineChannel<Config>({
  id: 'http-sms',
  title: 'SMS through an HTTP API',
  config: Config,
  reaches: 'phone',
  cannot: [
    'Whether a message arrives: the service answers for it, and its webhook tells later.',
    'Whether a message went out where the service did not answer, unless it recognises repetitions.',
  ],
  async open(config, context) {
    return openCalling(config, context, objectToSms);
  },
});

function objectToSms({ to, text }: Message): string | undefined {
  if (!NUMBER.test(to)) return 'the phone number is none';
  return text.length > LONGEST_TEXT ? `the text is longer than ${LONGEST_TEXT} characters` : undefined;
}
