/**
 * The old shop while it lives: a small HTTP server that knows every customer, the club included, and says whether a
 * password is right. It checks its own hashes with its own code (`old-hashes.ts`).
 *
 * `POST /check {email, password}` answers 200 with the customer, 401 wrong, 404 unknown, 423 blocked; without the
 * caller's key 403. `GET /health` says how often it was asked. Neither hashes nor factors ever leave it.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import { type IncomingMessage, type RequestListener, type ServerResponse, STATUS_CODES } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { isOldPassword } from './old-hashes.ts';

/** A document of `customers.ndjson`; what is empty is absent. */
const Account = z.looseObject({
  id: z.string(),
  email: z.string().optional(),
  status: z.string(),
  credentials: z
    .object({
      password: z.string().default(''),
      salt: z.string().default(''),
      hash_type: z.string().default(''),
    })
    .optional(),
  totp_secret: z.string().optional(),
});

type Account = z.output<typeof Account>;

const Login = z.object({ email: z.string(), password: z.string() });

export type LiveShop = ReadonlyMap<string, Account>;

/** By the address they log in with; of two with one address it always let in the first. */
export async function openLiveShop(files: readonly string[]): Promise<LiveShop> {
  const accounts = new Map<string, Account>();
  for (const file of files) {
    for (const line of (await readFile(file, 'utf8')).split('\n')) {
      if (line === '') continue;
      const account = Account.parse(JSON.parse(line));
      const address = account.email?.toLowerCase();
      if (address !== undefined && !accounts.has(address)) accounts.set(address, account);
    }
  }
  return accounts;
}

/** What it answers. @param key what callers prove themselves with */
export function serveLiveShop(shop: LiveShop, key: string): RequestListener {
  let asked = 0;
  return (request, response) => {
    void answer(request)
      .catch(() => ({ status: 400, body: undefined }))
      .then(({ status, body }) => send(response, status, body));
  };

  async function answer(request: IncomingMessage): Promise<Answer> {
    if (request.headers['x-api-key'] !== key) return { status: 403 };
    if (request.method === 'GET' && request.url === '/health') return { status: 200, body: { asked } };
    if (request.method !== 'POST' || request.url !== '/check') return { status: 404 };
    const { email, password } = Login.parse(await json(request));
    asked += 1;
    return check(shop.get(email.toLowerCase()), password);
  }
}

interface Answer {
  readonly status: number;
  readonly body?: object | undefined;
}

async function check(account: Account | undefined, password: string): Promise<Answer> {
  if (account === undefined) return { status: 404 };
  const { credentials, totp_secret: _, ...customer } = account;
  if (credentials === undefined || !(await isOldPassword(credentials, password))) return { status: 401 };
  if (account.status === 'blocked') return { status: 423 };
  return { status: 200, body: { customer } };
}

function send(response: ServerResponse, status: number, body: object = { said: STATUS_CODES[status] }): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
