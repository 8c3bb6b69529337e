// The predictor's worker: one service, nothing else.

import { browserPredictorHost } from '../src/services/browser-predictor.ts';
import { exposeService } from '../src/services/rpc.ts';

exposeService(browserPredictorHost());
