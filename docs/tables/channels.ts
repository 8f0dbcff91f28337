/**
 * The overview of the channels, from the data they answer with.
 *
 * @module
 */
import type { Channel } from '../../src/channels/channel.ts';
import { table } from './table.ts';

const REACHES = { email: 'a mailbox', phone: 'a phone' } as const satisfies Record<
  Channel['reaches'],
  string
>;

export function channelOverview(channels: readonly Channel[]): string {
  return table(
    ['channel', 'type', 'reaches', 'what it cannot know'],
    channels.map(({ id, title, reaches, cannot }) => [
      `[${title}](${id}.md)`,
      `\`${id}\``,
      REACHES[reaches],
      cannot.join(' '),
    ]),
  );
}
