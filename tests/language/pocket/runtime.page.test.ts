import { browserOrt } from '../../../src/language/pocket/ort-browser.ts';
import { describeAgreement } from './runtime-agreement.ts';

describeAgreement({ loader: browserOrt(), preference: 'wasm', kind: 'wasm', quantizations: [[8, true]] });
