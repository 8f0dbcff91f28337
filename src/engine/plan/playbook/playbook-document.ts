/**
 * The playbook as data: what people around a crossing say and do, drawn from a plan. Types only.
 *
 * Sentences are plain words for somebody at a help desk; settings in them stand between backquotes. A command is a line
 * to type as it stands, but for words in capitals.
 *
 * @module
 */
import type { MessageKind } from '../../../messages/writer.ts';
import type { Range } from '../../forecast/forecast.ts';

/** What a crossing means for a customer, and so for whoever takes their call. */
export const CONCERNS = ['unchanged', 'at-login', 'reset', 'factor', 'provider', 'stays'] as const;
export type Concern = (typeof CONCERNS)[number];

/** Who is in it: a part of a cohort. */
export interface Concerned {
  readonly cohort: string;
  readonly customers: number;
}

/** One line of the calendar: whoever is told, about what, when. */
export interface Notice {
  readonly wave: string;
  /** `desk`: our own people. `nobody`: silence, on purpose. */
  readonly to: 'desk' | 'customers' | 'nobody';
  readonly message?: MessageKind;
  readonly cohorts: readonly string[];
  /** ISO days; absent: when the wave before is done. */
  readonly from?: string;
  readonly until?: string;
  /** Messages, or customers who hear nothing. */
  readonly volume: number;
  readonly perDay?: number;
  readonly tickets?: Range;
  readonly say: string;
  /** What sets it going. */
  readonly command?: string;
}

export interface Step {
  readonly text: string;
  readonly command?: string;
}

export interface Script {
  readonly concern: Concern;
  readonly title: string;
  readonly concerned: readonly Concerned[];
  readonly customers: number;
  /** What the customer notices. */
  readonly notices: readonly string[];
  readonly ask: readonly string[];
  /** In the words of a conversation. */
  readonly say: readonly string[];
  readonly steps: readonly Step[];
}

export interface Escalation {
  readonly sign: string;
  readonly first: string;
  readonly call: string;
  readonly within: string;
}

export interface Emergency {
  readonly id: string;
  readonly title: string;
  readonly signs: readonly string[];
  readonly steps: readonly Step[];
  /** For the status page and the telephone announcement. */
  readonly announce: string;
  /** When it is over. */
  readonly over: string;
}

export interface Playbook {
  readonly document: 'footbridge-playbook';
  readonly name: string;
  readonly plan: { readonly version: number; readonly hash: string; readonly state: string };
  readonly target: string;
  /** What customers call the company; absent without a `reset` section. */
  readonly brand?: string;
  readonly support?: string;
  readonly identities: number;
  readonly calendar: readonly Notice[];
  /** What the calendar leaves open, in sentences. */
  readonly reservations: readonly string[];
  readonly timeZone: string;
  readonly scripts: readonly Script[];
  readonly never: readonly string[];
  readonly always: readonly string[];
  readonly escalation: readonly Escalation[];
  readonly emergencies: readonly Emergency[];
}
