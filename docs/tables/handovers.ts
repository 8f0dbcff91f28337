/**
 * Tables of handovers, from the data they answer with.
 *
 * @module
 */
import type { Handover, HandoverTraits } from '../../src/handovers/handover.ts';
import { table } from './table.ts';

export function handoverOverview(handovers: readonly Handover[]): string {
  return table(
    [
      'platform',
      'type',
      'asks for',
      'how',
      'a link opens',
      'a second begin',
      'old password',
      'ends sessions',
      'comes back to us',
      'sees who is done',
      'proof',
    ],
    handovers.map(({ id, title, begins, reaches, traits }) => [
      `[${title}](${id}.md)`,
      `\`${id}\``,
      begins.join(', '),
      HOW[reaches],
      lifeOf(traits),
      traits.again,
      traits.locksOut ? 'refused from the beginning' : 'good until the end',
      traits.endsSessions,
      traits.comesBack ? 'yes' : 'no',
      SEES[traits.seesDone],
      PROOF[traits.proof],
    ]),
  );
}

const HOW: Readonly<Record<Handover['reaches'], string>> = {
  link: 'we send them there',
  mailed: 'it writes to them',
  'at-login': 'it asks at the next login',
};

const SEES: Readonly<Record<HandoverTraits['seesDone'], string>> = {
  yes: 'yes',
  password: 'a password, no passkey',
  no: 'no',
};

const PROOF: Readonly<Record<HandoverTraits['proof'], string>> = {
  real: '**the platform itself**',
  contract: 'contract only',
};

function lifeOf({ life: { asked, usual } }: HandoverTraits): string {
  if (asked === undefined) return usual;
  const { least, most } = asked;
  const bounds = [least && `${least} s at least`, most && `${most} s at most`].filter(Boolean).join(', ');
  return `as long as we say${bounds === '' ? '' : ` (${bounds})`}; else ${usual}`;
}
