// The report worker: one service, nothing else.

import { reportService } from '../src/services/report-service.ts';
import { exposeService } from '../src/services/rpc.ts';

exposeService(reportService);
