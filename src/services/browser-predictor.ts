// Puts the predictor's host together for a browser's worker.

import { LabDatabase } from '../records/store/database.ts';
import { PredictorStore } from '../records/store/predictor-store.ts';
import { PredictorHost } from './predictor-service.ts';

export function browserPredictorHost(): PredictorHost {
  return new PredictorHost(new PredictorStore(new LabDatabase()));
}
