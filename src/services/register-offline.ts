// Registers the service worker; the production build adds this module to the page (`vite.config.ts`), the development
// server does not. It waits for the first decision, because keeping files and starting the model want the same cores.

/** Registration begins after this long at the latest, in ms from the page's load. */
const LATEST = 10_000;

if ('serviceWorker' in navigator) {
  const first = new Promise<void>((resolve) => {
    const observer = new PerformanceObserver((list) => {
      if (list.getEntriesByName('first-decision').length > 0) resolve();
    });
    observer.observe({ type: 'mark', buffered: true });
    setTimeout(resolve, LATEST);
  });
  // Private windows and some settings refuse: the page works, only not offline.
  first.then(() => navigator.serviceWorker.register('./service-worker.js')).catch(() => undefined);
}
