// `npm test`: types, lint and format, the build, then every test project one after the other (two cores would only make
// them slower and less steady side by side). Counts come from the runners' own JSON reports; the last line on stdout is
// `N passed, N failed`. Everything has to end within LIMIT_MS, so that a hanging browser fails instead of waiting.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { compressAhead, ensureBuilt } from './build.ts';
import { findChromium } from './chromium.mjs';
import { CACHE, ROOT, run, say, toolEnvironment } from './tools.mjs';

const PROJECTS = ['node', 'webgpu', 'no-webgpu', 'e2e'];
const LIMIT_MS = 23 * 60_000;
const REPORTS = join(CACHE, 'test-reports');
const SUMMARY = join(CACHE, 'test-summary');

const started = Date.now();
const total = { passed: 0, skipped: [] as string[], failures: [] as string[] };
rmSync(REPORTS, { recursive: true, force: true });
rmSync(SUMMARY, { force: true });
mkdirSync(REPORTS, { recursive: true });

await step('types', () => command('tsc', ['--noEmit']));
await step('lint, format and import cycles', () => command('biome', ['check', '.']));
const built = await step('build', () => ensureBuilt());
if (built) await compressAhead();
for (const project of PROJECTS) {
  if (project === 'e2e' && !built) noteFailure('e2e: there is no build to test');
  else await testProject(project);
}
conclude();

/** A step without tests of its own counts only when it fails. */
async function step(name: string, action: () => Promise<boolean>): Promise<boolean> {
  say(`\n— ${name}`);
  const passed = await action();
  if (!passed) noteFailure(name);
  return passed;
}

async function command(name: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<boolean> {
  const timeoutMs = Math.max(1000, LIMIT_MS - (Date.now() - started));
  const status = await run(name, args, { env: toolEnvironment(env), timeoutMs });
  if (status === 124) say(`${name} was stopped: the whole suite may take ${LIMIT_MS / 60_000} minutes.`);
  return status === 0;
}

async function testProject(project: string): Promise<void> {
  say(`\n— tests: ${project}`);
  const report = join(REPORTS, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const env = { CHROMIUM: findChromium() ?? '' };
  const passed = await command('vitest', ['run', '--project', project, ...reporters], env);
  const failuresBefore = total.failures.length;
  countReport(project, report);
  // A runner that fails without a failed test (no report, an error between tests) must not pass unnoticed.
  if (!passed && total.failures.length === failuresBefore) noteFailure(`${project}: the runner failed`);
}

/** What is read of vitest's JSON report. */
interface Report {
  testResults: {
    name: string;
    status: string;
    assertionResults: { fullName: string; status: string }[];
  }[];
}

function countReport(project: string, path: string): void {
  let report: Report;
  try {
    report = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    noteFailure(`${project}: no report`);
    return;
  }
  for (const file of report.testResults) {
    const name = `${project}: ${relative(ROOT, file.name)}`;
    // A file that could not be loaded has no tests at all.
    if (file.status === 'failed' && file.assertionResults.length === 0) noteFailure(name);
    for (const test of file.assertionResults) countTest(`${name} › ${test.fullName}`, test.status);
  }
}

function countTest(name: string, status: string): void {
  if (status === 'passed') total.passed++;
  else if (status === 'failed') noteFailure(name);
  else total.skipped.push(name);
}

function noteFailure(name: string): void {
  total.failures.push(name);
}

function conclude(): void {
  for (const name of total.skipped) say(`SKIPPED ${name}`);
  for (const name of total.failures) say(`FAILED  ${name}`);
  say(`\n${total.skipped.length} skipped, ${Math.round((Date.now() - started) / 1000)} s`);
  const line = `${total.passed} passed, ${total.failures.length} failed`;
  writeFileSync(SUMMARY, `${line}\n`);
  process.exitCode = total.failures.length === 0 && total.passed > 0 ? 0 : 1;
  process.stdout.write(`${line}\n`);
}
