// The page's entry: everything it needs at once. Replay, Runs, sharing, help and tooltips come when they are asked for.

import './parts/notices.ts';
import './app-shell.ts';
