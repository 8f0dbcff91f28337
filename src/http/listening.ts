/**
 * Begins and ends listening.
 *
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { FootbridgeError } from '../problems/problem.ts';

/** @throws {FootbridgeError} USAGE_WRONG with the reason the system gives. */
export async function listen(
  app: FastifyInstance,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (cause) {
    await app.close();
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'it failed';
    throw new FootbridgeError('USAGE_WRONG', `Cannot listen on ${host}, port ${port}: ${reason}`, { cause });
  }
}

/**
 * Takes no more connections, lets requests under way end, and cuts off what is left after the grace.
 *
 * @param grace milliseconds
 * @param now cuts the grace short
 * @returns how many were cut off
 */
export async function closeGracefully(
  app: FastifyInstance,
  grace: number,
  now?: AbortSignal,
): Promise<number> {
  const over = new AbortController();
  const closing = app.close().finally(() => over.abort());
  const ended = now === undefined ? over.signal : AbortSignal.any([over.signal, now]);
  await sleep(grace, undefined, { signal: ended }).catch(() => undefined);
  const cut = over.signal.aborted ? 0 : await busyConnections(app);
  app.server.closeAllConnections();
  await closing;
  return cut;
}

function busyConnections({ server }: FastifyInstance): Promise<number> {
  return new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
}
