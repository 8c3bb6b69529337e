// `lab export`: a pocket model as one ONNX file for any onnxruntime, an adapter merged into its weights. The file is run here
// before it is written: it has to give the logits that its card promises.

import { writeFile } from 'node:fs/promises';
import { LabError } from '../src/lab-error.ts';
import type { AdapterFile } from '../src/language/pocket/adapter-file.ts';
import { mergedModel } from '../src/language/pocket/merged-model.ts';
import type { ModelFiles } from '../src/language/pocket/model-files.ts';
import { exportOnnx } from '../src/language/pocket/onnx-export.ts';
import { nodeOrt } from '../src/language/pocket/ort-node.ts';
import { SELF_CHECK_TOLERANCE } from '../src/language/pocket/self-check.ts';
import { stockDifference } from '../src/language/pocket/stock-check.ts';
import { sha256Hex } from '../src/sha256.ts';
import { namedFiles } from './agents.ts';
import type { Arguments } from './arguments.ts';
import type { Command } from './main.ts';

export const command: Command = {
  usage: 'export --model ID|FOLDER|FILE.safetensors|FILE.onnx [--out FILE.onnx] [--json]',
  async run(args: Arguments) {
    const name = args.text('model');
    const out = args.text('out', '');
    args.refuseUnknown();
    if (args.words.length > 0) throw new LabError('bad-argument', 'export takes options only.');
    if (name === 'teacher') throw new LabError('bad-argument', 'The teacher is a script, not a model.');
    const { id, files, adapter } = await namedFiles(name);
    const whole = adapter ? merged(id, files, adapter) : files;
    const bytes = exportOnnx(whole);
    const path = out === '' ? `${id}.onnx` : out;
    const { config, selfCheck, files: named } = whole.card;
    const ort = await nodeOrt(1).load('wasm', { threads: 1 });
    const difference = await stockDifference(ort, bytes, config, selfCheck);
    const ok = difference <= SELF_CHECK_TOLERANCE;
    if (ok) await writeFile(path, bytes);
    const json = {
      model: id,
      file: ok ? path : null,
      bytes: bytes.length,
      sha256: sha256Hex(bytes),
      weights: named.weights,
      adapter: adapter?.weights ?? null,
      config,
      difference,
    };
    return { json, text: textOf(json), ok };
  },
};

function merged(id: string, files: ModelFiles, adapter: AdapterFile): ModelFiles {
  return mergedModel(id, files, { header: adapter.header, lora: adapter.loraFor(files.card.config) });
}

interface Exported {
  readonly file: string | null;
  readonly bytes: number;
  readonly sha256: string;
  readonly difference: number;
}

function textOf({ file, bytes, sha256, difference }: Exported): string {
  const checked = `largest difference from the card's logits in stock onnxruntime: ${difference.toExponential(1)}`;
  if (file === null) return `NOT WRITTEN: ${checked}`;
  return `${file}: ${bytes} bytes, SHA-256 ${sha256}\n${checked}`;
}
