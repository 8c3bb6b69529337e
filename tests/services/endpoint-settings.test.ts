import { describe, expect, test } from 'vitest';
import { LabError } from '../../src/lab-error.ts';
import {
  checkEndpoint,
  ENDPOINT_DEFAULTS,
  type Endpoint,
  parseExtra,
} from '../../src/services/endpoint-settings.ts';

const GIVEN = { url: 'http://localhost:8000', model: 'org/Chat-8B' };
const KEY = 'sk-never-to-be-seen';

function problem(given: Partial<Record<keyof Endpoint | 'more', unknown>>): LabError {
  try {
    checkEndpoint({ ...GIVEN, ...given } as Partial<Endpoint>);
  } catch (error) {
    return error as LabError;
  }
  throw new Error('nothing was thrown');
}

describe('an endpoint', () => {
  test('needs an address and a model, and has a default for everything else', () => {
    expect(checkEndpoint(GIVEN)).toEqual({
      ...ENDPOINT_DEFAULTS,
      url: 'http://localhost:8000/v1',
      model: 'org/Chat-8B',
    });
  });

  test.each([
    ['no address', { url: '' }],
    ['an address with a key in it', { url: `http://user:${KEY}@host/v1` }],
    ['a model’s name with a line break', { model: 'a\nb' }],
    ['a key that no header can hold', { apiKey: `${KEY}\n` }],
    ['no room for an answer', { maxTokens: 0 }],
    ['a million requests at a time', { concurrency: 1e6 }],
    ['a negative price', { prices: { prompt: -1, generated: 0 } }],
    ['an unknown constraint', { constraint: 'magic' }],
    ['fields that are the lab’s own', { extra: { messages: [] } }],
    ['another limit of tokens than its own', { extra: { max_tokens: 9 } }],
    ['a form by another name', { extra: { response_format: { type: 'json_object' } } }],
    ['a form as vLLM has it', { extra: { structured_outputs: { choice: ['a'] } } }],
    ['a form as llama.cpp has it', { extra: { grammar: 'root ::= "a"' } }],
    ['fields without an end', { extra: { a: 'x'.repeat(5000) } }],
    ['parts that nobody knows', { more: 1 }],
  ])('is refused with %s, and no message repeats a key', (_what, given) => {
    const error = problem({ apiKey: KEY, ...given });
    expect(error).toBeInstanceOf(LabError);
    expect(error.code).toBe('bad-argument');
    expect(error.message).toMatch(/^[A-Z"“0-9].*\.$/);
    expect(`${error.message} ${error.hint}`).not.toContain('never-to-be-seen');
  });

  test('takes more fields as a JSON object, and nothing else for one', () => {
    expect(parseExtra(' ')).toEqual({});
    expect(parseExtra('{"top_p": 0.9}')).toEqual({ top_p: 0.9 });
    for (const text of ['[1]', '7', 'null', '{', '{"stream": false}'])
      expect(() => parseExtra(text)).toThrow(LabError);
  });
});
