/** `footbridge reset pause | resume | stop | remind`: steers a campaign, while it runs and from another terminal. */
import { endCampaign, remindCampaign, steerCampaign } from '../../../engine/reset.ts';
import { confirmed } from '../../confirm.ts';
import { operatorName, withLedger } from '../../parts.ts';
import type { ExitCode } from '../../terminal.ts';
import { countOf } from '../../words.ts';
import type { AddCommand } from '../command.ts';

const WISHES = {
  pause: 'send nothing more until it is resumed; links that are out stay good',
  resume: 'go on after a pause',
} as const;

export const addSteering: AddCommand = (reset, act) => {
  for (const wanted of ['pause', 'resume'] as const) {
    reset
      .command(wanted)
      .description(WISHES[wanted])
      .argument('<name>')
      .action(
        act((invocation, name: string) =>
          withLedger<ExitCode>(invocation, 'share', async ({ ledger }) => {
            const { terminal, output } = invocation;
            const { state } = await steerCampaign(ledger, name, wanted, operatorName(terminal.environment));
            output.result({ campaign: name, state }, () => `Campaign "${name}" is ${state}.`);
            return 0;
          }),
        ),
      );
  }
};

export const addStop: AddCommand = (reset, act) => {
  reset
    .command('stop')
    .description('end it: nothing more goes out, ever; links that are out stay good')
    .argument('<name>')
    .option('--yes', 'do not ask')
    .action(
      act((invocation, name: string, { yes = false }: { yes?: boolean }) =>
        withLedger<ExitCode>(invocation, 'share', async ({ ledger }) => {
          const { terminal, output } = invocation;
          if (!(await confirmed(invocation, yes, `Campaign "${name}" would end for good. Go on?`))) return 1;
          const { state } = await endCampaign(ledger, name, operatorName(terminal.environment));
          output.result({ campaign: name, state }, () => `Campaign "${name}" is ${state}.`);
          return 0;
        }),
      ),
    );
};

export const addRemind: AddCommand = (reset, act) => {
  reset
    .command('remind')
    .description('remind now whoever is not done: nobody twice in a day, nobody more than five times')
    .argument('<name>')
    .action(
      act((invocation, name: string) =>
        withLedger<ExitCode>(invocation, 'share', async ({ ledger }) => {
          const { terminal, output } = invocation;
          const operator = operatorName(terminal.environment);
          const reminded = await remindCampaign({ ledger, operator, now: Date.now }, name);
          output.result(
            { campaign: name, reminded },
            () => `${countOf(reminded, 'customer')} will be reminded now.`,
          );
          return 0;
        }),
      ),
    );
};
