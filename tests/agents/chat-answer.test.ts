import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseChatAnswer } from '../../src/agents/chat-answer.ts';
import { ACTIONS } from '../../src/worlds/crafter/names.ts';

const NOOP = 0;
const number = (name: (typeof ACTIONS)[number]) => ACTIONS.indexOf(name);

test('a plan and an action are read from free text', () => {
  expect(parseChatAnswer('<plan>get wood,\nthen a table</plan> Move West')).toEqual({
    plan: 'get wood, then a table',
    action: number('move_left'),
    valid: true,
  });
});

test('a bare action needs its exact words; stars and stops around it are dropped', () => {
  expect(parseChatAnswer('**Place Table.**')).toEqual({ action: number('place_table'), valid: true });
  expect(parseChatAnswer('place table')).toEqual({ action: NOOP, valid: false });
});

test('thinking aloud without tags is a Noop, and says so', () => {
  expect(parseChatAnswer('I should probably Move West')).toEqual({ action: NOOP, valid: false });
});

test('a plan that never closes is no plan; a stray closing tag takes the text before it', () => {
  expect(parseChatAnswer('<plan> go west')).toEqual({ action: NOOP, valid: false });
  expect(parseChatAnswer('go west</plan>Do').plan).toBe('go west');
});

test('any text at all is answered, with a bounded plan', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
      const { action, valid, plan } = parseChatAnswer(`<plan>${text}</plan>${text}`);
      expect(action).toBeLessThan(ACTIONS.length);
      expect(valid || action === NOOP).toBe(true);
      expect((plan ?? '').length).toBeLessThanOrEqual(500);
    }),
  );
});
