/**
 * The `entra` hook: `OnPasswordSubmit` of Microsoft Entra External ID.
 *
 * Users stand in the tenant already, with a random password and a flag; when what was typed is not that, Entra asks
 * here, with the password encrypted for our certificate. It stores the password itself and clears the flag. Everything
 * has to happen within two seconds. `onPasswordUpdate`, still in beta, is left out.
 *
 * @see https://learn.microsoft.com/entra/external-id/customers/how-to-migrate-passwords-just-in-time
 * @see https://learn.microsoft.com/graph/api/resources/onpasswordsubmitcustomextension
 * @module
 */
import { importPKCS8 } from 'jose';
import { z } from 'zod';
import { FootbridgeError } from '../../problems/problem.ts';
import type { Answer, HookReply, Question } from '../hook.ts';
import { defineHook } from '../hook.ts';
import { readJson } from '../wire/body.ts';
import { refuse } from '../wire/reply.ts';
import { demandEntra } from './caller.ts';
import { Config, keysUrlOf } from './config.ts';
import { instructions } from './instructions.ts';
import { Nonces } from './nonces.ts';
import { type PrivateKeys, readPasswordContext } from './password-context.ts';
import { SigningKeys } from './signing-keys.ts';

/** A password of 4,096 bytes, encrypted, encoded twice, is half of this. */
const LARGEST_BODY = 65_536;

const Text = z.string().nullish();

const Submit = z.object({
  type: z.literal('microsoft.graph.authenticationEvent.passwordSubmit'),
  data: z.object({
    tenantId: z.string(),
    encryptedPasswordContext: z.string().min(1),
    authenticationContext: z.object({
      correlationId: Text,
      client: z.object({ ip: Text }).nullish(),
      clientServicePrincipal: z.object({ appId: Text }).nullish(),
      user: z.object({ id: z.string().min(1) }),
    }),
  }),
});

type Submit = z.output<typeof Submit>;

export const entra = defineHook<Config>({
  id: 'entra',
  title: 'Microsoft Entra External ID',
  config: Config,
  routes: [
    { method: 'POST', path: '/' },
    { method: 'GET', path: '/' },
  ],
  largestBody: LARGEST_BODY,
  // Of two seconds, one and a half: the rest is the way, the token and the decryption.
  deadline: ({ timeout }) => Math.floor(timeout * 0.75),
  stores: 'target',
  cannot: [
    'It carries no profile: users are created before, by a bulk import.',
    'It is never asked without a password: forgot-password is Entra’s own, since the users exist.',
    'It is told nothing afterwards: what was stored is found by looking.',
    'With native authentication a password that must change ends in an error instead of the page to change it.',
  ],
  async open(config, { now }) {
    const keys = new SigningKeys(keysUrlOf(config), now);
    const privateKeys = await readPrivateKeys(config);
    const nonces = new Nonces();
    const nonceOf = new WeakMap<Question, string>();
    await keys.refresh();
    return {
      async authenticate(request) {
        // The portal looks whether anything answers, without a token.
        if (request.method === 'GET') return undefined;
        return demandEntra(config, keys, request, now());
      },
      async question(request) {
        if (request.method === 'GET') return { status: 200 };
        const read = readJson(request, Submit, LARGEST_BODY);
        if ('reply' in read) return read.reply;
        const { data } = read.body;
        const context = await readPasswordContext(data.encryptedPasswordContext, config, privateKeys, now());
        if (context === undefined || data.tenantId.toLowerCase() !== config.tenantId.toLowerCase())
          return refuse(400, 'invalid_request');
        if (!nonces.admit(context.nonce, context.until, config.retries, now()))
          return refuse(403, 'replayed');
        const question: Question = {
          op: 'verify',
          identifier: context.username,
          targetId: data.authenticationContext.user.id,
          password: context.password,
          by: askedBy(data),
        };
        nonceOf.set(question, context.nonce);
        return question;
      },
      answer: (answer, question) => toReply(answer, nonceOf.get(question) ?? '', config),
    };
  },
  instructions,
});

/** @throws FootbridgeError CONFIG_INVALID for a key that is none; the key itself is not said. */
async function readPrivateKeys({ keys }: Config): Promise<PrivateKeys> {
  return Promise.all(
    keys.map(async (pem, index) => {
      try {
        return await importPKCS8(pem, 'RSA-OAEP');
      } catch {
        throw new FootbridgeError(
          'CONFIG_INVALID',
          `Key ${index + 1} of the hook "entra" is no RSA private key in PKCS#8 PEM ("-----BEGIN PRIVATE KEY-----")`,
        );
      }
    }),
  );
}

function askedBy({ authenticationContext }: Submit['data']) {
  const { client, clientServicePrincipal, correlationId } = authenticationContext;
  return {
    ...(client?.ip && { address: client.ip }),
    ...(clientServicePrincipal?.appId && { application: clientServicePrincipal.appId }),
    ...(correlationId && { correlationId }),
  };
}

/** Entra shows `Block` with our words, and everything that is no 200 as an error of its own. */
export function toReply(answer: Answer, nonce: string, config: Config): HookReply {
  switch (answer.outcome) {
    case 'match':
      return act('MigratePassword', nonce, config);
    case 'match-must-change':
      return act('UpdatePassword', nonce, config);
    case 'wrong':
    case 'unknown':
    // The stored password was tried before we were asked: what was typed is not it.
    case 'already-migrated':
      return act('Retry', nonce, config);
    case 'blocked':
    case 'mfa-required':
      return act('Block', nonce, config);
    case 'technical-error':
      return { status: 503, json: { error: 'unavailable' } };
  }
}

function act(name: string, nonce: string, { actionPrefix, blockTitle, blockMessage }: Config): HookReply {
  const action = {
    '@odata.type': `microsoft.graph.${actionPrefix}.${name}`,
    ...(name === 'Block' && { title: blockTitle, message: blockMessage }),
  };
  const data = { '@odata.type': 'microsoft.graph.onPasswordSubmitResponseData', actions: [action], nonce };
  return { status: 200, json: { data } };
}
