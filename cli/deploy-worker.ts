// A thread of `lab deploy --workers`: attempts the tasks it is given.

import { asThread, deployShare } from './deploy-team.ts';

await asThread(deployShare);
