/**
 * A TCP proxy that counts what clients send: proof that something was, or was not, asked of the server behind it.
 *
 * @module
 */
import { connect, createServer, type Socket } from 'node:net';
import type { Server } from './process.ts';

export interface CountingProxy extends Server {
  readonly port: number;
  /** Bytes and connections that came in until now. */
  arrived(): number;
}

/** @param target port of the loopback interface */
export async function startCountingProxy(target: number): Promise<CountingProxy> {
  let arrived = 0;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    arrived++;
    const upstream = connect(target, '127.0.0.1');
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('close', () => {
        open.delete(socket);
        client.destroy();
        upstream.destroy();
      });
      // Either side may break off; the other hears of it by the closing above.
      socket.on('error', () => undefined);
    }
    client.on('data', (bytes) => {
      arrived += bytes.length;
    });
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy got no port');
  return {
    port: address.port,
    arrived: () => arrived,
    async stop() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
