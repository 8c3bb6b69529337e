import { expect, test } from 'vitest';
import { cellText, csvOf } from '../../../src/ui/charts/data-table.ts';

test('cells read as people write them', () => {
  expect([
    cellText(48.5912),
    cellText(1234.5678, 2),
    cellText(20),
    cellText(null),
    cellText(Number.NaN),
  ]).toEqual(['48.6', '1,234.57', '20', '–', '–']);
});

test('CSV keeps numbers whole, quotes what needs it, and leaves the unknown empty', () => {
  const table = {
    caption: 'x',
    columns: ['name', 'mean, %', 'n'],
    rows: [
      ['every 4 "steps"', 48.591234567, 10],
      ['two\nlines', null, Number.NaN],
    ],
  };
  expect(csvOf(table)).toBe('name,"mean, %",n\r\n"every 4 ""steps""",48.591234567,10\r\n"two\nlines",,\r\n');
});

test('text that a spreadsheet would run as a formula stays text; a negative number stays a number', () => {
  const rows = [['=HYPERLINK("x")', -3.5]];
  expect(csvOf({ caption: '', columns: ['a', 'b'], rows })).toBe('a,b\r\n"\'=HYPERLINK(""x"")",-3.5\r\n');
});
