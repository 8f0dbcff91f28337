/**
 * The overview of the hooks, from the data they answer with.
 *
 * @module
 */
import type { Hook } from '../../src/hooks/hook.ts';
import { table } from './table.ts';

export function hookOverview(hooks: readonly Hook[]): string {
  return table(
    ['target', 'type', 'who stores the password', 'what cannot be said or carried'],
    hooks.map(({ id, title, stores, cannot }) => [
      `[${title}](${id}.md)`,
      `\`${id}\``,
      stores === 'target' ? 'the target' : 'Footbridge',
      cannot.join(' '),
    ]),
  );
}
