/**
 * The scenes of the demo: customers of the first wave, the club while the old shop lives, everybody once it is off.
 *
 * @module
 */
import type { Output } from '../output.ts';
import { formatTable } from '../words.ts';
import type { ServerNote } from './folder.ts';
import { comeInCrowd, comeInTurn, type Observation, type Rush } from './rush-hour.ts';
import { turnOldShop } from './start-server.ts';
import { CLUB_AGAIN, CLUB_COMES, CLUB_RUSH, MOVED_IN_BULK, OLD_SHOP_IS_OFF } from './visits.ts';

/** @returns every login that was tried. The old shop is off afterwards. */
export async function playScenes(note: ServerNote, output: Output): Promise<readonly Rush[]> {
  const moved = await comeInTurn(note.url, MOVED_IN_BULK);
  describeScene('Moved in bulk', 'with the passwords they always had', moved, output);
  const club = await playClub(note, output);
  await turnOldShop(note, 'DELETE');
  const afterwards = await comeInTurn(note.url, OLD_SHOP_IS_OFF);
  describeScene('The old shop is switched off', 'the vault goes on', afterwards, output);
  return [...moved, ...club, ...afterwards];
}

async function playClub(note: ServerNote, output: Output): Promise<readonly Rush[]> {
  const first = await comeInTurn(note.url, CLUB_COMES);
  const crowd = await comeInCrowd(note.url, CLUB_RUSH);
  const asked = await turnOldShop(note, 'GET');
  const again = await judgedWithoutOldShop(note, asked, await comeInTurn(note.url, CLUB_AGAIN));
  const shown = [...first, summarise(crowd), ...again];
  describeScene('The club comes', 'in no export: the old shop judges them, once', shown, output);
  return [...first, ...crowd, ...again];
}

/** Right only if the old shop was not asked meanwhile. */
async function judgedWithoutOldShop(
  note: ServerNote,
  askedBefore: number,
  rush: readonly Rush[],
): Promise<readonly Rush[]> {
  const asked = (await turnOldShop(note, 'GET')) - askedBefore;
  return rush.map((visit) => ({ ...visit, asExpected: visit.asExpected && asked === 0 }));
}

/** A crowd in one line; the first who did not fare as expected stands for all. */
function summarise(crowd: readonly Rush[]): Rush {
  const [any] = crowd;
  if (any === undefined) throw new RangeError('nobody came');
  const shown = crowd.find(({ asExpected }) => !asExpected) ?? any;
  return { ...shown, who: `${crowd.length} others`, remark: 'the same, four at a time' };
}

export function describeScene(
  title: string,
  remark: string,
  observed: readonly Observation[],
  output: Output,
): void {
  const { bold, good, bad, faint } = output.paint;
  const rows = observed.map(({ who, means, answer, asExpected, remark }) => [
    asExpected ? good('✓') : bad('✗'),
    who.padEnd(WIDEST),
    faint(means.padEnd(WIDEST_ORIGIN)),
    answer,
    faint(remark),
  ]);
  output.say(`\n  ${bold(title)}  ${remark}\n\n${formatTable(rows, '  ')}`);
}

/** Letters, so that the columns of all scenes stand below one another. */
const WIDEST = 15;
const WIDEST_ORIGIN = 21;
