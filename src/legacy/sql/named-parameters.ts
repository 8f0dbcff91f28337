/**
 * Named parameters in an operator's query: `WHERE email = :key`.
 *
 * Found only where the database itself would read code: not in texts, quoted names or comments, and not in `::text`.
 * Each use becomes a parameter of the driver's own; nothing of a customer is ever written into the text.
 *
 * @module
 */
import type { Parameter, Statement } from '../../database/database.ts';
import type { LegacyIdentifier } from '../legacy.ts';

const NAMES = ['identifier', 'key', 'type', 'sourceId'] as const;

type Name = (typeof NAMES)[number];

/**
 * What is skipped as a whole, and then the parameter. Texts of PostgreSQL may be in $tags$; a comment in a comment
 * (PostgreSQL again) ends early here, which can only make a query be refused. A backslash before a quote ends no text
 * in MySQL and does in the others: whichever is meant, what follows is no parameter of ours, since names are checked.
 */
const TOKEN =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|--[^\n]*|\/\*[\s\S]*?\*\/|(\$[A-Za-z_]*\$)[\s\S]*?\1|::|:([A-Za-z_]\w*)/g;

/** Parameters the query uses. */
export function namesIn(query: string): ReadonlySet<string> {
  return new Set([...query.matchAll(TOKEN)].flatMap(([, , name]) => name ?? []));
}

/** Those it uses and that do not exist. */
export function strangeNames(query: string): string[] {
  return [...namesIn(query)].filter((name) => !isName(name));
}

function isName(name: string): name is Name {
  return (NAMES as readonly string[]).includes(name);
}

/** The query for this customer. What the ledger does not know (the id in the legacy) is the empty text. */
export function fillQuery(query: string, identifier: LegacyIdentifier): Statement {
  const values: Readonly<Record<Name, string>> = {
    identifier: identifier.value,
    key: identifier.key,
    type: identifier.type,
    sourceId: identifier.sourceId ?? '',
  };
  const parts: string[] = [];
  const parameters: Parameter[] = [];
  let from = 0;
  for (const match of query.matchAll(TOKEN)) {
    const name = match[2];
    if (name === undefined || !isName(name)) continue;
    parts.push(query.slice(from, match.index));
    parameters.push({ kind: 'text', value: values[name] });
    from = match.index + match[0].length;
  }
  return { parts: [...parts, query.slice(from)], parameters };
}
