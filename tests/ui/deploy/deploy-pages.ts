// Deploy pages for the tests of a file: each test has a database of its own, and afterwards everything is put away.

import { afterEach, beforeEach } from 'vitest';
import type { DeployPage } from '../../../src/ui/deploy/deploy-page.ts';
import { DeployRun } from '../../../src/ui/deploy/deploy-run.ts';
import type { FakeOptions } from '../../services/fake-planner.ts';
import { type LocalDeployment, localDeployment } from './local-deployment.ts';
import '../../../src/ui/deploy/deploy-page.ts';
import '../../../src/ui/parts/notices.ts';
import '../../../src/ui/styles/main.css';

interface OpenedPage {
  readonly page: DeployPage;
  readonly local: LocalDeployment;
}

/** @returns opens a page with this query, or on this deployment; several of a test are tabs of one browser */
export function deployPages(): (query: string, deploymentId: string, options?: FakeOptions) => OpenedPage {
  const opened: OpenedPage[] = [];
  let name = '';
  beforeEach(() => {
    name = `test-deploy-pages-${crypto.randomUUID()}`;
    sessionStorage.clear();
    localStorage.removeItem('goldilocks-curator');
    document.body.append(document.createElement('lab-notices'));
  });
  afterEach(async () => {
    for (const { page } of opened) page.remove();
    await Promise.all(opened.splice(0).map(({ local }) => local.close()));
    document.body.replaceChildren();
    history.replaceState(null, '', '#');
    indexedDB.deleteDatabase(name);
  });
  return (query, deploymentId, options) => {
    const local = localDeployment(name, options);
    const page = document.createElement('deploy-page') as DeployPage;
    page.run = new DeployRun(local.connect);
    Object.assign(page, { query, deploymentId });
    document.body.append(page);
    opened.push({ page, local });
    return { page, local };
  };
}
