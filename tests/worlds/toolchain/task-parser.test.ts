import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LabError } from '../../../src/lab-error.ts';
import { Random } from '../../../src/random.ts';
import { longerTask, taskOfSeed } from '../../../src/worlds/toolchain/grammar-tasks.ts';
import { taskLine } from '../../../src/worlds/toolchain/task.ts';
import { parseTask, parseTaskFile, TASK_FILE_LIMITS } from '../../../src/worlds/toolchain/task-parser.ts';

const LINE = 'Given noisy image, how to return the caption in German step by step?';

/** What a line is refused with. */
function refusal(line: string): string {
  try {
    parseTask(line);
  } catch (error) {
    return (error as LabError).message;
  }
  return 'accepted';
}

describe('a line of a task', () => {
  test('reads back as the task it was written from, for 3,000 tasks', () => {
    for (let seed = 0; seed < 3000; seed++) {
      const task = seed < 312 ? taskOfSeed(seed) : longerTask(new Random(seed));
      expect(parseTask(taskLine(task))).toEqual(task);
    }
  });

  test('may be written loosely: case, spaces, the order of faults, "and" for a comma, no question mark', () => {
    const loose =
      'given  Blurry NOISY image , how to return the Caption in german and the class label in English and the object names in English step by step';
    expect(taskLine(parseTask(loose))).toBe(
      'Given noisy blurry image, how to return the caption in German, the class label in English and the object names in English step by step?',
    );
  });

  const REFUSED: [line: string, message: string][] = [
    ['Make me a sandwich', 'Line 1, column 1: "Make" is not understood; expected Given.'],
    [
      LINE.replace('noisy', 'foggy'),
      'Line 1, column 7: "foggy" is not understood; expected low-resolutioned, noisy, blurry, grayscale, image.',
    ],
    [LINE.replace('noisy', 'noisy noisy'), 'Line 1, column 13: "noisy" is said twice.'],
    [
      LINE.replace('German', 'Klingon'),
      'Line 1, column 49: "Klingon" is not understood; expected English, German.',
    ],
    [
      LINE.replace(' in German', ''),
      'Line 1, column 34: This cannot be wished for: say the language of the caption: in English or in German.',
    ],
    [
      LINE.replace('caption', 'summary'),
      'Line 1, column 34: This cannot be wished for: no text is given to make the summary of.',
    ],
    [
      LINE.replace('caption', 'sentiment of the class label'),
      'Line 1, column 34: This cannot be wished for: the sentiment is not made of the class label.',
    ],
    [`${LINE} Please`, 'Line 1, column 70: "Please" is not understood; expected the end of the line.'],
    ['Given noisy image', 'Line 1, column 18: the line ends too early; expected ,.'],
    [
      LINE.replace('image', 'image and English query'),
      'Line 1, column 1: A query is given, but no answer is wished for.',
    ],
    [LINE.replace('image', 'image and blurry image'), 'Line 1, column 23: A second image cannot be given.'],
    [
      'Given image, how to return the regular image step by step?',
      'Line 1, column 1: What it wishes for is given: there is nothing to do.',
    ],
    [
      LINE.replace('German', 'German and the caption in German'),
      'Line 1, column 1: It wishes for the caption in German twice.',
    ],
  ];
  test.each(REFUSED)('is refused by name and place: %s', (line, message) => {
    expect(refusal(line)).toBe(message);
  });

  test('quotes no control characters and no more than 40 characters of what it does not understand', () => {
    expect(refusal('\u202e\u0007evil')).toContain('"\ufffd\ufffdevil"');
    expect(refusal('x'.repeat(900)).length).toBeLessThan(100);
  });
});

describe('a file of tasks', () => {
  test('gives its lines as a world takes them; empty lines, comments, a byte order mark and line ends of any kind pass', () => {
    const file = `\ufeff# two tasks\r\n\r\n  ${LINE}\r\n${LINE.replace('German', 'English')}\n`;
    expect(parseTaskFile(file).tasks).toEqual([LINE, LINE.replace('German', 'English')]);
  });

  test('names the line that is not understood', () => {
    expect(() => parseTaskFile(`# a\n${LINE}\n\nGiven a cake`)).toThrow(
      /^Line 4, column 7: "a" is not understood/,
    );
  });

  test('is refused when it is empty, too large, too long or has a line that is', () => {
    const code = (expected: string) => expect.objectContaining({ code: expected });
    expect(() => parseTaskFile('# nothing\n')).toThrow(code('bad-argument'));
    expect(() => parseTaskFile('#'.repeat(TASK_FILE_LIMITS.characters + 1))).toThrow(code('too-large'));
    expect(() => parseTaskFile('\n'.repeat(TASK_FILE_LIMITS.lines))).toThrow(code('too-large'));
    expect(() => parseTaskFile(`Given ${'noisy '.repeat(200)}image`)).toThrow(code('too-large'));
  });

  test('never throws anything but a LabError, whatever it holds', () => {
    const words = [
      'Given',
      'noisy',
      'image',
      ',',
      'how',
      'to',
      'return',
      'the',
      'caption',
      'in',
      'of',
      'and',
      'step',
      'English',
      'query',
      '\n',
      '__proto__',
    ];
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(...words)).map((all) => all.join(' ')),
    );
    fc.assert(
      fc.property(text, (file) => {
        try {
          parseTaskFile(file);
        } catch (error) {
          expect(error).toBeInstanceOf(LabError);
        }
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});
