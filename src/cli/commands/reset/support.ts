/** `footbridge reset resend | opt-out`: what a support agent may do alone. */
import { optOut, resendInvitation } from '../../../engine/assistance/resend.ts';
import { externalId } from '../../../ledger/blind-index.ts';
import { operatorName, withLedger } from '../../parts.ts';
import { policyOf, resetConfigOf } from '../../reset/open-reset.ts';
import type { ExitCode } from '../../terminal.ts';
import { countOf } from '../../words.ts';
import type { AddCommand } from '../command.ts';

const CUSTOMER = ['<customer>', 'what they log in with, or our id'] as const;
const REASON = ['--reason <words>', 'why, for the audit chain: the number of a ticket, no address'] as const;

export const addResend: AddCommand = (reset, act) => {
  reset
    .command('resend')
    .description('send one customer a new link, to the address we know; the old one is dead')
    .argument(...CUSTOMER)
    .requiredOption(...REASON)
    .action(
      act((invocation, customer: string, { reason }: { reason: string }) =>
        withLedger<ExitCode>(invocation, 'own', async ({ loaded, ledger }) => {
          const operator = operatorName(invocation.terminal.environment);
          const parts = { ledger, policy: policyOf(resetConfigOf(loaded)), now: Date.now };
          const { id, campaign } = await resendInvitation(parts, { customer, operator, reason });
          invocation.output.result(
            { id: externalId(id), campaign },
            () => `A new link of the campaign "${campaign}" goes out before all others. The old one is dead.`,
          );
          return 0;
        }),
      ),
    );
};

export const addOptOut: AddCommand = (reset, act) => {
  reset
    .command('opt-out')
    .description('ask one customer no more, in any campaign; their links are dead')
    .argument(...CUSTOMER)
    .requiredOption(...REASON)
    .action(
      act((invocation, customer: string, { reason }: { reason: string }) =>
        withLedger<ExitCode>(invocation, 'own', async ({ ledger }) => {
          const operator = operatorName(invocation.terminal.environment);
          const { id, ...stopped } = await optOut(ledger, { customer, operator, reason });
          invocation.output.result({ id: externalId(id), ...stopped }, () =>
            stopped.journeys === 0
              ? 'Nobody was asking them. That stays so for the campaigns there are.'
              : `Out of ${countOf(stopped.journeys, 'campaign')}; ${countOf(stopped.withdrawn, 'message')} will not go out.`,
          );
          return 0;
        }),
      ),
    );
};
