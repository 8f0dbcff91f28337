/**
 * `footbridge key`: makes a master key, or changes the one of the ledger.
 *
 * @module
 */
import type { KeyObject } from 'node:crypto';
import { type Environment, resolveSecret, secret } from '../../config/secret.ts';
import { newKeyText, parseKey } from '../../ledger/master-key.ts';
import { rotateKey } from '../../ledger/rotate-key.ts';
import { confirmed } from '../confirm.ts';
import { withLedger } from '../parts.ts';
import type { ExitCode } from '../terminal.ts';
import { withCount } from '../with-progress.ts';
import { countOf } from '../words.ts';
import type { AddCommand, Invocation } from './command.ts';

export const addKey: AddCommand = (program, act) => {
  const key = program.command('key').description('the key that seals personal data and hashes');
  key
    .command('new')
    .description('print a new random key; keep it in your secret store, as FOOTBRIDGE_KEY')
    .action(
      act(async ({ output }) => {
        const text = newKeyText();
        output.result({ key: text }, () => text);
        return 0;
      }),
    );
  key
    .command('rotate')
    .description('seal everything under another key: FOOTBRIDGE_NEW_KEY, or a new key file')
    .option('--dry-run', 'say how much would be sealed again; changes nothing')
    .option('--yes', 'do not ask')
    .action(act(rotate));
};

interface RotateFlags {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

async function rotate(
  invocation: Invocation,
  { yes = false, dryRun = false }: RotateFlags,
): Promise<ExitCode> {
  const { terminal, output } = invocation;
  const newKey = readNewKey(terminal.environment);
  if (dryRun) return foretell(invocation);
  const question = 'The old key will no longer open this ledger. Go on?';
  if (!(await confirmed(invocation, yes, question))) return 1;
  return withLedger<ExitCode>(invocation, 'own', async ({ ledger }) => {
    const resealed = await withCount(invocation, 'reseal', (onProgress) =>
      rotateKey(ledger, newKey, { onProgress }),
    );
    output.result({ resealed }, () =>
      newKey === undefined
        ? `${countOf(resealed, 'record')} sealed under the new key file.`
        : `${countOf(resealed, 'record')} sealed under the new key. From now on FOOTBRIDGE_KEY has to be it.`,
    );
    return 0;
  });
}

function foretell(invocation: Invocation): Promise<ExitCode> {
  return withLedger<ExitCode>(invocation, 'share', async ({ ledger }) => {
    const { rows } = await ledger.db.query<{ count: number }>('select count(*) as count from seal');
    const identities = Number(rows[0]?.count ?? 0);
    invocation.output.result(
      { identities },
      () =>
        `${countOf(identities, 'identity', 'identities')} would be sealed again, and the problems and before-images that hold records.`,
    );
    return 0;
  });
}

/** FOOTBRIDGE_NEW_KEY or the file of FOOTBRIDGE_NEW_KEY_FILE; neither: a key file is made. */
function readNewKey(environment: Environment): KeyObject | undefined {
  const { FOOTBRIDGE_NEW_KEY, FOOTBRIDGE_NEW_KEY_FILE } = environment;
  if (!FOOTBRIDGE_NEW_KEY && !FOOTBRIDGE_NEW_KEY_FILE) return undefined;
  return parseKey(resolveSecret(secret('FOOTBRIDGE_NEW_KEY'), environment), 'FOOTBRIDGE_NEW_KEY');
}
