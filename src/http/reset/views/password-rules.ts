/**
 * What a password must be, said before anybody types one, and why one was not taken.
 *
 * @module
 */
import type { PasswordObjection, PasswordRules } from '../../../engine/reset/journey.ts';
import { type Html, html } from '../../../markup/html.ts';
import type { Words } from '../words/words.ts';

const KINDS = ['digits', 'upper', 'lower', 'special'] as const;

/** The stricter of ours and the target's. */
export function lengthOf({ min, max, target }: PasswordRules): {
  readonly min: number;
  readonly max: number;
} {
  return {
    min: Math.max(min, target?.minLength ?? 0),
    max: Math.min(max, target?.maxLength ?? Number.POSITIVE_INFINITY),
  };
}

export function ruleList(rules: PasswordRules, { rules: words }: Words): Html {
  const { min, max } = lengthOf(rules);
  const said = [words.length(min, max), ...targetRules(rules, words), words.notKnown];
  return html`<p>${words.title}</p>
<ul>${said.map((rule) => html`<li>${rule}</li>`)}</ul>
<p>${words.advice}</p>`;
}

function targetRules({ target }: PasswordRules, words: Words['rules']): readonly string[] {
  if (target === undefined) return [];
  const counted = KINDS.flatMap((kind) => {
    const least = target[kind] ?? 0;
    return least > 0 ? [words[kind](least)] : [];
  });
  return [
    ...counted,
    ...(target.notUsername === true || target.notEmail === true ? [words.notAccount] : []),
    ...((target.history ?? 0) > 0 ? [words.notOld] : []),
    ...target.other,
  ];
}

export function objectionText(objection: PasswordObjection, { refused }: Words): string {
  switch (objection.why) {
    case 'too-short':
      return refused.tooShort(objection.min);
    case 'too-long':
      return refused.tooLong(objection.max);
    case 'target':
      return refused.target(objection.said);
    case 'known':
    case 'contextual':
    case 'old':
      return refused[objection.why];
    default:
      return refused[objection.why](objection.min);
  }
}
