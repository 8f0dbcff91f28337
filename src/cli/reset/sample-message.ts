/**
 * Messages as customers would get them, to nobody in particular: for looking at them before anybody is written to.
 *
 * @module
 */
import type { LoadedConfig } from '../../config/load.ts';
import { linkTo } from '../../engine/reset/link.ts';
import { MESSAGE_KINDS, type MessageKind, type MessageValues } from '../../messages/writer.ts';
import { FootbridgeError } from '../../problems/problem.ts';
import { resetConfigOf } from './open-reset.ts';

/** In the place of a token, which has 43 characters: the page treats it like any link that opens nothing. */
const NO_TOKEN = 'this-is-a-test-and-opens-nothing';
const DAY = 86_400_000;

/** The longest case: everything that a message can say is said. */
export function sampleValues(loaded: LoadedConfig, kind: MessageKind, now: number): MessageValues {
  const { sending, journey } = resetConfigOf(loaded);
  const lastReminder = Math.max(0, ...sending.remindAfterDays) + sending.linkDays;
  const toLogin = kind === 'done' || kind === 'already-done';
  return {
    name: 'Mara Example',
    link: toLogin ? journey.loginUrl : linkTo(journey, NO_TOKEN),
    linkDays: sending.linkDays,
    code: '481 516',
    codeMinutes: 10,
    factors: ['totp', 'recovery-codes'],
    lastDay: new Date(now + lastReminder * DAY).toISOString().slice(0, 10),
  };
}

/** @throws {FootbridgeError} USAGE_WRONG */
export function readKind(word: string): MessageKind {
  const kind = MESSAGE_KINDS.find((one) => one === word);
  if (kind !== undefined) return kind;
  throw new FootbridgeError(
    'USAGE_WRONG',
    `There is no message "${word}"; there is ${MESSAGE_KINDS.join(', ')}`,
  );
}

/** Of those there are templates in. @throws {FootbridgeError} USAGE_WRONG */
export function readLanguage(word: string, known: readonly string[]): string {
  if (known.includes(word)) return word;
  throw new FootbridgeError(
    'USAGE_WRONG',
    `There are no templates in "${word}", only in ${known.join(', ')}`,
  );
}
