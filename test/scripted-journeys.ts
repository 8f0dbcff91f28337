/**
 * Journeys that answer what a test tells them: for everything that is the page's own.
 *
 * @module
 */
import { createSecretKey, randomBytes } from 'node:crypto';
import type { JourneySession, Journeys, JourneyView, Went } from '../src/engine/reset/journey.ts';
import { openPage, type PageParts, type ResetPage } from '../src/http/reset/open-page.ts';
import { sealsWith } from '../src/ledger/seal.ts';

export const GOOD_TOKEN = 'g'.repeat(43);
export const NOW = Date.parse('2026-11-20T12:00:00Z');

const SESSION: JourneySession = {
  invitationId: '0d6a0a35-9f2c-4d5a-8a53-1f3f2a1f0001',
  identityId: '0d6a0a35-9f2c-4d5a-8a53-1f3f2a1f0002',
  purpose: 'reset',
  language: 'en',
  until: NOW + 1_800_000,
  confirmed: true,
  factors: [],
};

const RULES = { min: 15, max: 128 } as const;

/** Every page that the engine can ask for, as customers see it. */
export const VIEWS = {
  welcome: { step: 'welcome', purpose: 'reset', lost: [] },
  lost: { step: 'welcome', purpose: 'enrol', lost: ['totp', 'sms'] },
  code: { step: 'confirm', by: 'code', sentTo: 'm•••@e•••.com', wrong: false },
  fact: { step: 'confirm', by: 'fact', fact: 'profile.birthdate', wrong: true },
  current: { step: 'confirm', by: 'password', wrong: false },
  credential: {
    step: 'credential',
    passkey: 'here',
    password: 'here',
    rules: RULES,
    refused: [],
    account: 'mia@example.com',
  },
  refused: {
    step: 'credential',
    passkey: 'here',
    password: 'here',
    rules: { ...RULES, target: { digits: 1, upper: 2, history: 3, notEmail: true, other: [] } },
    refused: [{ why: 'too-short', min: 15 }, { why: 'digits', min: 1 }, { why: 'known' }],
  },
  elsewhere: { step: 'credential', passkey: 'there', password: 'there', rules: RULES, refused: [] },
  factor: {
    step: 'factor',
    why: 'lost',
    lost: ['totp'],
    totpUri: 'otpauth://totp/Acme:mia%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=Acme',
    totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
    wrong: false,
    optional: true,
  },
  codes: {
    step: 'recovery-codes',
    codes: Array.from({ length: 10 }, (_, index) => `${index}K3F-9QWT-M2XA`),
  },
  there: { step: 'there', url: 'https://login.example.com/reset?key=1' },
  mailed: { step: 'handed-over', how: 'mailed' },
  'at-login': { step: 'handed-over', how: 'at-login' },
  done: { step: 'done', loginUrl: 'https://login.example.com/', credential: 'passkey' },
  crossed: { step: 'crossed', loginUrl: 'https://login.example.com/' },
  invalid: { step: 'invalid' },
  later: { step: 'later' },
  held: { step: 'held' },
  throttled: { step: 'throttled', after: 90 },
} as const satisfies Record<string, JourneyView>;

type Said = Partial<Record<Exclude<keyof Journeys, 'newLink'>, JourneyView>>;

export interface ScriptedJourneys extends Journeys {
  readonly asked: { readonly what: keyof Journeys; readonly given: readonly unknown[] }[];
  /** What it answers from now on. */
  say(said: Said): void;
  /** The session it gives; undefined: none. */
  session: JourneySession | undefined;
  passkeyMadeOf: unknown;
}

export function scriptJourneys(said: Said = {}): ScriptedJourneys {
  let answers: Said = said;
  const answer =
    (what: Exclude<keyof Journeys, 'newLink' | 'look'>) =>
    async (...given: readonly unknown[]): Promise<Went> => {
      scripted.asked.push({ what, given });
      const view = answers[what] ?? VIEWS.credential;
      const { session } = scripted;
      const language = typeof given[0] === 'object' ? (given[0] as JourneySession).language : given.at(-2);
      return session === undefined ? { view } : { view, session: { ...session, language: String(language) } };
    };
  const scripted: ScriptedJourneys = {
    asked: [],
    session: SESSION,
    passkeyMadeOf: undefined,
    say(next) {
      answers = next;
    },
    async look(...given) {
      scripted.asked.push({ what: 'look', given });
      return answers.look ?? (given[0] === GOOD_TOKEN ? VIEWS.welcome : VIEWS.invalid);
    },
    async newLink(...given) {
      scripted.asked.push({ what: 'newLink', given });
    },
    async passkeyOptions(session) {
      const went = await answer('passkeyOptions')(session);
      return { ...went, options: scripted.passkeyMadeOf };
    },
    begin: answer('begin'),
    beginByVoice: answer('beginByVoice'),
    stand: answer('stand'),
    sendCode: answer('sendCode'),
    confirm: answer('confirm'),
    passkey: answer('passkey'),
    password: answer('password'),
    handOver: answer('handOver'),
    back: answer('back'),
    factor: answer('factor'),
    goOn: answer('goOn'),
  };
  return scripted;
}

export function openTestPage(journeys: Journeys, changed: Partial<PageParts> = {}): ResetPage {
  return openPage({
    journeys,
    policy: {
      pageUrl: 'https://welcome.example.com/reset',
      loginUrl: 'https://login.example.com/',
    },
    brand: {
      name: 'Acme',
      colour: '#1a5fb4',
      support: { email: 'help@example.com', phone: '+49 89 1234', url: 'https://help.example.com/' },
    },
    language: 'en',
    folder: import.meta.dirname,
    seals: sealsWith([{ version: 1, key: createSecretKey(randomBytes(32)) }]),
    now: () => NOW,
    ...changed,
  });
}
