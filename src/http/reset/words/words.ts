/**
 * Everything the page says, as one language says it. A language is one file beside this; the compiler finds what is
 * missing in it.
 *
 * What comes from the operator or the customer is handed in and never translated. Sentences are whole: no language
 * is put together from the words of another.
 *
 * @module
 */
import type { FactorType } from '../../../identity/identity.ts';

export interface Words {
  /** The language, in itself. */
  readonly name: string;
  readonly languages: string;
  /** Before the title of a page that refused something, and above the list of what was refused. */
  readonly error: string;
  readonly problem: string;
  readonly goOn: string;
  readonly toLogin: string;
  readonly fallback: string;
  readonly help: {
    readonly title: string;
    readonly web: string;
    readonly mail: string;
    readonly phone: string;
  };
  readonly factors: Readonly<Record<FactorType, string>>;
  /** As the language lists things. */
  readonly and: (things: readonly string[]) => string;

  readonly welcome: {
    readonly reset: TitleAndText;
    readonly enrol: TitleAndText;
    readonly recovery: TitleAndText;
    readonly lost: (factors: string) => string;
    readonly takes: string;
    readonly begin: string;
    readonly unexpected: string;
  };
  readonly confirm: {
    readonly title: string;
    readonly code: {
      readonly text: (sentTo: string) => string;
      readonly label: string;
      readonly again: string;
      readonly wrong: string;
    };
    readonly fact: { readonly text: string; readonly wrong: string };
    /** By canonical path; what is not here is asked for by its own name. */
    readonly facts: Readonly<Record<string, string>>;
    readonly password: { readonly text: string; readonly label: string; readonly wrong: string };
  };
  readonly credential: {
    readonly title: string;
    readonly passkey: {
      readonly title: string;
      readonly text: string;
      readonly make: string;
      readonly failed: string;
      readonly there: string;
    };
    readonly password: {
      readonly title: string;
      readonly instead: string;
      readonly account: string;
      readonly label: string;
      readonly show: string;
      readonly hide: string;
      readonly save: string;
      readonly there: string;
      /** Between typed characters and what they need to be. */
      readonly enough: string;
      readonly more: string;
    };
  };
  readonly rules: {
    readonly title: string;
    readonly length: (min: number, max: number) => string;
    readonly advice: string;
    readonly notKnown: string;
    readonly notAccount: string;
    readonly notOld: string;
    readonly digits: (min: number) => string;
    readonly upper: (min: number) => string;
    readonly lower: (min: number) => string;
    readonly special: (min: number) => string;
  };
  readonly refused: {
    readonly tooShort: (min: number) => string;
    readonly tooLong: (max: number) => string;
    readonly known: string;
    readonly contextual: string;
    readonly old: string;
    readonly digits: (min: number) => string;
    readonly upper: (min: number) => string;
    readonly lower: (min: number) => string;
    readonly special: (min: number) => string;
    readonly target: (said: string) => string;
  };
  readonly factor: {
    readonly title: string;
    readonly lost: (factors: string) => string;
    readonly required: string;
    readonly scan: string;
    readonly picture: string;
    readonly open: string;
    readonly secret: string;
    readonly label: string;
    readonly wrong: string;
    readonly check: string;
    readonly skip: string;
  };
  readonly codes: {
    readonly title: string;
    readonly text: string;
    readonly once: string;
    readonly print: string;
    readonly download: string;
    readonly kept: string;
  };
  readonly there: {
    readonly title: string;
    readonly text: (host: string) => string;
    readonly go: (host: string) => string;
    readonly back: string;
  };
  readonly mailed: TitleAndText;
  readonly atLogin: TitleAndText;
  readonly done: {
    readonly title: string;
    readonly passkey: string;
    readonly password: string;
    readonly factor: string;
    readonly there: string;
    /** The security notice that goes out. */
    readonly notice: string;
  };
  readonly crossed: TitleAndText;
  readonly invalid: TitleAndText;
  readonly later: TitleAndText & { readonly again: string };
  readonly held: TitleAndText;
  readonly throttled: { readonly title: string; readonly text: (minutes: number) => string };
  readonly failed: TitleAndText;
  /** A form that was sent from somewhere else, or too late. */
  readonly stale: TitleAndText;
  readonly newLink: {
    readonly title: string;
    readonly text: string;
    readonly send: string;
    readonly label: string;
    readonly or: string;
    readonly sent: TitleAndText;
  };
  readonly unsubscribe: TitleAndText & { readonly send: string; readonly done: TitleAndText };
  readonly voice: {
    readonly title: string;
    readonly text: string;
    readonly identifier: string;
    readonly code: string;
    readonly send: string;
    readonly link: string;
  };
}

export interface TitleAndText {
  readonly title: string;
  readonly text: string;
}
