/**
 * Documentation that can be checked is checked: generated tables are fresh, links lead somewhere, the README says
 * the commands that exist.
 *
 * @module
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EXAMPLE_PASSWORD, exampleOf } from '../docs/formats/examples.ts';
import { readPage, renewPage, TABLES, wholePages } from '../docs/generate.ts';
import { CHANNELS } from '../src/channels/index.ts';
import { FINDINGS } from '../src/engine/readiness.ts';
import { HANDOVERS } from '../src/handovers/index.ts';
import { HOOKS } from '../src/hooks/index.ts';
import { LEGACIES } from '../src/legacy/index.ts';
import { inOrder } from '../src/passwords/in-order.ts';
import { closePool, FORMATS, verify } from '../src/passwords/index.ts';
import { CATALOGUE } from '../src/problems/catalogue.ts';
import { SOURCES } from '../src/sources/index.ts';
import { TARGETS } from '../src/targets/index.ts';

const PAGES = [...globSync('docs/**/*.md'), ...globSync('*.md'), ...globSync('examples/**/*.md')];

describe('generated tables', () => {
  it.each([...new Set(TABLES.map(({ page }) => page))])('docs/%s is as `npm run docs` writes it', (page) => {
    expect(readPage(page)).toBe(renewPage(page, readPage(page)));
  });

  it('docs/errors.md lists every code there is, and no other', () => {
    const listed = [...readPage('errors.md').matchAll(/<a id="([A-Z_]+)">/g)].map(([, code]) => code);
    expect(listed.toSorted()).toEqual(Object.keys(CATALOGUE).toSorted());
  });

  it('every code mentioned anywhere in the documentation exists', () => {
    const known = new Set([...Object.keys(CATALOGUE), ...Object.keys(FINDINGS)]);
    const families = new Set(Object.keys(CATALOGUE).map((code) => code.split('_')[0]));
    const strangers = PAGES.flatMap((page) =>
      [...readFileSync(page, 'utf8').matchAll(/`([A-Z]+_[A-Z_]+)`/g)]
        .map(([, code = '']) => code)
        .filter((code) => families.has(code.split('_')[0]) && !known.has(code))
        .map((code) => `${page}: ${code}`),
    );
    expect(strangers).toEqual([]);
  });
});

describe('pages', () => {
  it.each([
    ...SOURCES.map(({ id }) => `docs/sources/${id}.md`),
    ...TARGETS.map(({ id }) => `docs/targets/${id}.md`),
    ...HOOKS.map(({ id }) => `docs/hooks/${id}.md`),
    ...LEGACIES.map(({ id }) => `docs/legacy/${id}.md`),
    ...CHANNELS.map(({ id }) => `docs/channels/${id}.md`),
    ...HANDOVERS.map(({ id }) => `docs/handovers/${id}.md`),
  ])('%s is there, because there is such a connector', (page) => {
    expect(existsSync(page)).toBe(true);
  });
});

describe('pages of password formats', () => {
  afterAll(closePool);

  it('are as `npm run docs` writes them, one for each format and none besides', () => {
    const written = wholePages();
    const stale = [...written].filter(
      ([page, text]) => !existsSync(`docs/${page}`) || readPage(page) !== text,
    );
    const there = globSync('docs/formats/*/*.md').map((page) => page.replace(/^docs\//, ''));
    expect(stale.map(([page]) => page)).toEqual([]);
    expect(there.filter((page) => !written.has(page))).toEqual([]);
  });

  it('show examples that verify, most of them of our own making', { timeout: 120_000 }, async () => {
    const shown = FORMATS.flatMap(({ id }) => {
      const example = exampleOf(id);
      // Nothing verifies against a marker.
      return example === undefined || id === 'disabled' ? [] : [{ id, ...example }];
    });
    const check = async ({ id, hash, password, beside = {} }: (typeof shown)[number]) =>
      (await verify(password, { hash, format: id, beside })) ? [] : [id];
    const wrong = await Array.fromAsync(inOrder(shown, check, 4));
    expect(shown).toHaveLength(FORMATS.length - 1);
    const own = shown.filter(({ password }) => password === EXAMPLE_PASSWORD).length;
    expect(wrong.flat()).toEqual([]);
    expect(own).toBeGreaterThan(380);
  });
});

describe('links', () => {
  it.each(PAGES)('%s links only to files that exist', (page) => {
    // What stands in a block of code is an example.
    const text = readFileSync(page, 'utf8').replace(/^```[\s\S]*?^```/gm, '');
    const links = [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map(([, path = '']) => path);
    expect(links.filter((path) => !existsSync(join(dirname(page), path)))).toEqual([]);
  });
});

describe('README.md', () => {
  it('gives the two commands a stranger needs, and package.json has both scripts', () => {
    const readme = readFileSync('README.md', 'utf8');
    expect(readme).toContain('npm ci && npm run demo');
    expect(readme).toContain('npm ci && npm test');
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['demo', 'test', 'check', 'docs']));
  });
});
