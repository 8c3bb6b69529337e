// The worker of model downloads: one service, nothing else.

import { exposeService } from '../src/services/rpc.ts';
import { WebLlmDownloads } from '../src/services/web-llm-download.ts';

exposeService(new WebLlmDownloads());
