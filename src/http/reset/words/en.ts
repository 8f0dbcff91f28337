/** The page in English. */
import { listWith, some } from './counting.ts';
import type { Words } from './words.ts';

export const en: Words = {
  name: 'English',
  languages: 'Language',
  error: 'Error',
  problem: 'There is a problem',
  goOn: 'Continue',
  toLogin: 'Go to sign-in',
  fallback: 'Sign in with your old account instead',
  help: { title: 'Need help?', web: 'Help pages', mail: 'E-mail', phone: 'Phone' },
  factors: {
    totp: 'authenticator app',
    webauthn: 'passkey or security key',
    'recovery-codes': 'recovery codes',
    sms: 'codes by text message',
    email: 'codes by e-mail',
  },
  and: listWith('en'),
  welcome: {
    reset: {
      title: 'Set up your new sign-in',
      text: 'We have moved to a new sign-in. Your account and your data are here already. All that is missing is a new way to sign in.',
    },
    enrol: {
      title: 'Set up your second step again',
      text: 'We have moved to a new sign-in. Your password works as before, but your second step could not come along.',
    },
    recovery: {
      title: 'Get back into your account',
      text: 'Our support team has opened this page for you, so that you can set up a new way to sign in.',
    },
    lost: (factors) => `To be set up again: ${factors}.`,
    takes: 'This takes about two minutes.',
    begin: 'Begin',
    unexpected: 'You did not expect this? Close the page. Nothing has been changed.',
  },
  confirm: {
    title: 'Confirm that it is you',
    code: {
      text: (sentTo) => `We have sent a code to ${sentTo}. It can take a minute to arrive.`,
      label: 'Code',
      again: 'Send a new code',
      wrong: 'This code is not right, or it has expired. Check it, or ask for a new one.',
    },
    fact: {
      text: 'Please tell us something that we have on file about you.',
      wrong: 'This is not what we have on file. Check it and try again.',
    },
    facts: {
      'profile.birthdate': 'Date of birth',
      'profile.family_name': 'Last name',
      'profile.given_name': 'First name',
      'profile.address.postal_code': 'Postal code',
      'profile.phone_number': 'Phone number',
    },
    password: {
      text: 'Enter the password that you sign in with today.',
      label: 'Current password',
      wrong: 'This password is not right. Check it and try again.',
    },
  },
  credential: {
    title: 'Choose how you sign in',
    passkey: {
      title: 'With a passkey',
      text: 'You sign in with your fingerprint, your face or the PIN of this device. There is nothing to remember, and nothing that anybody could steal from you by e-mail.',
      make: 'Create a passkey',
      failed: 'No passkey was created. Try again, or choose a password.',
      there: 'Create a passkey at the new sign-in',
    },
    password: {
      title: 'With a password',
      instead: 'Use a password instead',
      account: 'Your account',
      label: 'New password',
      show: 'Show password',
      hide: 'Hide password',
      save: 'Save password',
      there: 'Set a password at the new sign-in',
      enough: 'Long enough.',
      more: 'Characters still missing:',
    },
  },
  rules: {
    title: 'Your password',
    length: (min, max) => `has between ${min} and ${max} characters, spaces included`,
    advice: 'Several words in a row are easy to remember and hard to guess. You may paste it.',
    notKnown: 'is not one that has appeared in a data breach or that many people use',
    notAccount: 'is not your user name or e-mail address',
    notOld: 'is not one that you have used here before',
    digits: (min) => `has at least ${some('en', min, { one: 'digit', other: 'digits' })}`,
    upper: (min) => `has at least ${some('en', min, { one: 'capital letter', other: 'capital letters' })}`,
    lower: (min) => `has at least ${some('en', min, { one: 'small letter', other: 'small letters' })}`,
    special: (min) =>
      `has at least ${some('en', min, { one: 'special character', other: 'special characters' })}`,
  },
  refused: {
    tooShort: (min) => `Your password is too short. It needs at least ${min} characters.`,
    tooLong: (max) => `Your password is too long. It may have ${max} characters at most.`,
    known: 'This password is used by many people or has appeared in a data breach. Choose another one.',
    contextual: 'This password is made of words that are easy to guess here. Choose another one.',
    old: 'You have used this password before. Choose another one.',
    digits: (min) => `Your password needs at least ${some('en', min, { one: 'digit', other: 'digits' })}.`,
    upper: (min) =>
      `Your password needs at least ${some('en', min, { one: 'capital letter', other: 'capital letters' })}.`,
    lower: (min) =>
      `Your password needs at least ${some('en', min, { one: 'small letter', other: 'small letters' })}.`,
    special: (min) =>
      `Your password needs at least ${some('en', min, { one: 'special character', other: 'special characters' })}.`,
    target: (said) => `The new sign-in did not take this password: ${said}`,
  },
  factor: {
    title: 'Set up your authenticator app',
    lost: (factors) => `This could not be moved and is set up again now: ${factors}.`,
    required: 'Beside your password you need a code from an app on your phone when you sign in.',
    scan: 'Scan this picture with an authenticator app.',
    picture: 'QR code for your authenticator app; the key below says the same',
    open: 'Open in the app on this device',
    secret: 'Or enter this key in the app:',
    label: 'Six digits that the app shows',
    wrong: 'This code is not right. Wait for the next one and enter that.',
    check: 'Check and continue',
    skip: 'Not now',
  },
  codes: {
    title: 'Keep these recovery codes',
    text: 'If you lose your phone, each of these codes lets you in once. Keep them where you keep important papers.',
    once: 'We show them only now.',
    print: 'Print',
    download: 'Save as a file',
    kept: 'I have kept them',
  },
  there: {
    title: 'Continue at the new sign-in',
    text: (host) => `The next step is at ${host}. Afterwards you come back here.`,
    go: (host) => `Continue at ${host}`,
    back: 'I have done that',
  },
  mailed: {
    title: 'Look at your e-mail',
    text: 'The new sign-in has sent you a message. Open it and follow the link in it. You can close this page.',
  },
  atLogin: {
    title: 'One more step when you sign in',
    text: 'Go to the sign-in page. It asks you for the rest there.',
  },
  done: {
    title: 'All set',
    passkey: 'Your passkey is ready. From now on you sign in with it.',
    password: 'Your new password is saved. From now on you sign in with it.',
    factor: 'Your second step is set up.',
    there: 'Your new sign-in is set up.',
    notice: 'We are sending you a message to confirm this.',
  },
  crossed: {
    title: 'There is nothing left to do',
    text: 'Your new sign-in is set up already. Just sign in as usual.',
  },
  invalid: {
    title: 'This link does not work any more',
    text: 'It has been used, has expired, or a newer one has replaced it. Nothing about your account has changed.',
  },
  later: {
    title: 'Please try again in a moment',
    text: 'The new sign-in does not answer at the moment. Nothing is lost: you can continue where you are.',
    again: 'Try again',
  },
  held: {
    title: 'We have to look at this ourselves',
    text: 'Something about your account needs a person. Our support team knows about it already. Nothing is lost.',
  },
  throttled: {
    title: 'Too many tries',
    text: (minutes) => `Please try again in ${some('en', minutes, { one: 'minute', other: 'minutes' })}.`,
  },
  failed: {
    title: 'Something went wrong here',
    text: 'This is our fault, not yours. Please try again in a few minutes.',
  },
  stale: {
    title: 'This page was open too long',
    text: 'What you sent could not be taken. Nothing has been changed. Please continue from here.',
  },
  newLink: {
    title: 'Get a new link',
    text: 'We send a new link to the address that we have on file for you.',
    send: 'Send a new link',
    label: 'E-mail address, phone number or user name',
    or: 'Ask for one without the old link',
    sent: {
      title: 'Look at your messages',
      text: 'If we know you, a new link is on its way to the address that we have on file. It can take a few minutes. The old link does not work any more then.',
    },
  },
  unsubscribe: {
    title: 'No more reminders?',
    text: 'We then send you no more reminders. You still have to set up your new sign-in, and the link you have stays good.',
    send: 'No more reminders',
    done: {
      title: 'You get no more reminders',
      text: 'The link in your last message still works until the day it names.',
    },
  },
  voice: {
    title: 'Enter the code from our support team',
    text: 'The code that you were given on the phone can be used once and for a short time.',
    identifier: 'E-mail address, phone number or user name',
    code: 'Code from support',
    send: 'Continue',
    link: 'Enter a code from our support team',
  },
};
