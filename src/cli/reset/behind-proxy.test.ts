import { expect, it } from 'vitest';
import { MigrationConfig } from '../../config/migration.ts';
import { proxyWarning } from './behind-proxy.ts';

function configured(pageUrl: string, trustProxy: readonly string[]) {
  return MigrationConfig.parse({
    name: 'acme',
    serve: { trustProxy },
    reset: {
      brand: { name: 'Acme' },
      channels: [{ type: 'smtp' }],
      journey: { pageUrl, loginUrl: 'https://login.acme.example' },
    },
  });
}

it('warns where all customers would be one address to the throttles of the page', () => {
  expect(proxyWarning(configured('https://welcome.acme.example', []))).toContain(
    '`serve.trustProxy` is empty',
  );
});

it.each([
  ['the proxy is named', configured('https://welcome.acme.example', ['10.0.0.0/8'])],
  ['somebody tries it on this machine', configured('http://127.0.0.1:4000', [])],
  ['there is no page', MigrationConfig.parse({ name: 'acme' })],
])('says nothing where %s', (_, config) => {
  expect(proxyWarning(config)).toBeUndefined();
});
