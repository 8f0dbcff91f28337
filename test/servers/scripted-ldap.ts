/**
 * A directory that answers in the words a test gives it: for servers that cannot be run here, Active Directory first.
 *
 * Speaks as much of the protocol as a search and a bind need.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4511#section-4
 * @module
 */
import { createServer, type Socket } from 'node:net';
import { BerReader, BerWriter } from 'ldapts';
import type { Server } from './process.ts';

export interface ScriptedEntry {
  readonly dn: string;
  readonly attributes: Readonly<Record<string, string | Buffer>>;
}

export interface LdapScript {
  /** Found by every search. */
  readonly entries?: readonly ScriptedEntry[];
  /** Referrals that every search gives beside them. */
  readonly references?: readonly string[];
  /** What a bind is told; `break`: the connection ends without an answer. */
  readonly bind: (
    dn: string,
    password: string,
  ) => { readonly result: number; readonly says?: string } | 'break';
}

export interface ScriptedLdap extends Server {
  readonly url: string;
  readonly binds: readonly { readonly dn: string; readonly password: string }[];
}

const OP = {
  bindRequest: 0x60,
  bindResponse: 0x61,
  unbind: 0x42,
  search: 0x63,
  entry: 0x64,
  reference: 0x73,
  done: 0x65,
};

export async function startScriptedLdap(script: LdapScript): Promise<ScriptedLdap> {
  const binds: { dn: string; password: string }[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // The client may have gone.
    socket.on('error', () => undefined);
    // Requests of these tests fit in one segment of the loopback interface.
    socket.on('data', (bytes) => answer(socket, bytes));
  });

  function answer(socket: Socket, bytes: Buffer): void {
    const reader = new BerReader(bytes);
    reader.readSequence();
    const id = reader.readInt() ?? 0;
    const operation = reader.peek();
    if (operation === OP.bindRequest) {
      reader.readSequence(OP.bindRequest);
      reader.readInt();
      const bind = { dn: reader.readString() ?? '', password: reader.readString(0x80) ?? '' };
      binds.push(bind);
      const said = script.bind(bind.dn, bind.password);
      if (said === 'break') socket.destroy();
      else socket.write(message(id, (writer) => result(writer, OP.bindResponse, said.result, said.says)));
    } else if (operation === OP.search) {
      for (const entry of script.entries ?? [])
        socket.write(message(id, (writer) => writeEntry(writer, entry)));
      for (const uri of script.references ?? [])
        socket.write(
          message(id, (writer) => {
            writer.startSequence(OP.reference);
            writer.writeString(uri);
            writer.endSequence();
          }),
        );
      socket.write(message(id, (writer) => result(writer, OP.done, 0)));
    } else socket.end();
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the directory got no port');
  return {
    url: `ldap://127.0.0.1:${address.port}`,
    binds,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function message(id: number, write: (writer: BerWriter) => void): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  write(writer);
  writer.endSequence();
  return writer.buffer;
}

function result(writer: BerWriter, operation: number, code: number, says = ''): void {
  writer.startSequence(operation);
  writer.writeEnumeration(code);
  writer.writeString('');
  writer.writeString(says);
  writer.endSequence();
}

function writeEntry(writer: BerWriter, { dn, attributes }: ScriptedEntry): void {
  writer.startSequence(OP.entry);
  writer.writeString(dn);
  writer.startSequence();
  for (const [name, value] of Object.entries(attributes)) {
    writer.startSequence();
    writer.writeString(name);
    writer.startSequence(0x31);
    writer.writeBuffer(Buffer.from(value), 0x04);
    writer.endSequence();
    writer.endSequence();
  }
  writer.endSequence();
  writer.endSequence();
}
