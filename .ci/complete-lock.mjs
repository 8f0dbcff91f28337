#!/usr/bin/env node
// Adds the optional packages of other platforms that `npm install` left out of package-lock.json.
//
// A registry that mirrors only one platform answers 404 for the others; npm then drops them from the lock, and the
// next `npm ci` refuses that lock as incomplete (npm/cli#4828). An entry needs no more than its version and where it
// may be installed: whoever is on that platform fetches it from a registry that has it.
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(FILE, 'utf8'));
let added = 0;

for (const entry of Object.values(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const place = `node_modules/${name}`;
    const [, os, cpu, rest] =
      /-(android|darwin|freebsd|linux|openharmony|win32)-([a-z0-9]+)(?:-([a-z]+))?$/.exec(name) ?? [];
    if (lock.packages[place] !== undefined || os === undefined) continue;
    const libc = rest?.startsWith('musl') ? ['musl'] : rest?.startsWith('gnu') ? ['glibc'] : undefined;
    lock.packages[place] = {
      version: range.replace(/^[^0-9]*/, ''),
      cpu: [cpu],
      ...(entry.dev && { dev: true }),
      ...(libc && { libc }),
      optional: true,
      os: [os],
    };
    added += 1;
  }
}

const [root, ...others] = Object.keys(lock.packages);
lock.packages = Object.fromEntries([root, ...others.sort()].map((place) => [place, lock.packages[place]]));
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} added to package-lock.json`);
