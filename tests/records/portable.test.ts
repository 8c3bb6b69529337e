// The golden run in Node; `portable.page.test.ts` is the same in a browser.

import { describeGoldenRun } from './portable.ts';

describeGoldenRun();
