// Addresses: `#/play?seed=7`, `#/plan?seeds=8`, `#/plan/EXPERIMENT-ID`, `#/train?price=0.01`, `#/train/TRAINING-ID`, `#/speculate?setting=tau-0.9`,
// `#/deploy?generations=3`, `#/deploy/DEPLOYMENT-ID`, `#/pogs?graph=105&at=4`, `#/models`, `#/runs`, `#/compare?seed=7`, `#/replay/RUN-ID`,
// and shared links `#r=…` (a record), `#c=…` (a configuration) and `#/plan?s=…` (an experiment with its figures).

export type Route =
  | { readonly page: 'play'; readonly query: string; readonly config?: string }
  | { readonly page: 'plan'; readonly query: string; readonly sweepId?: string; readonly fragment?: string }
  | { readonly page: 'train'; readonly query: string; readonly trainingId?: string }
  | { readonly page: 'speculate'; readonly query: string }
  | { readonly page: 'deploy'; readonly query: string; readonly deploymentId?: string }
  | { readonly page: 'pogs'; readonly query: string }
  | { readonly page: 'models' }
  | { readonly page: 'runs' }
  | { readonly page: 'compare'; readonly query: string }
  | { readonly page: 'replay'; readonly runId?: string; readonly fragment?: string };

/** The route of `location.hash`; what it does not know leads to Play. */
export function routeOf(hash: string): Route {
  const fragment = hash.replace(/^#/, '');
  if (fragment.startsWith('r=')) return { page: 'replay', fragment };
  if (fragment.startsWith('c=')) return { page: 'play', query: '', config: fragment };
  const [path, query = ''] = fragment.split('?', 2);
  const [, page, rest] = path.split('/');
  if (page === 'plan') return planRoute(query, decode(rest ?? ''));
  if (page === 'train') return { page: 'train', query, ...(rest && { trainingId: decode(rest) }) };
  if (page === 'speculate') return { page: 'speculate', query };
  if (page === 'deploy') return { page: 'deploy', query, ...(rest && { deploymentId: decode(rest) }) };
  if (page === 'pogs') return { page: 'pogs', query };
  if (page === 'models') return { page: 'models' };
  if (page === 'runs') return { page: 'runs' };
  if (page === 'compare') return { page: 'compare', query };
  if (page === 'replay') return { page: 'replay', runId: decode(rest ?? '') };
  return { page: 'play', query };
}

function planRoute(query: string, sweepId: string): Route {
  if (/(?:^|&)s=/.test(query)) return { page: 'plan', query: '', fragment: query };
  return { page: 'plan', query, ...(sweepId && { sweepId }) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Puts settings into the address without a new entry in the history. */
export function replacePlayQuery(query: string): void {
  history.replaceState(null, '', `#/play${query ? `?${query}` : ''}`);
}
