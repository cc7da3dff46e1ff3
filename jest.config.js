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
  testTimeout: 60_000,
};
