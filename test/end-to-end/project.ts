/**
 * A migration as an operator has it: a folder with a configuration, and the command line run as a process of its own.
 *
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyTemplate } from '../ledger-template.ts';

const CLI = join(import.meta.dirname, '../../src/cli/main.ts');

export interface Said {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The JSON document on standard output. */
  readonly result: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Project {
  readonly folder: string;
  write(name: string, content: string): string;
  /** `footbridge.config.json`, without proofs unless it says `prove`; secrets come through the environment. */
  configure(config: object): void;
  /** Runs `footbridge … --json` to its end. */
  run(args: readonly string[]): Promise<Said>;
  /** Starts it and lets it go on. */
  start(args: readonly string[]): ChildProcess;
  remove(): void;
}

/** @param environment secrets; `DATABASE_URL` for a ledger on PostgreSQL, else an embedded one is copied in. */
export async function createProject(environment: Readonly<Record<string, string>> = {}): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), 'footbridge-project-'));
  if (environment.DATABASE_URL === undefined) {
    const template = await copyTemplate();
    cpSync(template, join(folder, '.footbridge'), { recursive: true, mode: 0 });
    rmSync(template, { recursive: true, force: true });
  }
  const start = (args: readonly string[]) =>
    spawn(process.execPath, [CLI, ...args, '--json'], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, NODE_OPTIONS: '', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  return {
    folder,
    write(name, content) {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    configure(config) {
      const waived = {
        waive: [{ population: 'all', by: 'the test', reason: 'proofs have tests of their own' }],
      };
      writeFileSync(join(folder, 'footbridge.config.json'), JSON.stringify({ prove: waived, ...config }));
    },
    start,
    run: async (args) => listen(start(args)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Waits for its end and takes in what it said. */
export async function listen(child: ChildProcess): Promise<Said> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  const stdout = Buffer.concat(out).toString();
  return { code, signal, stdout, stderr: Buffer.concat(err).toString(), result: parse(stdout) };
}

/** Progress lines and the result are JSON documents of one line each; the result comes last. */
function parse(stdout: string): unknown {
  const last = stdout.trim().split('\n').at(-1) ?? '';
  return last.startsWith('{') ? JSON.parse(last) : undefined;
}
