/**
 * The rules that others keep: secretlint's recommended set knows the tokens of some thirty vendors, private keys and
 * addresses with passwords.
 *
 * Loaded when a scan begins: nobody else waits for it. Comments in a file that would switch rules off are not obeyed;
 * a scan of the old paths is not for those who wrote them to decide.
 *
 * @see https://github.com/secretlint/secretlint
 * @module
 */
import type { Hit } from './own-rules.ts';

/** The rule by which a comment in a file hides what follows it. */
const COMMENTS = '@secretlint/secretlint-rule-filter-comments';

export type FindKept = (name: string, text: string) => Promise<readonly Hit[]>;

export async function loadKeptRules(): Promise<FindKept> {
  const { lintSource } = await import('@secretlint/core');
  const { rules } = await import('@secretlint/secretlint-rule-preset-recommend');
  // One by one: a preset passes over `disabled` (13.0.6), so the rule that obeys comments could not be left out.
  const config = {
    rules: rules.filter(({ meta }) => meta.id !== COMMENTS).map((rule) => ({ id: rule.meta.id, rule })),
  };
  return async (name, text) => {
    const { messages } = await lintSource({
      source: { filePath: name, content: text, ext: '', contentType: 'text' },
      options: { config, noPhysicFilePath: true },
    });
    return messages.map(({ ruleId, messageId, range: [start, end] }) => ({
      kind: kindOf(ruleId, messageId),
      at: start,
      secret: text.slice(start, end),
    }));
  };
}

/** `@secretlint/secretlint-rule-aws` and `AWSSecretAccessKey` → `aws-secret-access-key`. */
function kindOf(ruleId: string, messageId: string): string {
  const rule = ruleId.replace(/^.*secretlint-rule-/, '');
  const message = messageId
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
  return message.startsWith(rule) ? message : `${rule}-${message}`;
}
