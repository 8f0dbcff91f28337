/** `footbridge reset test-handover`: begins the platform's own journey for one account of the operator's own. */
import type { OpenHandover } from '../../../engine/reset/parts.ts';
import type { Identifier } from '../../../identity/identity.ts';
import { RemoteError } from '../../../net/remote-error.ts';
import { FootbridgeError } from '../../../problems/problem.ts';
import type { BegunReset, CredentialNeed } from '../../../targets/target.ts';
import { loadConfigOf } from '../../parts.ts';
import { openHandover, resetConfigOf } from '../../reset/open-reset.ts';
import type { ExitCode } from '../../terminal.ts';
import type { AddCommand, Invocation } from '../command.ts';

interface TestFlags {
  readonly need?: string;
  readonly showLink?: boolean;
  readonly dryRun?: boolean;
}

/** Seconds: an hour, as journeys of customers have it. */
const LIFESPAN = 3_600;

export const addTestHandover: AddCommand = (reset, act) => {
  reset
    .command('test-handover')
    .description("begin the platform's own journey for one account of yours, as our page does for customers")
    .argument('<identifier>', 'what the account logs in with there')
    .option('--need <credential>', 'password, passkey or totp; absent: the first that it can ask for')
    .option('--show-link', 'print the link; whoever has it can take the account')
    .option('--dry-run', 'only look whether our rights suffice')
    .action(
      act((invocation, identifier: string, flags: TestFlags) => testHandover(invocation, identifier, flags)),
    );
};

async function testHandover(invocation: Invocation, identifier: string, flags: TestFlags): Promise<ExitCode> {
  const loaded = await loadConfigOf(invocation);
  const { journey } = resetConfigOf(loaded);
  const handover = await openHandover(loaded, invocation.terminal.environment);
  if (handover === undefined)
    throw new FootbridgeError('USAGE_WRONG', 'The configuration has no `reset.handover` to try');
  try {
    const need = readNeed(flags.need, handover);
    const failure = await failureOf(handover.session.check());
    if (failure !== undefined || flags.dryRun === true) return sayRights(invocation, handover, failure);
    const begun = await handover.session.begin(
      { identifiers: [read(identifier)] },
      { needs: [need], returnTo: `${journey.pageUrl}/back`, lifespan: LIFESPAN },
    );
    const shown = flags.showLink === true ? begun : withoutLink(begun);
    invocation.output.result({ handover: handover.id, need, rights: true, ...shown }, () =>
      describe(handover.id, begun, flags.showLink === true),
    );
    return begun.status === 'link' || begun.status === 'mailed' || begun.status === 'at-login' ? 0 : 1;
  } finally {
    await handover.session.close();
  }
}

function readNeed(wanted: string | undefined, { id, begins }: OpenHandover): CredentialNeed {
  const need = wanted === undefined ? begins[0] : begins.find((one) => one === wanted);
  if (need !== undefined) return need;
  throw new FootbridgeError('USAGE_WRONG', `${id} can ask for ${begins.join(', ')}`);
}

async function failureOf(checked: Promise<void>): Promise<string | undefined> {
  try {
    await checked;
    return undefined;
  } catch (error) {
    if (error instanceof RemoteError) return error.message;
    throw error;
  }
}

function sayRights({ output }: Invocation, { id }: OpenHandover, failure: string | undefined): ExitCode {
  const rights = failure === undefined;
  output.result({ handover: id, rights, ...(rights ? {} : { found: failure }) }, () =>
    rights ? `${id} can be reached, and our rights suffice.` : `${id} does not let us: ${failure}.`,
  );
  return rights ? 0 : 1;
}

/** As it is: the platform knows the account by what was typed. */
function read(value: string): Identifier {
  if (value.includes('@')) return { type: 'email', value };
  return { type: value.startsWith('+') ? 'phone' : 'username', value };
}

function withoutLink(begun: BegunReset) {
  if (begun.status !== 'link') return begun;
  const { url, ...rest } = begun;
  return { ...rest, leadsTo: new URL(url).host };
}

function describe(id: string, begun: BegunReset, showLink: boolean): string {
  switch (begun.status) {
    case 'link': {
      const until = begun.expiresAt === undefined ? '' : ` until ${begun.expiresAt}`;
      const where = showLink ? begun.url : `${new URL(begun.url).host} (--show-link prints it)`;
      return `${id} has made a link that opens${until}. It leads to ${where}`;
    }
    case 'mailed':
      return `${id} has written to the account itself.`;
    case 'at-login':
      return `${id} asks at the next login.`;
    case 'refused':
      return `${id} refuses it: ${begun.problem.found ?? begun.problem.code}.`;
    case 'retry':
      return `${id} did not begin one this time: ${begun.found}.`;
    case 'unknown':
      return `Nobody knows whether ${id} has begun one: ${begun.found}.`;
  }
}
