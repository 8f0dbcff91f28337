/**
 * Listens on loopback, at the port that is easy to remember where it is free.
 *
 * @module
 */
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/** @returns the address it answers at */
export async function listenOnLoopback(server: Server, preferredPort: number): Promise<string> {
  try {
    server.listen(preferredPort, '127.0.0.1');
    await once(server, 'listening');
  } catch {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}
