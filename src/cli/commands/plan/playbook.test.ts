/** The command lines of a playbook, typed as they stand: at a flood nobody looks them up. */
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { PLAYBOOK } from '../../../../test/report/playbook.ts';
import { wordsOf } from '../../../../test/report/words.ts';
import { renderPlaybook, renderPlaybookMarkdown } from '../../../report/index.ts';
import { COMMANDS } from '../index.ts';

const MARKDOWN = renderPlaybookMarkdown(PLAYBOOK);

/** Every `footbridge …` that stands as code anywhere in it. */
const LINES = [...new Set([...MARKDOWN.matchAll(/`(footbridge [^`]+)`/g)].map(([, line = '']) => line))];

/** Words as a shell would part them. */
function wordsIn(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '').slice(1);
}

/** Parses one with the real commands, and does not run it. */
async function parse(line: string): Promise<boolean> {
  let reached = false;
  const program = new Command('footbridge').exitOverride().configureOutput({ writeErr: () => {} });
  for (const add of COMMANDS)
    add(program, () => async () => {
      reached = true;
    });
  await program.parseAsync([...wordsIn(line)], { from: 'user' });
  return reached;
}

describe('the commands of a playbook', () => {
  it('are many, and begin with what stops a campaign and a run', () => {
    expect(LINES.length).toBeGreaterThan(20);
    expect(LINES).toContain('footbridge reset pause CAMPAIGN');
    expect(LINES).toContain('footbridge run pause');
  });

  it.each(LINES)('%s is a command line that Footbridge understands', async (line) => {
    expect(await parse(line)).toBe(true);
  });

  it('would be missed if there were no such command', async () => {
    await expect(parse('footbridge reset hold CAMPAIGN')).rejects.toThrow();
    await expect(parse('footbridge reset pause CAMPAIGN --now')).rejects.toThrow();
  });
});

describe('a playbook', () => {
  it('says the same as a page and as text', () => {
    const page = wordsOf(renderPlaybook(PLAYBOOK));
    for (const { announce } of PLAYBOOK.emergencies) expect(page).toContain(announce);
    for (const line of LINES) expect(page).toContain(line);
    expect(page).toContain('Customers are told to ask at https://help.acme.example');
  });

  it('shows hostile names as text', () => {
    const evil = '"><script>alert(1)</script>|`x`';
    const brand = { ...PLAYBOOK, brand: evil, support: evil };
    expect(renderPlaybook(brand)).not.toContain('<script');
    expect(renderPlaybookMarkdown(brand)).not.toMatch(/(?<!\\)<script/);
  });
});
