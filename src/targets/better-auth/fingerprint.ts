/**
 * Which database this is, for certain: one row of our own in it, made the first time we look.
 *
 * Nothing else tells two copies of an empty Better Auth apart. It is the only row written before a migration
 * begins, in a table of our own.
 *
 * @module
 */
import { FootbridgeError } from '../../problems/problem.ts';
import { describeFailure } from './failures.ts';
import type { Instance } from './instance.ts';
import type { Row } from './store.ts';

/** @throws FootbridgeError TARGET_NOT_READY when our tables are not there. */
export async function fingerprintInstance(instance: Instance): Promise<string> {
  try {
    return (await firstRow(instance)) ?? (await makeRow(instance));
  } catch (cause) {
    throw new FootbridgeError(
      'TARGET_NOT_READY',
      `The table footbridgeInstance cannot be used (${describeFailure(cause)}): add footbridge() to the plugins and run \`npx auth migrate\``,
      { cause },
    );
  }
}

/** The oldest, should two processes ever have made one each. */
async function firstRow({ database }: Instance): Promise<string | undefined> {
  const rows = await database.adapter.findMany<Row>({
    model: 'footbridgeInstance',
    limit: 10,
    sortBy: { field: 'createdAt', direction: 'asc' },
  });
  const [first] = rows.map(({ id }) => String(id));
  return first;
}

async function makeRow(instance: Instance): Promise<string> {
  const data = { createdAt: new Date() };
  await instance.database.adapter.create({ model: 'footbridgeInstance', data });
  return (await firstRow(instance)) ?? '';
}
