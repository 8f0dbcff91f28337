/**
 * Turns what zod found into one sentence a person can act on: the path inside the configuration and the fix.
 *
 * Values are never repeated: a secret may have been written where a name belongs.
 *
 * @module
 */
import type { z } from 'zod';
import { didYouMean } from '../identity/mapping/nearest.ts';
import { FootbridgeError } from '../problems/problem.ts';

/** More than this at once is not read. */
const MOST_LISTED = 5;

interface Place {
  /** `footbridge.config.ts`, for the sentence. */
  readonly file: string;
  /** Path of what was checked inside the configuration: `['source']`. */
  readonly path: readonly PropertyKey[];
  /** Names that stand at this place, to suggest the one that was meant. */
  readonly known?: readonly string[];
}

export function configError(issues: readonly z.core.$ZodIssue[], place: Place): FootbridgeError {
  const sentences = issues.slice(0, MOST_LISTED).map((issue) => explainIssue(issue, place));
  const more = issues.length > MOST_LISTED ? `; and ${issues.length - MOST_LISTED} more` : '';
  return new FootbridgeError('CONFIG_INVALID', `${place.file}: ${sentences.join('; ')}${more}`, {
    facts: { file: place.file, path: formatPath([...place.path, ...(issues[0]?.path ?? [])]) },
  });
}

function explainIssue(issue: z.core.$ZodIssue, place: Place): string {
  const path = [...place.path, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => explainUnknown([...path, key], key, place.known ?? [])).join('; ');
  }
  return `\`${formatPath(path)}\`: ${issue.message.replace(/^Invalid input: /, '')}`;
}

function explainUnknown(path: readonly PropertyKey[], key: string, known: readonly string[]): string {
  return `\`${formatPath(path)}\` is no setting${didYouMean(key, known)}`;
}

/** `waves[2].limit`; a configuration as a whole is `(the whole file)`. */
export function formatPath(path: readonly PropertyKey[]): string {
  const text = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  return text === '' ? '(the whole file)' : text;
}
