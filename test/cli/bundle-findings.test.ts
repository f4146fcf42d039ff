import { bundleFinding } from '../../lib/cli/load/bundle-findings';

describe('what the bundler says', () => {
  it('of a file that the system does not let it read points into no file, least of all into its own', () => {
    const denied = Object.assign(new Error("EACCES: permission denied, open '/app/main.ts'"), { code: 'EACCES' });
    const message = { id: '', pluginName: 'p', text: denied.message, location: null, notes: [], detail: denied };
    expect(bundleFinding(message, '/app/main.ts', '/app')).toEqual({
      code: 'app-not-readable',
      severity: 'error',
      message: "a file of the app cannot be read: EACCES: permission denied, open '/app/main.ts'",
      help: ['make the file readable, or remove what imports it'],
    });
  });
});
