import { agentWords } from './agent.js';

describe('what a browser is called', () => {
  it('is its own name and its system, though nearly all claim to be Safari', () => {
    const engine = 'AppleWebKit/537.36 (KHTML, like Gecko)';
    expect(agentWords(`Mozilla/5.0 (X11; Linux x86_64) ${engine} HeadlessChrome/147.0 Safari/537.36`)).toBe(
      'Chrome on Linux',
    );
    expect(agentWords(`Mozilla/5.0 (Windows NT 10.0) ${engine} Chrome/140.0 Safari/537.36 Edg/140.0`)).toBe(
      'Edge on Windows',
    );
    expect(
      agentWords('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1'),
    ).toBe('Safari on iPhone');
  });

  it('stays as it is when it is none of them', () => {
    expect(agentWords('curl/8.5.0')).toBe('curl/8.5.0');
  });
});
