/**
 * A migration whose customers must set a new credential, as far as an operator brings it: imported, asked by mail, and
 * `footbridge serve` showing the page.
 *
 * @module
 */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Mailbox, startMailbox } from '../servers/mailbox.ts';
import { freePort } from '../servers/process.ts';
import { createProject, type Project } from './project.ts';

export interface ResetProject {
  readonly project: Project;
  readonly mailbox: Mailbox;
  /** The link of the newest message to `<name>@shop.example`. */
  linkTo(name: string): Promise<string>;
  /** What the server has logged. */
  log(): string;
  /** Tells the server to stop, and says how it ended. */
  stop(): Promise<number | null>;
}

export interface ResetProjectSettings {
  readonly environment: Readonly<Record<string, string>>;
  /** CSV with id, email, name and, where the target keeps it, language. */
  readonly customers: string;
  readonly target: object;
  readonly journey: object;
  /** Losses that are accepted. */
  readonly accept?: readonly string[];
}

export async function startResetProject(settings: ResetProjectSettings): Promise<ResetProject> {
  const port = await freePort();
  const mailbox = await startMailbox();
  const project = await createProject(settings.environment);
  project.write('customers.csv', settings.customers);
  project.configure(configOf(settings, mailbox, port));
  await demandDone(project, ['import']);
  await demandDone(project, ['reset', 'start', 'autumn', '--yes']);
  const serving = project.start(['serve']);
  const log: string[] = [];
  serving.stderr?.setEncoding('utf8').on('data', (text: string) => log.push(text));
  if (serving.stdout === null) throw new Error('it has no standard output');
  const first = await Promise.race([once(createInterface(serving.stdout), 'line'), once(serving, 'close')]);
  if (typeof first[0] !== 'string') throw new Error(`serve ended: ${log.join('')}`);
  return {
    project,
    mailbox,
    log: () => log.join(''),
    async linkTo(name) {
      await mailbox.next(`${name}@shop.example`);
      const links = await mailbox.to(`${name}@shop.example`).at(-1)?.links();
      const link = links?.find((one) => one.includes('/go/'));
      if (link === undefined) throw new Error('the message has no link');
      return link;
    },
    async stop() {
      const ended = once(serving, 'close');
      if (serving.exitCode === null) {
        serving.kill('SIGTERM');
        await ended;
      }
      await mailbox.stop();
      project.remove();
      return serving.exitCode;
    },
  };
}

async function demandDone(project: Project, args: readonly string[]): Promise<void> {
  const { code, stderr } = await project.run(args);
  if (code === 0) return;
  const { stdout } = await project.run(['problems', 'list']);
  throw new Error(`footbridge ${args.join(' ')} ended with ${code}: ${stderr} ${stdout}`);
}

function configOf(
  { customers, target, journey, accept = [] }: ResetProjectSettings,
  mailbox: Mailbox,
  port: number,
): object {
  return {
    name: 'autumn',
    source: { type: 'csv', path: 'customers.csv' },
    mapping: {
      fields: {
        id: 'id',
        email: 'email',
        'email.verified': { value: true },
        'profile.name': 'name',
        ...(customers.startsWith('id,email,name,language') ? { 'profile.locale': 'language' } : {}),
      },
    },
    credentials: { absent: 'reset' },
    target,
    accept,
    reset: {
      brand: { name: 'Example Shop', support: { email: 'help@shop.example' } },
      channels: [mailbox.settings],
      journey: { pageUrl: `http://localhost:${port}/reset`, ...journey },
    },
    serve: { port },
  };
}
