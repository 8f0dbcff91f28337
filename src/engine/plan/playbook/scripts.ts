/**
 * What the help desk says and does, by what a crossing means for the customer on the line.
 *
 * Written to be read aloud. No script asks for a password or a code: whoever learns here that support never does will
 * not tell one to a swindler either.
 *
 * @module
 */
import type { Concern, Script, Step } from './playbook-document.ts';

/** What stands before every conversation. */
export const ALWAYS = [
  'Find the customer before you answer: the command `footbridge where CUSTOMER` says which path they are on, what they were sent and how far they came.',
  'Believe customers who say that their password is right: note when they tried. Three such calls in ten minutes are no accident.',
  'Tag every ticket with the cohort or the campaign, so that the plan hears about it.',
  'When in doubt, promise a call back, and ask.',
] as const;

export const NEVER = [
  'Never ask for a password: not the old one, not the new one, not “just the first letters”.',
  'Never ask a customer to read a code to you. The only code on the telephone is the one of assisted recovery, and there it is you who says it.',
  'Never send a link to an address or a number that the customer tells you on the telephone; links go to what the account already has.',
  'Never say to a stranger whether an address has an account with us.',
  'Never change or delete an account by hand in the new platform: a second account would be made, or the old one could not be undone.',
] as const;

type Words = Pick<Script, 'title' | 'notices' | 'ask' | 'say' | 'steps'>;

const LOOK: Step = { text: 'Look up where the customer stands.', command: 'footbridge where CUSTOMER' };

export const SCRIPTS = {
  unchanged: {
    title: 'Nothing changes for them',
    notices: [
      'At most a login page that looks new. Their password is the same.',
      'They may have to log in once more, because being logged in does not move.',
    ],
    ask: [
      'What do you log in with: your e-mail address, a number, a user name? (Customers often try another one than usual.)',
      'Which message do you see, in its words, and when did you try last?',
    ],
    say: [
      '“We have a new login. Your account and your password are the same as before.”',
      '“If the page does not take your password, ‘Forgot password’ on the login page helps at once. You will lose nothing by it.”',
    ],
    steps: [
      LOOK,
      {
        text: 'Where it says that the customer is held: a person has to decide. Pass on the number of the problem.',
      },
      {
        text: 'Where it says moved, and a password they are sure of is refused: count it for “Right passwords are refused”, then offer “Forgot password”.',
      },
    ],
  },
  'at-login': {
    title: 'They cross by themselves when they next log in',
    notices: [
      'Nothing: they log in with the password they have. The first time takes a moment longer.',
      'Somebody who has not been here for a long time may be asked for a new password later.',
    ],
    ask: [
      'Which password did you try: the one you always use? (Only yes or no. Never the password.)',
      'Did it work before, and on which day?',
    ],
    say: [
      '“Log in as you always do. The first time we check your password with the old system, so it takes a moment longer.”',
      '“Too many attempts in a row make every login wait, for your safety. Please try again in a quarter of an hour.”',
    ],
    steps: [
      LOOK,
      {
        text: 'Where the login does not get through although the password is right: an engineer can let this one customer be answered by the old system for now.',
        command: 'footbridge route pin CUSTOMER --to legacy',
      },
    ],
  },
  reset: {
    title: 'They must set a new password',
    notices: [
      'A message with a link. Their old password no longer works.',
      'On the page behind the link they choose a passkey or a new password. It takes about two minutes.',
      'Reminders, if they do not do it. Every message makes the link of the one before useless.',
    ],
    ask: [
      'Did you get our message? Please look for it in the folder for junk, too.',
      'When you opened the link, what did the page say, in its words?',
      'Do you still have the mailbox, or the phone, that your account has? (Do not ask for the address: they may name it, and you compare.)',
    ],
    say: [
      '“We do write to customers about the new login at the moment. If you want to be sure, leave the link alone and type our address into your browser yourself.”',
      '“We could not take your old password along. It is stored so that nobody can read it, not even we. Your account and everything in it are there.”',
      '“A link works once and for some days. If yours has expired, open it all the same: the page sends you a new one.”',
      '“I can’t set a password for you, and I don’t want to know it. That is for your safety.”',
    ],
    steps: [
      LOOK,
      {
        text: 'See which messages went out and how far they came.',
        command: 'footbridge reset customer CUSTOMER',
      },
      {
        text: 'No message arrived, and nothing is in the folder for junk: send a new link, to the address the account has and to no other.',
        command: 'footbridge reset resend CUSTOMER --reason "ticket NUMBER"',
      },
      {
        text: 'They do not want to be asked any more: nothing else goes out, and their link is dead. Their account stays.',
        command: 'footbridge reset opt-out CUSTOMER --reason "ticket NUMBER"',
      },
      {
        text: 'They have neither the mailbox nor the phone any more: begin assisted recovery, which takes a second agent. Check what your procedure for this level asks for, and write down what you checked.',
        command:
          'footbridge assist request CUSTOMER --level IAL1 --check "strong driving-licence visual-inspection visual-comparison"',
      },
      {
        text: 'Another agent looks at what was checked, and approves or refuses.',
        command: 'footbridge assist approve ID',
      },
      {
        text: 'The code is shown once, to the agent who approved, who says it on the telephone. The customer types it into the page themselves.',
        command: 'footbridge assist code ID',
      },
    ],
  },
  factor: {
    title: 'One part of their login could not move',
    notices: [
      'Their password is the same. A message asks them to set up their second login step again.',
      'The old entry in their authenticator app, or the codes by text message, no longer count.',
    ],
    ask: [
      'What did you use beside your password until now: an app, codes by text message, a security key?',
      'Did you get our message? What did the page say?',
    ],
    say: [
      '“Your password stays as it is. Your second step is tied to the old system, so it has to be set up once more.”',
      '“Please keep your phone at hand. You may delete the old entry in your app afterwards.”',
      '“At the end the page shows recovery codes, once. Please keep them where you will find them without your phone.”',
    ],
    steps: [
      LOOK,
      {
        text: 'See which messages went out and how far they came.',
        command: 'footbridge reset customer CUSTOMER',
      },
    ],
  },
  provider: {
    title: 'They log in without a password',
    notices: [
      'Nothing: they log in through their provider (Google, Apple, their company …) or with a passkey, as before.',
    ],
    ask: [
      'Which button do you use to log in?',
      'Has it offered to make a new account? (Then stop, and pass it on.)',
    ],
    say: [
      '“Please use the same button as before. There is no password of ours to remember.”',
      '“If you are asked to make a new account, please stop there and tell us: you have one.”',
    ],
    steps: [LOOK],
  },
  stays: {
    title: 'They do not move',
    notices: ['Their account is not in the new platform. The plan has decided so, with a reason.'],
    ask: ['When did you use your account last?'],
    say: [
      '“I can’t find an account that I could help you with here. I will pass on your question, and somebody calls you back.”',
    ],
    steps: [
      {
        text: 'Look up why, and pass it on; never make a new account for them.',
        command: 'footbridge plan explain CUSTOMER',
      },
    ],
  },
} as const satisfies Record<Concern, Words>;
