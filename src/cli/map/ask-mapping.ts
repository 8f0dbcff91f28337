/**
 * Walks a person through the fields of a source: accept, change, keep, ignore, or leave for later.
 *
 * @module
 */

import { compileWrite } from '../../identity/mapping/canonical-path.ts';
import { FIX_NAMES, FIXES, type MappingInput } from '../../identity/mapping.ts';
import type { Asker } from '../init/asker.ts';
import { type Proposal, type ProposedField, withDecisions } from './proposal.ts';

/** Where each question is answered on the command line: nowhere, they are asked of people only. */
const OPTION = '--write';

type Decision =
  | { readonly kind: 'map'; readonly field: ProposedField }
  | { readonly kind: 'keep' | 'ignore' | 'later'; readonly name: string };

export async function askMapping(
  { written, proposed, undecided }: Proposal,
  counts: Readonly<Record<string, number>>,
  asker: Asker,
): Promise<MappingInput> {
  const decisions = await askProposed(proposed, asker);
  for (const { field, why } of undecided) decisions.push(await askUndecided(field, why, asker));
  const named = (kind: Decision['kind']) =>
    decisions.flatMap((one) => (one.kind === kind && one.kind !== 'map' ? [one.name] : []));
  const accepted = decisions.flatMap((one) => (one.kind === 'map' ? [one.field] : []));
  const mapping = withDecisions(written, accepted, named('keep'), named('ignore'));
  return withFixes(mapping, await askFixes(mapping, counts, asker));
}

async function askProposed(proposed: readonly ProposedField[], asker: Asker): Promise<Decision[]> {
  if (proposed.length === 0) return [];
  const how = await asker.choose(`${proposed.length} fields are proposed`, OPTION, [
    { value: 'all', label: 'Take them as they are' },
    { value: 'each', label: 'Look at each' },
  ]);
  if (how === 'all') return proposed.map((field) => ({ kind: 'map', field }));
  const decisions: Decision[] = [];
  for (const field of proposed) decisions.push(await askField(field, asker));
  return decisions;
}

async function askField(field: ProposedField, asker: Asker): Promise<Decision> {
  const { from, to, why } = field;
  const answer = await asker.choose(`${from} → ${to}   (${why})`, OPTION, [
    { value: 'accept', label: `Yes, it is ${to}` },
    ...OTHERWISE,
  ]);
  if (answer === 'accept') return { kind: 'map', field };
  return otherwise(answer, from, asker);
}

const OTHERWISE = [
  { value: 'map', label: 'It is something else' },
  { value: 'keep', label: 'Keep it as an attribute' },
  { value: 'ignore', label: 'Leave it behind on purpose' },
  { value: 'later', label: 'Decide later', hint: 'until then whoever has one is held' },
] as const;

async function askUndecided(field: string, why: string, asker: Asker): Promise<Decision> {
  return otherwise(await asker.choose(`${field}   (${why})`, OPTION, OTHERWISE), field, asker);
}

async function otherwise(answer: string, name: string, asker: Asker): Promise<Decision> {
  if (answer === 'keep' || answer === 'ignore') return { kind: answer, name };
  if (answer !== 'map') return { kind: 'later', name };
  const to = await askPath(name, asker);
  return { kind: 'map', field: { to, from: name, rule: name, why: 'decided by a person' } };
}

/** Until it is one: a path that does not exist would be an error at the next start. */
async function askPath(name: string, asker: Asker): Promise<string> {
  let question = `What is ${name}? A canonical path, such as profile.nickname`;
  for (;;) {
    const path = await asker.text(question, OPTION);
    const fault = path === 'operation' ? undefined : compileWrite(path);
    if (typeof fault !== 'string') return path;
    question = `${fault}. What is ${name}?`;
  }
}

async function askFixes(
  mapping: MappingInput,
  counts: Readonly<Record<string, number>>,
  asker: Asker,
): Promise<readonly string[] | undefined> {
  const needed = FIX_NAMES.filter((name) => (counts[name] ?? 0) > 0);
  if (needed.length === 0) return undefined;
  const choices = needed.map((name) => ({
    value: name,
    label: `${FIXES[name].does}`,
    hint: `${counts[name]} values; ${(mapping.fixes?.[name] ?? FIXES[name].on) ? 'on' : 'off'} so far`,
  }));
  const wanted = await asker.pick('What shall be corrected by itself? Else it is a problem', choices, 'all');
  // Of what nobody needed, nothing was asked.
  return FIX_NAMES.filter((name) =>
    needed.includes(name) ? wanted.includes(name) : (mapping.fixes?.[name] ?? FIXES[name].on),
  );
}

/** Only what differs from what would hold anyway. */
function withFixes(mapping: MappingInput, wanted: readonly string[] | undefined): MappingInput {
  if (wanted === undefined) return mapping;
  const { fixes: _before, ...rest } = mapping;
  const different = FIX_NAMES.filter((name) => wanted.includes(name) !== FIXES[name].on);
  const fixes = Object.fromEntries(different.map((name) => [name, wanted.includes(name)]));
  return different.length === 0 ? rest : { ...rest, fixes };
}
