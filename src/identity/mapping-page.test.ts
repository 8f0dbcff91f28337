/** The examples of docs/mapping.md: every mapping is applied to its record and must give what the page shows. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blankIdentity, type Identity } from './identity.ts';
import { applyMapping, compileMapping, type MappingInput } from './mapping.ts';

const PAGE = readFileSync(new URL('../../docs/mapping.md', import.meta.url), 'utf8');

type Part = 'understood' | 'mapping' | 'record' | 'identity' | 'problems' | 'operation';

interface Example {
  readonly heading: string;
  readonly parts: Partial<Record<Part, string>>;
}

/** A heading begins an example; a second mapping below it begins another. */
function findExamples(): readonly Example[] {
  const found: { heading: string; parts: Partial<Record<Part, string>> }[] = [];
  for (const [, heading, kind, text = ''] of PAGE.matchAll(
    /^#+ (.+)$|^```(?:json|js) (\w+)\n([\s\S]*?)^```$/gm,
  )) {
    if (heading !== undefined) found.push({ heading, parts: {} });
    else if (kind !== undefined) Object.assign(found.at(-1)?.parts ?? {}, { [kind]: text });
  }
  return found.filter(({ parts }) => parts.mapping !== undefined);
}

async function readMapping(text: string): Promise<MappingInput> {
  if (!text.startsWith('export')) return JSON.parse(text);
  const module: { default: MappingInput } = await import(`data:text/javascript,${encodeURIComponent(text)}`);
  return module.default;
}

function parse(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text);
}

describe('docs/mapping.md', () => {
  const examples = findExamples();

  it('has its examples, each under a heading of its own and complete', () => {
    expect(examples.length).toBeGreaterThanOrEqual(11);
    expect(PAGE.match(/^```\w+ mapping$/gm)).toHaveLength(examples.length);
    for (const { parts } of examples) {
      expect(parts.record).toBeDefined();
      expect(parts.identity ?? parts.operation).toBeDefined();
    }
  });

  it.each(examples)('shows what comes of the record under "$heading"', async ({ parts }) => {
    const compiled = compileMapping(await readMapping(parts.mapping ?? ''));
    const understood = parse(parts.understood) as Partial<Identity> | undefined;
    const mapped = applyMapping(compiled, {
      fields: parse(parts.record) as Record<string, unknown>,
      identity: understood && { ...blankIdentity(''), ...understood },
    });
    expect(mapped.problems).toEqual(parse(parts.problems) ?? []);
    expect(mapped.operation).toBe(parse(parts.operation) ?? 'upsert');
    const shown = parse(parts.identity) as Partial<Identity> | undefined;
    for (const [part, value] of Object.entries(shown ?? {}))
      expect(mapped.identity).toHaveProperty([part], value);
  });
});
