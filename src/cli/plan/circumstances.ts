/**
 * What the configuration says that a plan depends on: its lists, read, and a digest over the settings that change what
 * would happen.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { LoadedConfig } from '../../config/load.ts';
import type { MigrationConfig } from '../../config/migration.ts';
import type { PlanCircumstances } from '../../engine/plan/in-force.ts';
import { type PeopleList, readList } from '../../engine/plan/lists.ts';
import { canonicalJson } from '../../ledger/chain.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { FootbridgeError } from '../../problems/problem.ts';

/** @throws {FootbridgeError} PLAN_INVALID where a list cannot be read */
export async function readCircumstances(
  { config, folder }: LoadedConfig,
  { index }: Pick<Ledger, 'index'>,
): Promise<PlanCircumstances> {
  const lists: PeopleList[] = [];
  for (const [name, { file, use }] of Object.entries(config.plan.lists)) {
    const text = await readFile(resolve(folder, file), 'utf8').catch((cause) => {
      throw new FootbridgeError(
        'PLAN_INVALID',
        `${file}, the list "${name}", cannot be read: ${cause.code}`,
        {
          cause,
          facts: { file },
        },
      );
    });
    lists.push(readList({ name, use, file }, text, index));
  }
  return { settings: digestOf(config), lists };
}

/**
 * Which file is read, and how fast, changes nothing for anybody; secrets stand here as references. Lists have digests of
 * their own.
 */
function digestOf(config: MigrationConfig): string {
  const { mapping, credentials, accept, source, target, legacy, sources, cohorts } = config;
  const { waves, calendar } = config.plan;
  const deciding = {
    mapping,
    source: source?.type,
    sources: sources.map(({ name, type, mapping: own }) => ({ name, type, mapping: own })),
    credentials,
    accept,
    target,
    legacy: legacy?.type,
    cohorts,
    waves,
    calendar,
  };
  return createHash('sha256').update(canonicalJson(deciding)).digest('hex');
}
