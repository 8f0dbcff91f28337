import { expect, it } from 'vitest';
import { startScriptedLdap } from '../../../test/servers/scripted-ldap.ts';
import { Config } from './config.ts';
import { withConnection } from './connection.ts';

it('a broken connection is not made again: after StartTLS the next password would go in the clear', async () => {
  const server = await startScriptedLdap({ bind: (dn) => (dn === 'cn=break' ? 'break' : { result: 0 }) });
  const config = Config.parse({ url: server.url, base: 'dc=example' });
  const working = withConnection({ config, ca: undefined }, AbortSignal.timeout(5_000), async (client) => {
    await client.bind('cn=first', 'a');
    await client.bind('cn=break', 'b').catch(() => undefined);
    await client.bind('cn=again', 'the next password');
  });
  await expect(working).rejects.toThrow('the connection broke');
  expect(server.binds.map(({ dn }) => dn)).toEqual(['cn=first', 'cn=break']);
  await server.stop();
});
