// What Node wrote reads the same in a browser, byte for byte, and what the browser writes is what Node reads: the golden
// run is checked here and in `portable.test.ts`.

import { describeGoldenRun } from './portable.ts';

describeGoldenRun();
