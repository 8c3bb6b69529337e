// A training as files: its figures for a spreadsheet or a program, its checkpoint for another browser or `lab train rl`; and
// checkpoints from elsewhere, bounded before they are read.

import { LabError } from '../../lab-error.ts';
import type { ImportedFile, LearnerService, TrainingSetup } from '../../services/learner-service.ts';
import type { Remote } from '../../services/rpc.ts';
import { csvOf } from '../charts/data-table.ts';
import { saveBlob } from '../hand-over.ts';
import { learningTable, mainTable, trainingJson } from './evaluations.ts';
import type { TrainingRun } from './training-run.ts';

/** No checkpoint that can be read is larger. */
const MAX_FILE_BYTES = 64 << 20;
const MAX_NAME_CHARACTERS = 80;
const FILE_TYPES = {
  policy: ['application/octet-stream', 'safetensors'],
  gate: ['application/json', 'json'],
} as const;

export function saveFiguresCsv({ figures }: TrainingRun): void {
  const [main, learning] = [mainTable(figures), learningTable(figures)];
  const columns = [...main.columns, ...learning.columns.slice(1)];
  const rows = main.rows.map((row, i) => [...row, ...learning.rows[i].slice(1)]);
  const csv = csvOf({ caption: main.caption, columns, rows });
  saveBlob(new Blob([csv], { type: 'text/csv;charset=utf-8' }), 'goldilocks-training.csv');
}

export function saveTrainingJson({ setup, figures }: TrainingRun): void {
  if (!setup) return;
  const json = trainingJson(setup, figures);
  saveBlob(new Blob([json], { type: 'application/json' }), 'goldilocks-training.json');
}

/** @throws LabError not-found before the first update */
export async function saveCheckpoint(
  service: Remote<LearnerService>,
  id: string,
  { name, kind }: TrainingSetup,
): Promise<void> {
  const bytes = await service.export(id);
  const [type, ending] = FILE_TYPES[kind];
  saveBlob(new Blob([bytes], { type }), `${fileName(name)}.${ending}`);
}

/** Keeps a checkpoint, an adapter or a gate from a file. @throws LabError too-large, bad-model, model-missing, storage-refused */
export async function importFile(service: Remote<LearnerService>, file: File): Promise<ImportedFile> {
  const shown = file.name.slice(0, 60);
  try {
    if (file.size > MAX_FILE_BYTES)
      throw new LabError('too-large', `A checkpoint has at most ${MAX_FILE_BYTES >> 20} MiB.`);
    const bytes = new Uint8Array(await file.arrayBuffer());
    return await service.import(bytes, importedName(file.name));
  } catch (error) {
    const { code, message, hint } = LabError.from(error);
    throw new LabError(code, `${shown}: ${message}`, hint);
  }
}

/** A file's name as a training's: without its ending and what no name may have. */
export function importedName(fileName: string): string {
  const plain = fileName
    .replace(/\.(safetensors|json)$/i, '')
    .toWellFormed()
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return plain.slice(0, MAX_NAME_CHARACTERS).toWellFormed() || 'Imported checkpoint';
}

/** Without anything a file system minds. */
function fileName(name: string): string {
  return `goldilocks-${name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^-|-$/g, '')}`.slice(0, 80);
}
