/** The examples are run, so that a stranger who copies one starts from something that works. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import csvConfig from '../examples/old-shop/footbridge.config.ts';
import ndjsonConfig from '../examples/old-shop/footbridge.ndjson.config.ts';
import { LOW_COSTS } from '../src/cli/demo/old-hashes.ts';
import { MESS } from '../src/cli/demo/old-shop.ts';
import { RAGGED_ROWS, writeOldShop } from '../src/cli/demo/write-shop.ts';
import { checkConfig } from '../src/config/load.ts';
import type { Identity } from '../src/identity/identity.ts';
import { applyMapping, compileMapping } from '../src/identity/mapping.ts';
import { csv } from '../src/sources/csv.ts';
import { ndjson } from '../src/sources/ndjson.ts';
import type { SourceReader } from '../src/sources/source.ts';

const COUNT = 300;
const folder = mkdtempSync(join(tmpdir(), 'examples-'));
const context = { folder, pageSize: 100 };

beforeAll(() => writeOldShop(folder, COUNT, LOW_COSTS));

async function readAll(reader: SourceReader, config: unknown) {
  const mapping = compileMapping(checkConfig(config, 'footbridge.config.ts').mapping);
  const identities: Identity[] = [];
  const codes: string[] = [];
  for await (const page of reader.read()) {
    for (const record of page.records) {
      const { identity, problems } = applyMapping(mapping, record);
      if (identity !== undefined) identities.push(identity);
      codes.push(...[...record.problems, ...problems].map(({ code }) => code));
    }
  }
  return { identities, codes };
}

it('the shop becomes the same identities, whether it is exported as CSV or as NDJSON', async () => {
  const fromCsv = await readAll(csv.open({ path: 'customers.csv' }, context), csvConfig);
  const fromNdjson = await readAll(ndjson.open({ path: 'customers.ndjson' }, context), ndjsonConfig);
  expect(fromCsv.identities).toHaveLength(COUNT - RAGGED_ROWS);
  expect(fromCsv.identities.map(withoutEvidence)).toEqual(fromNdjson.identities.map(withoutEvidence));
});

/** Evidence names the column a flag came from, which differs. */
function withoutEvidence(identity: Identity): Identity {
  return {
    ...identity,
    identifiers: identity.identifiers.map(({ evidence: _, ...identifier }) => identifier),
  };
}

it('every kind of mess a mapping can see is seen, as often as it was made', async () => {
  const { codes } = await readAll(csv.open({ path: 'customers.csv' }, context), csvConfig);
  const count = (code: string) => codes.filter((one) => one === code).length;
  expect({
    EMAIL_INVALID: count('EMAIL_INVALID'),
    IDENTIFIER_MISSING: count('IDENTIFIER_MISSING'),
    FACTOR_INVALID: count('FACTOR_INVALID'),
    TIMESTAMP_INVALID: count('TIMESTAMP_INVALID'),
    ROW_RAGGED: count('ROW_RAGGED'),
    FIELD_UNKNOWN: count('FIELD_UNKNOWN'),
  }).toEqual({
    EMAIL_INVALID: MESS.badEmail,
    IDENTIFIER_MISSING: MESS.nothingToLogInWith,
    FACTOR_INVALID: MESS.badTotp,
    TIMESTAMP_INVALID: MESS.badTimestamp,
    ROW_RAGGED: RAGGED_ROWS,
    FIELD_UNKNOWN: 0,
  });
});

it('the generator beside the examples writes the export it says', () => {
  const script = new URL('../examples/old-shop/generate.ts', import.meta.url).pathname;
  const { stdout, status } = spawnSync(process.execPath, [script, folder, '100'], { encoding: 'utf8' });
  expect({ stdout, status }).toEqual({ stdout: expect.stringMatching(/^100 customers in /), status: 0 });
});
