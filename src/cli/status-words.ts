/**
 * Says in words where everybody is: for `status`, at the end of an import, and in the demo.
 *
 * @module
 */
import type { RunAccount, Status } from '../engine/index.ts';
import { CATALOGUE } from '../problems/catalogue.ts';
import { countOf, formatCount, formatDuration, formatTable, type Paint } from './words.ts';

/** In the order of a life, not of the alphabet. */
const STATES = {
  staged: 'ready to move',
  held: 'a person must look first',
  excluded: 'shall not move',
  moving: 'on the way',
  moved: 'in the target',
  proven: 'logged in there',
  returned: 'taken back',
  retired: 'data destroyed',
} as const;

export function describeStatus(status: Status, paint: Paint): string {
  const sections = [
    `${paint.bold(countOf(status.identities, 'identity', 'identities'))}\n${formatTable(stateRows(status))}`,
    section('Sources', sourceRows(status), paint),
    section('Cohorts', cohortRows(status), paint),
    section('One person?', matchRows(status), paint),
    section('Crossed', crossedRows(status), paint),
    section('Passwords', formatRows(status), paint),
    section('Left behind, as accepted', lossRows(status), paint),
    section('Problems', problemRows(status), paint),
  ];
  if (status.account !== undefined) sections.push(describeAccount(status.account, paint));
  return sections.filter((text) => text !== '').join('\n\n');
}

function section(title: string, rows: readonly (readonly (string | number)[])[], paint: Paint): string {
  return rows.length === 0 ? '' : `${paint.bold(title)}\n${formatTable(rows)}`;
}

export function stateRows({ states }: Status): (string | number)[][] {
  return Object.entries(STATES).flatMap(([name, words]) => {
    const count = sum(states.filter(({ state }) => state === name));
    return count === 0 ? [] : [[name, count, words]];
  });
}

/** One line for each cohort of the plan: how many, by which path, and how far they are. Nothing without a plan. */
function cohortRows({ cohorts }: Status): (string | number)[][] {
  if (cohorts.every(({ cohort }) => cohort === '')) return [];
  return [...Map.groupBy(cohorts, ({ cohort }) => cohort)].map(([cohort, tallies]) => {
    const paths = [...new Set(tallies.map(({ path }) => path))].join(', ');
    const states = Object.keys(STATES).flatMap((name) => {
      const count = sum(tallies.filter(({ state }) => state === name));
      return count === 0 ? [] : [`${name} ${formatCount(count)}`];
    });
    return [cohort === '' ? 'others' : cohort, sum(tallies), paths, states.join(' · ')];
  });
}

/** How those who crossed did it. Nothing before the first who came at a login: then all of them came in bulk. */
export function crossedRows({ states }: Status): (string | number)[][] {
  const crossed = states.filter(({ state }) => CROSSED.has(state));
  const atLogin = crossed.filter(({ path }) => path === 'jit');
  if (atLogin.length === 0) return [];
  const hadHash = atLogin.filter(({ credential_plan }) => credential_plan !== 'legacy');
  const rows: [string, number, string][] = [
    ['bulk', sum(crossed) - sum(atLogin), 'in a wave of an import'],
    ['jit', sum(hadHash), 'at a login, before their wave'],
    ['jit', sum(atLogin) - sum(hadHash), 'at a login, with no hash in any export'],
  ];
  return rows.filter(([, count]) => count > 0);
}

/** Of one source there is nothing to tell. */
function sourceRows({ sources }: Status): (string | number)[][] {
  return sources.length < 2 ? [] : sources.map(({ source, count }) => [source, Number(count)]);
}

/** What is to be decided, and how many matches became one account. */
function matchRows({ matches }: Status): (string | number)[][] {
  return matches
    .filter(({ state }) => state === 'open' || state === 'merged')
    .map(({ tier, state, count }) => [
      tier,
      count,
      state === 'open' ? 'to decide: `footbridge link list`' : 'merged',
    ]);
}

const CROSSED = new Set(['moved', 'proven', 'retired']);

const WITHOUT_FORMAT: Readonly<Record<string, string>> = {
  none: 'no password',
  legacy: 'stayed in the legacy',
  reset: 'none, or not recognised',
};

/** One line for each format and plan, whatever state its customers are in. */
function formatRows({ formats }: Status): (string | number)[][] {
  const byFormat = Map.groupBy(formats, ({ password_format, credential_plan }) =>
    [password_format ?? WITHOUT_FORMAT[credential_plan] ?? 'not recognised', credential_plan].join('\n'),
  );
  return [...byFormat].map(([key, tallies]) => {
    const [format = '', plan = ''] = key.split('\n');
    return [format, sum(tallies), plan];
  });
}

function lossRows({ losses }: Status): (string | number)[][] {
  return losses.map(({ loss, count }) => [loss, Number(count)]);
}

export function problemRows({ problems }: Status): (string | number)[][] {
  return problems.map(({ code, field, count, example_row }) => [
    code,
    Number(count),
    field ?? '',
    example_row === null ? '' : `row ${example_row}`,
    titleOf(code),
  ]);
}

function titleOf(code: string): string {
  const known = Object.entries(CATALOGUE).find(([name]) => name === code);
  return known?.[1].title ?? '';
}

/** `read 5,000 = moved 4,930 + held 66 + problem 4`: the two sides are equal, always. */
export function describeAccount({ read, ended, balanced }: RunAccount, paint: Paint): string {
  const sides = Object.entries(ended)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${formatCount(count)}`);
  const line = `${paint.bold('Rows')}  read ${formatCount(read)} = ${sides.join(' + ') || '0'}`;
  return balanced
    ? `${line} ${paint.good('✓')}`
    : `${line} ${paint.bad('✗ does not add up: please report this')}`;
}

export function runRows({ runs }: Status): (string | number)[][] {
  return runs.map(({ id, verb, state, started_at, ended_at, by_whom, error }) => [
    `run ${id}`,
    verb,
    state,
    started_at.toISOString().slice(0, 16).replace('T', ' '),
    ended_at === null ? '' : formatDuration(ended_at.getTime() - started_at.getTime()),
    by_whom,
    error?.code ?? '',
  ]);
}

function sum(tallies: readonly { readonly count: number }[]): number {
  return tallies.reduce((total, { count }) => total + Number(count), 0);
}
