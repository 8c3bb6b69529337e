// A deployment as files: its figures for a spreadsheet or a program, its whole state for another browser, its pool for a class;
// and such files from elsewhere, bounded before they are read.

import { MAX_EPISODE_POOL_BYTES } from '../../deployment/crafter/episode-files.ts';
import { MAX_STATE_BYTES } from '../../deployment/state-file.ts';
import { LabError } from '../../lab-error.ts';
import {
  type AnyOpened,
  type DeploymentService,
  isOpenEpisodes,
  MAX_NAME_CHARACTERS,
  type MergedPool,
} from '../../services/deployment-service.ts';
import type { Remote } from '../../services/rpc.ts';
import { csvOf } from '../charts/data-table.ts';
import { saveBlob } from '../hand-over.ts';
import { episodeCurveTable, episodeFiguresJson } from './episode-figures.ts';
import { curveTable, figuresJson } from './generations.ts';

type Service = Remote<DeploymentService>;

/** The figures of any deployment. */
export function saveCsv(opened: AnyOpened): void {
  const { name } = opened;
  const table = isOpenEpisodes(opened)
    ? episodeCurveTable([{ name, generations: opened.facts.generations }])
    : curveTable([{ name, generations: opened.facts.generations }]);
  saveBlob(new Blob([csvOf(table)], { type: 'text/csv;charset=utf-8' }), `${fileName(name)}.csv`);
}

export function saveJson(opened: AnyOpened): void {
  const { name } = opened;
  const json = isOpenEpisodes(opened)
    ? episodeFiguresJson(name, opened.facts.plan, opened.facts.generations)
    : figuresJson(name, opened.facts.plan, opened.facts.generations);
  saveText(json, `${fileName(name)}-figures`);
}

/** @throws LabError not-found */
export async function saveState(service: Service, id: string, name: string): Promise<void> {
  saveText(await service.export(id), fileName(name));
}

/** @throws LabError not-found */
export async function savePool(
  service: Service,
  { id, name }: Pick<AnyOpened, 'id' | 'name'>,
): Promise<void> {
  saveText(await service.exportPool(id), `${fileName(name)}-pool`);
}

/** @returns the id of the deployment that it became @throws LabError too-large, bad-record, bad-model, bad-argument, storage-refused */
export function importState(service: Service, file: File): Promise<string> {
  return reading(file, MAX_STATE_BYTES, (bytes) => service.import(bytes, importedName(file.name)));
}

/** @throws LabError not-found, run-busy, too-large, bad-record, bad-argument */
export function importPool(service: Service, id: string, file: File): Promise<MergedPool> {
  return reading(file, MAX_EPISODE_POOL_BYTES, (bytes) => service.importPool(id, bytes));
}

async function reading<Result>(
  file: File,
  most: number,
  work: (bytes: Uint8Array<ArrayBuffer>) => Promise<Result>,
): Promise<Result> {
  try {
    if (file.size > most) throw new LabError('too-large', `Such a file has at most ${most >> 20} MiB.`);
    return await work(new Uint8Array(await file.arrayBuffer()));
  } catch (error) {
    const { code, message, hint } = LabError.from(error);
    throw new LabError(code, `${file.name.slice(0, 60)}: ${message}`, hint);
  }
}

/** A file's name as a deployment's: without its ending and what no name may have. */
export function importedName(fileName: string): string {
  const plain = fileName
    .replace(/\.json$/i, '')
    .toWellFormed()
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return plain.slice(0, MAX_NAME_CHARACTERS).toWellFormed().trim() || 'Imported deployment';
}

function saveText(content: BlobPart, name: string): void {
  saveBlob(new Blob([content], { type: 'application/json' }), `${name}.json`);
}

/** Without anything a file system minds. */
function fileName(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return `goldilocks-${plain}`.slice(0, 70);
}
