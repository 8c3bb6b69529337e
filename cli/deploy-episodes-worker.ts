// A thread of `lab deploy --domain Crafter-v1 --workers`: plays the worlds it is given.

import { playShare } from './deploy-episodes-team.ts';
import { asThread } from './deploy-team.ts';

await asThread(playShare);
