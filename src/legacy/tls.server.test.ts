/** Passwords over HTTPS: the authority of a private certificate, its name, and nothing sent where either is wrong. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../../test/servers/binaries.ts';
import { makeCertificate } from '../../test/servers/certificate.ts';
import { removeFolder, temporaryFolder } from '../../test/servers/process.ts';
import { TypedPassword } from '../identity/typed-password.ts';
import { http } from './http.ts';
import { oauthPassword } from './oauth-password.ts';

needs('openssl')('a legacy behind HTTPS', () => {
  const folder = temporaryFolder('https');
  const bodies: string[] = [];
  let server: Server;
  let port = 0;

  beforeAll(async () => {
    const { certificate, key } = await makeCertificate(folder, ['DNS:localhost']);
    server = createServer(
      { cert: readFileSync(certificate), key: readFileSync(key) },
      async (request, response) => {
        let body = '';
        for await (const chunk of request) body += String(chunk);
        bodies.push(body);
        const idToken = `x.${Buffer.from('{"sub":"7"}').toString('base64url')}.x`;
        response.end(JSON.stringify({ id: '7', access_token: 'at', id_token: idToken }));
      },
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address !== null && typeof address === 'object') port = address.port;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    removeFolder(folder);
  });

  const context = { folder, secret: () => '' };
  const who = { type: 'username', value: 'ana', key: 'ana' } as const;
  const ask = async (kind: 'http' | 'oauth-password', host: string, tls: object) => {
    const url = `https://${host}:${port}/`;
    const session =
      kind === 'http'
        ? await http.open(http.config.parse({ url, ...tls }), context)
        : await oauthPassword.open(oauthPassword.config.parse({ url, clientId: 'x', ...tls }), context);
    const answer = await session.verify(who, new TypedPassword('secret'), {}, AbortSignal.timeout(10_000));
    await session.close();
    return answer;
  };

  it.each(['http', 'oauth-password'] as const)(
    'is trusted by %s when its authority is named',
    async (kind) => {
      expect(await ask(kind, 'localhost', { ca: 'certificate.pem' })).toMatchObject({
        outcome: 'match',
        profile: { sourceId: '7' },
      });
    },
  );

  it.each(['http', 'oauth-password'] as const)(
    'gets no password from %s when nobody vouches for it, or it has another name',
    async (kind) => {
      bodies.length = 0;
      const failure = { outcome: 'technical-error', retryable: false };
      expect(await ask(kind, 'localhost', {})).toMatchObject(failure);
      expect(await ask(kind, 'localhost', { insecure: true })).toMatchObject(failure);
      expect(await ask(kind, '127.0.0.1', { ca: 'certificate.pem' })).toMatchObject(failure);
      expect(bodies).toEqual([]);
    },
  );
});
