/**
 * What to do when it goes wrong: signs, steps with their exact commands, and what customers are told meanwhile.
 *
 * Every command stops or undoes something and none of them loses anything: that is why they may be typed by whoever is
 * there.
 *
 * @module
 */
import type { Emergency } from './playbook-document.ts';

export const EMERGENCIES: readonly Emergency[] = [
  {
    id: 'flood',
    title: 'A flood of tickets',
    signs: [
      'Twice as many tickets in an hour as the calendar expects, or a queue that grows for half an hour.',
      'Many of them say the same sentence.',
    ],
    steps: [
      {
        text: 'Pause the campaign. Nobody else gets a message; links that are out stay good.',
        command: 'footbridge reset pause CAMPAIGN',
      },
      {
        text: 'See what they call about, and from which cohort.',
        command: 'footbridge tickets list --by cohort',
      },
      { text: 'See where people stop on the page.', command: 'footbridge reset funnel CAMPAIGN' },
      {
        text: 'Widen capacity: put the announcement below on the telephone line and the status page first (it takes calls away within minutes), then call in the second shift.',
      },
      {
        text: 'If one sentence of a message causes it: correct the text, and look at it.',
        command: 'footbridge reset preview --kind invitation',
      },
      {
        text: 'Go on slower: fewer messages an hour, no more than your support can answer.',
        command: 'footbridge reset change CAMPAIGN --per-hour 200 --tickets-per-day 100',
      },
      {
        text: 'Go on, in the morning and not before a weekend.',
        command: 'footbridge reset resume CAMPAIGN',
      },
    ],
    announce:
      'Many of you are setting up the new login today, so it may take longer to reach us. Your account is safe. You need not hurry: your link works for several days, and the page sends you a new one if it has expired.',
    over: 'Fewer tickets an hour than the calendar expects, for two hours.',
  },
  {
    id: 'lockout',
    title: 'Right passwords are refused',
    signs: [
      'Several customers are sure of their password, and the login refuses it.',
      'They crossed in the same wave, or in the same hour.',
    ],
    steps: [
      { text: 'Stop moving more people; what is in flight is finished.', command: 'footbridge run pause' },
      {
        text: 'Let the old system answer the cohort again, where it is still there.',
        command: 'footbridge route set COHORT --to legacy',
      },
      { text: 'See what is known about one of them.', command: 'footbridge where CUSTOMER' },
      {
        text: 'See whether it is one password format: problems are listed with their code.',
        command: 'footbridge problems list',
      },
      {
        text: 'Try that population with synthetic customers; a proof that fails names the format.',
        command: 'footbridge prove',
      },
      {
        text: 'Look at what undoing the run would change, then undo it.',
        command: 'footbridge rollback RUN --dry-run',
      },
      {
        text: 'Undo it: those who changed something since are kept and listed.',
        command: 'footbridge rollback RUN',
      },
    ],
    announce:
      'Some of you cannot log in at the moment although your password is right. This is our mistake, not yours, and your account is safe. Please do not set a new password; try again in an hour. We will say here when it works.',
    over: 'The proof is right again, and three of those who called have logged in.',
  },
  {
    id: 'cut-over',
    title: 'A cut-over that failed',
    signs: [
      'The new platform is down or very slow, or an import ends with an error that does not go away.',
      'Logins fail for everybody and not for one population.',
    ],
    steps: [
      { text: 'Stop what is going on.', command: 'footbridge run pause' },
      {
        text: 'Stop messages: nobody is asked to go where nothing works.',
        command: 'footbridge reset pause CAMPAIGN',
      },
      {
        text: 'Send everybody back to the old login, where it still lives: point the login page at it, and the cohorts.',
        command: 'footbridge route set others --to legacy',
      },
      { text: 'See where everybody is. The numbers add up, always.', command: 'footbridge status' },
      { text: 'Find the run.', command: 'footbridge run list' },
      {
        text: 'Decide by the clock and not by hope: if it does not work an hour after it began, go back.',
        command: 'footbridge rollback RUN --dry-run',
      },
      { text: 'Go back.', command: 'footbridge rollback RUN' },
      {
        text: 'Afterwards: verify that nothing in the record was changed.',
        command: 'footbridge audit verify',
      },
    ],
    announce:
      'Logging in does not work at the moment. We know about it and are working on it. Your account and everything in it are safe, and you need not do anything.',
    over: 'The programme lead says so, after a test customer of each cohort has logged in.',
  },
  {
    id: 'mail',
    title: 'Messages do not arrive',
    signs: [
      'Customers of one mail provider say that nothing came; bounces or complaints rise.',
      'The mail server refuses, or says “try again later”.',
    ],
    steps: [
      {
        text: 'Pause the campaign: every further message makes a bad reputation worse.',
        command: 'footbridge reset pause CAMPAIGN',
      },
      {
        text: 'See how many came back, by channel and reason.',
        command: 'footbridge reset bounces list --campaign CAMPAIGN',
      },
      {
        text: 'Send one to a mailbox of your own at that provider, and look into the folder for junk.',
        command: 'footbridge reset test-send --to YOU@PROVIDER.EXAMPLE',
      },
      {
        text: 'Ask whoever runs the mail server about SPF, DKIM and DMARC, and about lists of blocked senders.',
      },
      {
        text: 'List whom no message reaches, for support to find another way.',
        command: 'footbridge reset undeliverable list --campaign CAMPAIGN',
      },
      { text: 'Go on slowly.', command: 'footbridge reset change CAMPAIGN --per-hour 100' },
      { text: 'And resume.', command: 'footbridge reset resume CAMPAIGN' },
    ],
    announce:
      'Some of our messages about the new login arrive late. You need not wait for one: open our page and ask for a link there.',
    over: 'A test message arrives at that provider, outside the folder for junk.',
  },
  {
    id: 'wrong-account',
    title: 'The wrong account',
    signs: [
      'A customer sees the data of somebody else, or an account was changed by somebody who is not its owner.',
    ],
    steps: [
      { text: 'Stop moving people.', command: 'footbridge run pause' },
      { text: 'Stop messages.', command: 'footbridge reset pause CAMPAIGN' },
      { text: 'Tell security. Keep everything; delete nothing.' },
      {
        text: 'See what happened to both customers, on one line of time.',
        command: 'footbridge where CUSTOMER',
      },
      { text: 'See whether their records were united, and by which rule.', command: 'footbridge link list' },
      {
        text: 'Write down who did what and when, from the record that cannot be changed.',
        command: 'footbridge audit verify',
      },
    ],
    announce: 'Nothing, before security has said what. Take the call, the time and a number to call back.',
    over: 'Security says so.',
  },
];
