/**
 * Whoever answers the questions of `footbridge init`: a person on a terminal, or nobody.
 *
 * @module
 */
import { isCancel, multiselect, select, text } from '@clack/prompts';
import { FootbridgeError } from '../../problems/problem.ts';

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

export interface Asker {
  /** `option`: how the same is said on the command line. */
  text(question: string, option: string, suggestion?: string): Promise<string>;
  choose(question: string, option: string, choices: readonly Choice[], suggestion?: string): Promise<string>;
  /** Any number of them; `unasked` is what stands when nobody is asked, and where a person begins. */
  pick(question: string, choices: readonly Choice[], unasked: 'all' | 'none'): Promise<readonly string[]>;
}

/** Takes the suggestions; without one the option has to be given. */
export const nobody: Asker = {
  text: async (_question, option, suggestion) => suggestion ?? needed(option),
  choose: async (_question, option, _choices, suggestion) => suggestion ?? needed(option),
  pick: async (_question, choices, unasked) => (unasked === 'all' ? choices.map(({ value }) => value) : []),
};

function needed(option: string): never {
  throw new FootbridgeError('USAGE_WRONG', `${option} is needed where nobody can be asked`);
}

export const person: Asker = {
  async text(question, _option, suggestion) {
    const answer = await text({
      message: question,
      ...(suggestion === undefined ? {} : { initialValue: suggestion }),
      validate: (given) =>
        given === undefined || given.trim() === '' ? 'Something is needed here.' : undefined,
    });
    return orLeave(answer).trim();
  },
  async choose(question, _option, choices, suggestion) {
    const answer = await select({
      message: question,
      options: choices.map((choice) => ({ ...choice })),
      ...(suggestion === undefined ? {} : { initialValue: suggestion }),
    });
    return orLeave(answer);
  },
  async pick(question, choices, unasked) {
    const answer = await multiselect({
      message: question,
      options: choices.map((choice) => ({ ...choice })),
      initialValues: unasked === 'all' ? choices.map(({ value }) => value) : [],
      required: false,
    });
    return orLeave(answer);
  },
};

/** Thrown when somebody leaves in the middle; nothing was written. */
export class LeftUnanswered extends Error {}

function orLeave<T>(answer: T): Exclude<T, symbol> {
  if (isCancel(answer)) throw new LeftUnanswered('init was left; nothing was written');
  return answer as Exclude<T, symbol>;
}
