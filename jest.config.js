/** One configuration for all test sizes; see CONTRIBUTING.md for what goes where. */
export default {
  rootDir: import.meta.dirname,
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  // Specs are compiled by the build and loaded by Node: docs/adr/specs-run-as-node-runs-them.md.
  testRunner: '<rootDir>/test/support/native-runner.mjs',
  testSequencer: '<rootDir>/test/support/longest-first.mjs',
  transform: {},
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  testEnvironment: 'node',
  // An end to waiting in vain, not a promise of speed: a busy machine takes many times as long as a quiet one.
  testTimeout: 120_000,
};
