import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordTerminal } from '../../../test/cli/recorded-terminal.ts';
import { copyTemplate } from '../../../test/ledger-template.ts';
import { describeProblem } from '../../problems/problem.ts';
import { run } from '../run.ts';
import { type ReadTicket, readTicketFile } from './read-tickets.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tickets-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const COLUMNS = { id: 'Ticket', at: 'Created', customer: 'Requester', tags: 'Tags' };

async function read(...lines: string[]): Promise<readonly ReadTicket[]> {
  writeFileSync(join(folder, 'desk.csv'), `Ticket;Created;Requester;Tags\n${lines.join('\n')}\n`);
  const rows: ReadTicket[] = [];
  for await (const row of readTicketFile('desk.csv', folder, 'zendesk', COLUMNS)) rows.push(row);
  return rows;
}

describe('the export of a help desk', () => {
  it('becomes tickets, with times of UTC and tags in small letters', async () => {
    expect(
      await read(
        '4711;2026-11-20 10:05;ana@shop.example;Reset, Password',
        '4712;2026-11-20T11:05:00+01:00;;',
      ),
    ).toEqual([
      {
        position: 'line 2',
        ticket: {
          source: 'zendesk',
          id: '4711',
          at: '2026-11-20T10:05:00Z',
          customer: 'ana@shop.example',
          tags: ['reset', 'password'],
        },
      },
      {
        position: 'line 3',
        ticket: { source: 'zendesk', id: '4712', at: '2026-11-20T11:05:00+01:00', tags: [] },
      },
    ]);
  });

  it.each([
    ['no number', ';2026-11-20 10:05;;', 'Ticket'],
    ['an address for a number', 'ana@shop.example;2026-11-20 10:05;;', 'Ticket'],
    ['a day that may be two', '1;11/10/2026;;', 'Created'],
    ['a day that is none', '1;2026-02-30 10:00;;', 'Created'],
    ['no time', '1;;;', 'Created'],
    ['a tag that is an address', '1;2026-11-20 10:05;;ana@shop.example', 'Tags'],
    ['a tag that is a number of a customer', '1;2026-11-20 10:05;;4915123456789', 'Tags'],
    ['a tag that steers a terminal', '1;2026-11-20 10:05;;a\u001b[31m', 'Tags'],
    ['a tag that no database takes', '1;2026-11-20 10:05;;a\u0000b', 'Tags'],
    ['a time before there were help desks', '1;0001-01-01T00:00:00+10:00;;', 'Created'],
    ['a customer that is a book', `1;2026-11-20 10:05;${'x'.repeat(321)};`, 'Requester'],
  ])('with %s is reported with row and field, and nothing of what stands there', async (_, line, field) => {
    const rows = await read('1;2026-11-20 10:05;;', line, '3;2026-11-20 10:05;;');
    expect(rows.map(({ ticket }) => ticket?.id)).toEqual(['1', undefined, '3']);
    const { position, problem } = rows[1] ?? {};
    expect(position).toBe('line 3');
    expect(problem).toMatchObject({ code: 'TICKET_INVALID', field });
    expect(problem === undefined ? '' : describeProblem(problem)).not.toMatch(/ana@shop|4915123|xxx|11\/10/);
  });

  it('with a column that is not there names those that are', async () => {
    await read('1;2026-11-20 10:05;;');
    const rows = readTicketFile('desk.csv', folder, 'zendesk', { ...COLUMNS, at: 'Creatd' });
    await expect(rows[Symbol.asyncIterator]().next()).rejects.toThrow('did you mean "Created"');
  });
});

describe('footbridge tickets', () => {
  async function tickets(...words: string[]) {
    const terminal = recordTerminal({ folder, environment: { FOOTBRIDGE_OPERATOR: 'ines' } });
    const exitCode = await run(['tickets', ...words], terminal);
    return { exitCode, said: terminal.said(), warned: terminal.warned() };
  }
  const FLAGS = [
    '--source',
    'zendesk',
    '--id',
    'Ticket',
    '--at',
    'Created',
    '--customer',
    'Requester',
    '--tags',
    'Tags',
  ];

  it('takes every row in exactly once, however often the file is imported, and counts them', async () => {
    renameSync(await copyTemplate(), join(folder, '.footbridge'));
    writeFileSync(
      join(folder, 'footbridge.config.json'),
      JSON.stringify({
        name: 'acme',
        source: { type: 'csv', path: 'customers.csv' },
        target: { type: 'better-auth' },
      }),
    );
    await read(
      '1;2026-11-20 10:05;ana@shop.example;reset',
      '2;2026-11-21 10:05;;reset|invoice',
      '3;yesterday;;',
    );
    const preview = await tickets('import', 'desk.csv', ...FLAGS, '--dry-run');
    expect(preview).toMatchObject({ exitCode: 3, said: expect.stringContaining('2 would be added') });
    const first = await tickets('import', 'desk.csv', ...FLAGS);
    expect(first.exitCode).toBe(3);
    expect(first.said).toContain('3 rows = 2 added + 0 here already + 1 refused');
    expect(first.said).toContain('line 4: The row is no ticket in "Created"');
    const again = await tickets('import', 'desk.csv', ...FLAGS, '--json');
    expect(JSON.parse(again.said)).toMatchObject({ rows: 3, added: 0, repeated: 2, refused: 1 });
    const list = await tickets('list', '--since', '2026-11-01', '--until', '2026-11-30', '--by', 'tag');
    expect(list.said).toMatch(/^2 tickets from 2026-11-01/);
    expect(list.said).toMatch(/reset +2\n +invoice +1/);
  });

  it.each([
    ['a help desk without a plain name', ['import', 'desk.csv', '--source', 'Our Desk']],
    ['a day that is none', ['list', '--since', 'yesterday']],
    ['a way to count that is none', ['list', '--by', 'moon']],
  ])('refuses %s', async (_, words) => {
    expect((await tickets(...words)).exitCode).toBe(2);
  });
});
