// These headers make a page cross-origin isolated, which gives the WASM runtime its threads (SharedArrayBuffer). Every
// server of the project sends them: `npm start`, the development server, the browser tests.

export const ISOLATION_HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};
