/** Two projects: `unit` needs nothing but npm; `servers` starts real servers and runs one file at a time. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Examples import the package by its name. */
const alias = [
  { find: /^footbridge$/, replacement: fileURLToPath(new URL('./src/index.ts', import.meta.url)) },
];

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/*.test.ts', 'test/servers/*.test.ts'],
          exclude: ['**/*.server.test.ts'],
          // Left alone it takes one less than there are cores: half of two cores would idle while tests wait.
          maxWorkers: 3,
          // A worker keeps its modules and its ledger from file to file: a third of the processor time was spent on
          // loading them again (test/ledger-template.ts).
          isolate: false,
          // A hang is found either way; a machine busy with real servers beside it is no failure.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'end-to-end',
          include: [
            'test/end-to-end/**/*.test.ts',
            'src/**/*.server.test.ts',
            'test/servers/*.server.test.ts',
          ],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          globalSetup: ['test/servers/global-setup.ts'],
        },
      },
    ],
  },
});
