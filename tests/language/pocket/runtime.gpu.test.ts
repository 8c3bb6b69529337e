import { browserOrt } from '../../../src/language/pocket/ort-browser.ts';
import { describeAgreement } from './runtime-agreement.ts';

describeAgreement({
  loader: browserOrt(),
  preference: 'webgpu',
  kind: 'webgpu',
  quantizations: [
    [8, true],
    [4, false],
  ],
});
