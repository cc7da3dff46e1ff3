import { afterAct, checkEnrolmentLife, ENROLMENT_LIFE, ENROLMENT_STATES } from './enrolment-life.js';

describe('the life of an enrolment', () => {
  it('is sound', () => {
    expect(() => checkEnrolmentLife()).not.toThrow();
    expect(Object.keys(ENROLMENT_LIFE)).toEqual([...ENROLMENT_STATES]);
  });

  it('is refused at boot when a state is unknown, lost, or without an end', () => {
    expect(() => checkEnrolmentLife({ running: { stop: 'gone' } })).toThrow('without a row: gone');
    expect(() => checkEnrolmentLife({ running: { stop: 'over' }, over: {}, alone: {} })).toThrow(
      'leads to: alone',
    );
    expect(() => checkEnrolmentLife({ running: { send: 'running' } })).toThrow('no end after running');
  });

  it('sends only while it runs, and never leaves an end', () => {
    expect(ENROLMENT_STATES.filter((state) => afterAct(state, 'send'))).toEqual(['running']);
    expect(afterAct('paused', 'resume')).toBe('running');
    for (const act of ['send', 'pause', 'resume', 'stop', 'finish'] as const) {
      expect([afterAct('stopped', act), afterAct('done', act)]).toEqual([null, null]);
    }
  });
});
