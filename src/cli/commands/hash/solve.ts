/**
 * `footbridge hash solve`: from one password that is known to the scheme that made its hash.
 *
 * @module
 */
import type { Command } from 'commander';
import { findFormat, type Solution, solve } from '../../../passwords/index.ts';
import { formatTable } from '../../words.ts';
import type { Act } from '../command.ts';
import { type BesideFlags, readBeside, takesBeside } from './options.ts';
import { type PasswordFlags, readPassword, takesPassword } from './password.ts';

export function addSolve(hash: Command, act: Act): void {
  const command = hash
    .command('solve')
    .description(
      'find the scheme from one password that is known, with its salt and pepper where there are any',
    )
    .argument('<hash>', 'in single quotes: a shell reads $ otherwise');
  takesPassword(takesBeside(command))
    .option('--slow', 'also try loops and PBKDF2 with usual numbers of rounds: up to some minutes')
    .action(
      act(async (invocation, text: string, flags: BesideFlags & PasswordFlags & { readonly slow?: true }) => {
        const { terminal, output } = invocation;
        const stored = { ...readBeside(flags, terminal), hash: text };
        const slow = flags.slow === true;
        const solutions = await solve(await readPassword(invocation, flags), stored, { slow });
        output.result(solutions, () => describeSolutions(solutions, slow));
        return solutions.length > 0 ? 0 : 1;
      }),
    );
}

function describeSolutions(solutions: readonly Solution[], slow: boolean): string {
  if (solutions.length === 0) {
    return [
      'Nothing we know makes this hash of this password.',
      'Is the salt given (--beside salt=…), and the pepper (--secret pepper=NAME)?',
      ...(slow ? [] : ['Many rounds of something may be behind it (--slow).']),
      'Else the password is another.',
    ].join('\n');
  }
  const rows = solutions.map(({ format, kind }) => [
    format,
    kind === 'rule' ? 'a rule: use it as --format' : (findFormat(format)?.title ?? ''),
  ]);
  const table = formatTable(rows, '');
  if (solutions.length === 1) return table;
  return `${table}\nAll of them make this hash. A second password and its hash tell which is meant.`;
}
