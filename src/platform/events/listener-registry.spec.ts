import 'reflect-metadata';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { definedEvents, defineEvent } from './define-event.js';
import { ListenerRegistry } from './listener-registry.js';
import { OnEvent, OnEvents } from './on-event.js';

describe('the process refuses to start', () => {
  const boot = async (...providers: (new () => object)[]): Promise<void> => {
    const module = await Test.createTestingModule({
      imports: [DiscoveryModule],
      providers: [ListenerRegistry, ...providers],
    }).compile();
    await module.init();
  };
  const Heard = defineEvent<{ x: number }>('trial.heard');
  // The next spec of this worker would refuse to start on it.
  afterAll(() => (definedEvents() as Map<string, unknown>).delete('trial.heard'));

  class Listens {
    @OnEvent(Heard, { name: 'trial.listens' })
    handle(): void {}
  }
  class ListensToo {
    @OnEvent(Heard, { name: 'trial.listens' })
    handle(): void {}
  }

  class ListensByName {
    @OnEvents(['trial.heard', 'trial.misspelt'], { name: 'trial.listens-by-name' })
    handle(): void {}
  }

  it('on an event nobody listens to', async () => {
    await expect(boot()).rejects.toThrow(/Nobody listens to: .*trial\.heard/);
  });

  it('on a listener by a name nobody defines', async () => {
    await expect(boot(ListensByName)).rejects.toThrow(/listens to trial\.misspelt, which nobody defines/);
  });

  it('on two listeners of one name', async () => {
    await expect(boot(Listens, ListensToo)).rejects.toThrow(
      /Two listeners of trial\.heard are named trial\.listens/,
    );
  });
});
