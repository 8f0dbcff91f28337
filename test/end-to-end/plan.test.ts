/**
 * A plan from the command line alone: proposed, compared, approved, obeyed, and refused once anything was changed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProject, type Project, type Said } from './project.ts';

const BCRYPT = '$2y$04$abcdefghijklmnopqrstuuLQwPz3nosnKUXMHptavr.R7qqgykSJO';
/** Better Auth cannot verify what nobody can name. */
const UNKNOWN = '*nobody-knows-this*';

const MAPPING = {
  fields: { id: 'id', email: 'email', 'password.hash': 'hash', lastLoginAt: 'seen', status: 'status' },
};

let project: Project;

beforeEach(async () => {
  project = await createProject({});
  project.write('customers.csv', ['id,email,hash,seen,status', ...customers(), ''].join('\n'));
  project.write('vip.txt', '# the board\nvip@shop.co\n');
  configure();
});

afterEach(() => project.remove());

function customers(): string[] {
  const active = Array.from(
    { length: 30 },
    (_, index) => `a${index},a${index}@shop.co,${BCRYPT},2026-10-0${(index % 9) + 1}T00:00:00Z,active`,
  );
  const dormant = Array.from(
    { length: 10 },
    (_, index) => `d${index},d${index}@shop.co,${BCRYPT},2021-01-01T00:00:00Z,active`,
  );
  return [
    ...active,
    ...dormant,
    `x1,x1@shop.co,${UNKNOWN},2026-10-01T00:00:00Z,active`,
    `t1,t1@mail.test,${BCRYPT},2026-10-01T00:00:00Z,active`,
    `v1,vip@shop.co,${BCRYPT},2026-10-01T00:00:00Z,active`,
    `o1,o1@shop.co,${BCRYPT},2026-10-01T00:00:00Z,disabled`,
  ];
}

function configure(change: object = {}): void {
  project.configure({
    name: 'shop',
    source: { type: 'csv', path: 'customers.csv' },
    target: { type: 'better-auth', database: 'better-auth.sqlite' },
    mapping: MAPPING,
    accept: ['lastLoginAt'],
    plan: {
      lists: { board: { file: 'vip.txt', use: 'vip' } },
      waves: [
        { name: 'canary', cohorts: ['carried-active'], limit: 5 },
        { name: 'rest', cohorts: ['carried-active', 'carried-dormant', 'disabled', 'board'] },
        { name: 'later', cohorts: ['unverifiable'], notBefore: '2099-01-01' },
      ],
    },
    ...change,
  });
}

interface MadePlan {
  readonly version: number;
  readonly hash: string;
  readonly made: boolean;
  readonly plan: {
    readonly cohorts: readonly { readonly name: string; readonly path: string; readonly count: number }[];
  };
}

async function make(): Promise<MadePlan> {
  const said = await project.run(['plan', 'make', '--as-of', '2026-11-01']);
  expect(said, said.stderr).toMatchObject({ code: 0 });
  return said.result as MadePlan;
}

async function approve({ version, hash }: MadePlan): Promise<Said> {
  return project.run(['plan', 'approve', String(version), '--hash', hash, '--as', 'Ana Lima']);
}

function codeOf({ stderr }: Said): unknown {
  const last = stderr.trim().split('\n').at(-1) ?? '';
  return last.startsWith('{') ? (JSON.parse(last) as { code?: string }).code : stderr;
}

describe('footbridge plan', () => {
  it('counts everybody once, and proposes a path for each population', async () => {
    const { plan } = await make();
    const counts = Object.fromEntries(
      plan.cohorts.map(({ name, path, count }) => [name, `${path} ${count}`]),
    );
    expect(counts).toMatchObject({
      board: 'bulk 1',
      'test-accounts': 'exclude 1',
      disabled: 'bulk 1',
      'carried-active': 'bulk 30',
      'carried-dormant': 'bulk 10',
    });
    expect(plan.cohorts.reduce((sum, { count }) => sum + count, 0)).toBe(44);
    expect(await make()).toMatchObject({ made: false, version: 1 });
  });

  it('is obeyed once it is approved, and refused once the configuration or a list is another one', async () => {
    const first = await make();
    const unapproved = await project.run(['import']);
    expect(unapproved.code).toBe(1);
    expect(codeOf(unapproved)).toBe('PLAN_NOT_APPROVED');
    expect((await approve({ ...first, hash: 'f'.repeat(64) })).code).toBe(1);
    expect(await approve(first)).toMatchObject({ code: 0 });

    const imported = await project.run(['import']);
    expect(imported.code, imported.stderr).toBe(0);
    expect(imported.result).toMatchObject({
      account: { balanced: true, read: 44, ended: { moved: 42, excluded: 1, staged: 1 } },
      waits: { wave: 'later', identities: 1 },
    });
    const status = (await project.run(['status'])).result as { cohorts: { cohort: string; state: string }[] };
    expect(status.cohorts).toContainEqual({
      cohort: 'test-accounts',
      path: 'exclude',
      state: 'excluded',
      count: 1,
    });

    configure({ accept: ['lastLoginAt', 'status'] });
    expect(codeOf(await project.run(['import']))).toBe('PLAN_OUTDATED');
    configure();
    project.write('vip.txt', 'somebody-else@shop.co\n');
    expect(codeOf(await project.run(['import']))).toBe('PLAN_OUTDATED');
    project.write('vip.txt', 'vip@shop.co\n');
    expect((await project.run(['import'])).code).toBe(0);
  });

  it('can be edited as a file, which makes a new version that has to be approved', async () => {
    await approve(await make());
    expect((await project.run(['plan', 'export', 'plan.json'])).code).toBe(0);
    const path = join(project.folder, 'plan.json');
    const plan = JSON.parse(readFileSync(path, 'utf8')) as { cohorts: { name: string; path: string }[] };
    const edited = plan.cohorts.map((cohort) =>
      cohort.name === 'test-accounts' ? { ...cohort, path: 'bulk', reason: 'They are ours' } : cohort,
    );
    project.write('plan.json', JSON.stringify({ ...plan, cohorts: edited }));
    const brought = await project.run(['plan', 'import', 'plan.json']);
    expect(brought, brought.stderr).toMatchObject({ code: 0, result: { version: 2, made: true } });
    expect((await project.run(['plan', 'diff'])).result).toMatchObject({
      before: 1,
      after: 2,
      differences: expect.arrayContaining([
        { what: 'cohort test-accounts', change: 'changed', field: 'path', before: 'exclude', after: 'bulk' },
      ]),
    });
    expect(codeOf(await project.run(['import']))).toBe('PLAN_NOT_APPROVED');
    expect((await project.run(['plan', 'discard', '2'])).code).toBe(0);
    expect((await project.run(['import'])).code).toBe(0);
  });

  it('says of one customer what will happen and why, before an import and after it, without their data', async () => {
    const made = await make();
    const before = await project.run(['plan', 'explain', 'D3@shop.co']);
    expect(before.result).toMatchObject({
      customers: [{ cohort: 'carried-dormant', path: 'bulk', wave: { name: 'rest' }, rule: { holds: true } }],
    });
    expect(before.stdout).not.toContain('2021-01-01');
    expect(before.stdout).not.toContain('d3@shop.co');
    const revealed = await project.run(['plan', 'explain', 'id:t1', '--reveal']);
    expect(revealed.stdout).toContain('mail.test');
    expect(revealed.result).toMatchObject({ customers: [{ cohort: 'test-accounts', path: 'exclude' }] });
    await approve(made);
    await project.run(['import']);
    expect((await project.run(['plan', 'explain', 'd3@shop.co'])).result).toMatchObject({
      customers: [{ state: 'moved', cohort: 'carried-dormant', credentialPlan: 'native' }],
    });
    expect((await project.run(['plan', 'explain', 'nobody@shop.co'])).code).toBe(1);
  });

  it('shows how the plan would move, and stores nothing of it', async () => {
    await make();
    const said = await project.run([
      'plan',
      'what-if',
      '--path',
      'carried-dormant=jit',
      '--assume',
      'resetContactRate=0.2',
    ]);
    expect(said, said.stderr).toMatchObject({ code: 0 });
    expect(said.result).toMatchObject({
      differences: expect.arrayContaining([
        { what: 'cohort carried-dormant', change: 'changed', field: 'path', before: 'bulk', after: 'jit' },
      ]),
    });
    expect((await project.run(['plan', 'list'])).result).toMatchObject({ versions: [{ version: 1 }] });
    expect((await project.run(['plan', 'report', 'plan.html'])).code).toBe(0);
    expect((await project.run(['plan', 'playbook', '--out', 'playbook.html'])).code).toBe(0);
    expect((await project.run(['plan', 'playbook', '--out', 'playbook.doc'])).code).toBe(2);
    expect((await project.run(['plan', 'playbook'])).result).toMatchObject({
      document: 'footbridge-playbook',
    });
    const page = readFileSync(join(project.folder, 'plan.html'), 'utf8');
    expect(page).toContain('carried-dormant');
    expect(page).not.toContain('vip@shop.co');
  });
});
