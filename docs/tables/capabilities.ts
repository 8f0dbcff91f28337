/**
 * Tables of what sources give and targets accept, from the data they answer with.
 *
 * @module
 */
import { findFormat } from '../../src/passwords/index.ts';
import type { Source } from '../../src/sources/source.ts';
import type { Target } from '../../src/targets/target.ts';
import { table } from './table.ts';

export function sourceOverview(sources: readonly Source[]): string {
  return table(
    ['source', 'passwords', 'factors', 'links', 'consents', 'memberships', 'times', 'mapping'],
    sources.map(({ id, title, gives, yields }) => [
      `[${title}](${id}.md)`,
      gives.passwords,
      list(gives.factors),
      yesNo(gives.links),
      yesNo(gives.consents),
      yesNo(gives.memberships),
      list(gives.timestamps),
      yields === 'fields' ? 'has to be written' : 'only for what is special',
    ]),
  );
}

export function givesTable({ gives, yields }: Source): string {
  return table(
    ['what', 'given'],
    [
      ['Password hashes', gives.passwords],
      ['Second factors', list(gives.factors)],
      ['Federated logins', yesNo(gives.links)],
      ['Consents', yesNo(gives.consents)],
      ['Groups, roles, organisations', yesNo(gives.memberships)],
      ['Times', list(gives.timestamps)],
      ['Mapping', yields === 'fields' ? 'has to be written' : 'only for what is special'],
      ['Cannot come out', sentences(gives.withholds)],
    ],
  );
}

export function targetOverview(targets: readonly Target[]): string {
  return table(
    ['target', 'log in with', 'password formats', 'factors', 'links', 'memberships', 'ids', 'undo'],
    targets.map(({ id, title, accepts }) => [
      `[${title}](${id}.md)`,
      list(accepts.identifiers),
      String(Object.keys(accepts.passwords).length),
      list(accepts.factors),
      yesNo(accepts.links),
      list(accepts.memberships),
      accepts.ids,
      yesNo(accepts.undo),
    ]),
  );
}

export function acceptsTable({ accepts }: Target): string {
  return table(
    ['what', 'accepted'],
    [
      ['Log in with', list(accepts.identifiers)],
      ['Password hashes', passwordFamilies(accepts.passwords)],
      ['Second factors', list(accepts.factors)],
      ['Federated logins', yesNo(accepts.links)],
      ['Consents', yesNo(accepts.consents)],
      ['Memberships', list(accepts.memberships)],
      ['Times', list(accepts.timestamps)],
      ['Ids', accepts.ids === 'kept' ? 'kept' : 'new ones; `footbridge ids` writes the map'],
      ['A hash for somebody who is there already', accepts.laterHash],
      ['Undo', yesNo(accepts.undo)],
      ['A new password on our page', yesNo(accepts.reset?.setsPassword === true)],
      ['Factors added on our page', list(accepts.reset?.addsFactors ?? [])],
      ['Set on its own page', list(accepts.reset?.begins ?? [])],
      ['Cannot', sentences(accepts.cannot)],
    ],
  );
}

/** Hundreds of formats are counted by family; docs/formats lists them. */
function passwordFamilies(passwords: Target['accepts']['passwords']): string {
  const families = Map.groupBy(
    Object.entries(passwords),
    ([format, how]) => `${findFormat(format)?.family ?? format} ${how}`,
  );
  return [...families].map(([name, formats]) => `${name} (${formats.length})`).join(', ');
}

function list(values: readonly string[]): string {
  return values.length === 0 ? 'none' : values.join(', ');
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

function sentences(parts: readonly string[]): string {
  return parts.map((part) => part.replace(/\.$/, '')).join('; ') || '—';
}
