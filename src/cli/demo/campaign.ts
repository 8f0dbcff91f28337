/**
 * The last chapter of the demo: customers whose hash was lost are asked to set a new password, and one of them does.
 *
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Output } from '../output.ts';
import { countOf } from '../words.ts';
import { type Commands, startCommands } from './commands.ts';
import { addressesFor, type ServerNote } from './folder.ts';
import { Mail } from './mail.ts';
import { createVisitor } from './new-password.ts';
import { passwordOf } from './old-shop.ts';
import type { Observation } from './rush-hour.ts';
import { describeScene } from './scenes.ts';
import { signIn } from './sign-in.ts';

/** As `footbridge reset` calls it. */
export const CAMPAIGN = 'lost-hashes';

/** What the one who comes chooses; before it, what the page refuses: it is known to everybody who guesses. */
const CHOSEN = 'seven green lanterns at dusk';
const TOO_KNOWN = 'passwordpassword';

/** @returns everything that was observed; all of it is said as well */
export async function playCampaign(
  note: ServerNote,
  parent: string,
  output: Output,
): Promise<readonly Observation[]> {
  const commands = startCommands(parent, addressesFor(note));
  try {
    const begun = await begin(commands);
    const mails = await awaitMails(note, begun.asked);
    const [mail] = mails;
    const observed = [
      ...begun.observed,
      observe(
        'the mailbox',
        'by SMTP',
        countOf(mails.length, 'mail'),
        mails.length === begun.asked,
        `${note.url}/mailbox`,
      ),
      ...(mail === undefined ? [] : await setPassword(note, mail)),
    ];
    describeScene('Their hash was lost', 'they are asked to set a new password', observed, output);
    return observed;
  } finally {
    await commands.close();
  }
}

const Checked = z.object({ ready: z.boolean() });
const Foreseen = z.object({
  counts: z.record(z.string(), z.number()),
  forecast: z.object({
    messages: z.number(),
    days: z.array(z.unknown()),
    tickets: z.object({ value: z.number() }),
  }),
});
const Started = z.object({ prepared: z.boolean(), counts: z.record(z.string(), z.number()) });

async function begin(commands: Commands) {
  const { ready } = await commands.run(['reset', 'check'], Checked);
  const dryRun = await commands.run(['reset', 'start', CAMPAIGN, '--dry-run'], Foreseen);
  const { messages, days, tickets } = dryRun.forecast;
  const { prepared, counts } = await commands.run(['reset', 'start', CAMPAIGN, '--yes'], Started);
  const { asked = 0, unreachable = 0 } = counts;
  const expected = `${countOf(messages, 'message')} on ${countOf(days.length, 'day')}, ${countOf(tickets.value, 'ticket')}`;
  const observed = [
    observe(
      'reset check',
      'mail, page, target',
      ready ? 'ready' : 'not ready',
      ready,
      'before anybody is written to',
    ),
    observe('its forecast', 'until the last mail', expected, dryRun.counts.asked === asked, 'with reminders'),
    observe(
      'reset start',
      CAMPAIGN,
      `${asked} are asked`,
      prepared,
      `${unreachable} for support: no proven address`,
    ),
  ];
  return { asked, observed };
}

/** Milliseconds between looks into the mailbox; and after which nothing is expected any more. */
const LOOK_EVERY = 50;
const PATIENCE = 15_000;

/** `footbridge serve` sends them. */
async function awaitMails({ url }: ServerNote, expected: number): Promise<readonly Mail[]> {
  const latest = Date.now() + PATIENCE;
  for (;;) {
    const response = await fetch(`${url}/mailbox.json`);
    const mails = z.array(Mail).parse(await response.json());
    if (mails.length >= expected || Date.now() > latest) return mails;
    await sleep(LOOK_EVERY);
  }
}

/** One of them, from the link to a login, with what must not work beside it. */
async function setPassword({ url }: ServerNote, { to, link = '' }: Mail): Promise<readonly Observation[]> {
  const who = nameIn(to);
  const visitor = createVisitor(url);
  const login = async (means: string, password: string, expected: string, remark: string) => {
    const answer = await signIn(url, { email: to, password });
    return observe(who, means, answer, answer === expected, remark);
  };
  const choose = async (password: string, expected: string, remark: string) => {
    const answer = await visitor.choose(password);
    return observe(who, `"${password}"`, answer, answer === expected, remark);
  };
  const open = async (opens: boolean, remark: string) => {
    const opened = await visitor.open(link);
    return observe(who, 'the link in the mail', opened ? 'opens' : 'opens nothing', opened === opens, remark);
  };
  const before = [
    await login('the old password', oldPasswordOf(to), 'refused', 'nobody can judge it any more'),
    await open(true, ''),
  ];
  await visitor.begin();
  return [
    ...before,
    await choose(TOO_KNOWN, 'refused', 'by the page: too easy to guess'),
    await choose(CHOSEN, 'set', 'in Better Auth'),
    await login('the new password', CHOSEN, 'signed in', ''),
    await login('the old password', oldPasswordOf(to), 'refused', 'as before'),
    await open(false, 'a second time'),
  ];
}

function observe(
  who: string,
  means: string,
  answer: string,
  asExpected: boolean,
  remark: string,
): Observation {
  return { who, means, answer, asExpected, remark };
}

/** The shop made its addresses of name and number (`old-shop.ts`). */
function nameIn(address: string): string {
  const [first = '', last = ''] = address.split('.');
  return [first, last].map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join(' ');
}

function oldPasswordOf(address: string): string {
  return passwordOf(/\d+(?=@)/.exec(address)?.[0] ?? '');
}
