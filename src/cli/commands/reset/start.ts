/** `footbridge reset start`: says what a campaign would bring, asks, and writes down whom it means and their messages. */
import { CampaignSettings } from '../../../engine/reset/campaign.ts';
import { requireReady } from '../../../engine/reset/check-campaign.ts';
import type { ResetParts } from '../../../engine/reset/parts.ts';
import { type CampaignPreview, lookAhead } from '../../../engine/reset/preview.ts';
import { startCampaign } from '../../../engine/reset.ts';
import { externalId } from '../../../ledger/blind-index.ts';
import { findCampaign } from '../../../ledger/sql/campaigns.ts';
import { FootbridgeError } from '../../../problems/problem.ts';
import { readNumber } from '../../arguments.ts';
import { confirmed } from '../../confirm.ts';
import { type Opened, withLedger } from '../../parts.ts';
import { readCircumstances } from '../../plan/circumstances.ts';
import { type CampaignFlags, campaignSettings, expectedAnswers } from '../../reset/campaign-settings.ts';
import { resetConfigOf, withReset } from '../../reset/open-reset.ts';
import { outside } from '../../reset/outside.ts';
import { describePreview } from '../../reset/words.ts';
import type { ExitCode } from '../../terminal.ts';
import { withCount, withProgress } from '../../with-progress.ts';
import { countOf } from '../../words.ts';
import type { AddCommand, Invocation } from '../command.ts';
import { addSettings } from './change.ts';

interface StartFlags extends CampaignFlags {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly show: string;
}

export const addStart: AddCommand = (reset, act) => {
  const start = reset
    .command('start')
    .description('begin a campaign: say what it would bring, ask, and write down whom it means')
    .argument('<name>', 'lower-case letters, digits and hyphens')
    .option('--purpose <purpose>', '`reset`, or `enrol`: a factor that could not travel', 'reset')
    .option('--cohort <name...>', 'of the plan; absent: everybody whose path or credential plan is reset')
    .option('--rule <rule>', 'only those for whom it holds: docs/cohorts.md');
  addSettings(start)
    .option('--dry-run', 'say who would get what and when the last one goes out; writes nothing')
    .option('--show <customers>', 'how many the dry run lists, without their addresses', '20')
    .option('--yes', 'do not ask')
    .action(
      act((invocation, name: string, flags: StartFlags) =>
        withLedger<ExitCode>(invocation, 'share', (opened) =>
          withReset(invocation, opened, (parts) => begin(invocation, opened, parts, name, flags)),
        ),
      ),
    );
};

async function begin(
  invocation: Invocation,
  opened: Opened,
  parts: ResetParts,
  name: string,
  flags: StartFlags,
): Promise<ExitCode> {
  const { loaded, ledger } = opened;
  const { output } = invocation;
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(name))
    throw new FootbridgeError(
      'USAGE_WRONG',
      'A campaign is called by lower-case letters, digits and hyphens',
    );
  const { dryRun = false, yes = false } = flags;
  const there = await findCampaign(ledger.db, name);
  if (there !== undefined && there.state !== 'preparing' && !dryRun)
    throw new FootbridgeError('CAMPAIGN_CONTROL_INVALID', `There is a campaign "${name}" already`);
  const typed = campaignSettings(loaded.config, resetConfigOf(loaded), flags);
  // What is asked about is what goes on: one that was killed here keeps its settings.
  const goesOn = there?.state === 'preparing';
  const settings = goesOn ? CampaignSettings.parse(there.settings) : typed;
  const { lists } = await readCircumstances(loaded, ledger);
  const preview = await withCount(invocation, 'select', (tell) =>
    lookAhead(parts, {
      settings,
      lists,
      answering: expectedAnswers(loaded.config),
      ...(goesOn ? { campaignId: there.id } : {}),
      show: dryRun ? readNumber(flags.show, '--show') : 0,
      onPage: tell,
    }),
  );
  if (dryRun) return showPreview(invocation, name, settings, preview);
  output.say(describePreview(preview, output.paint));
  if (there === undefined) await requireReady(parts, outside);
  const question = `${countOf(preview.counts.asked ?? 0, 'customer')} would be written to. Go on?`;
  if (!(await confirmed(invocation, yes, question))) return 1;
  const { campaign, prepared, counts } = await withProgress(invocation, ({ stop }, onProgress) =>
    startCampaign(parts, {
      name,
      settings,
      lists,
      stop,
      onPage: (sofar) => {
        const done = Object.values(sofar).reduce((sum, count) => sum + count, 0);
        onProgress({ phase: 'prepare', done, rate: 0, counts: sofar });
      },
    }),
  );
  output.result({ campaign: name, prepared, counts, forecast: preview.forecast }, () =>
    prepared
      ? `Campaign "${name}" has begun. \`footbridge serve\`, \`footbridge worker\` and \`footbridge reset send\` send what is due.`
      : campaign.state === 'stopped'
        ? `Campaign "${name}" was stopped meanwhile; nothing goes out.`
        : 'Stopped before everybody was selected; nothing goes out yet. The same command goes on.',
  );
  if (!prepared) return campaign.state === 'stopped' ? 1 : 130;
  return (counts.unreachable ?? 0) > 0 ? 3 : 0;
}

function showPreview(
  { output }: Invocation,
  name: string,
  settings: CampaignSettings,
  preview: CampaignPreview,
): ExitCode {
  const first = preview.first.map(({ id, reach, ...one }) => ({
    id: externalId(id),
    ...one,
    ...(reach === undefined ? {} : { channel: reach.channel }),
  }));
  output.result({ campaign: name, settings, ...preview, first }, () =>
    ['Nothing was written.', describePreview(preview, output.paint)].join('\n'),
  );
  return (preview.counts.unreachable ?? 0) > 0 ? 3 : 0;
}
