// Asks for an endpoint by the dialog, which is loaded when somebody is asked, and remembers what was chosen.

import { endpointList } from './endpoints.ts';
import { notify } from './parts/notices.ts';
import type { ChosenEndpoint, EndpointQuestion } from './play/endpoint-dialog.ts';

/** @returns null when nobody chooses one */
export async function askEndpoint(question: EndpointQuestion): Promise<ChosenEndpoint | null> {
  const { askForEndpoint } = await import('./play/endpoint-dialog.ts');
  const chosen = await askForEndpoint(question);
  if (chosen && !(await endpointList.add(chosen.endpoint, chosen.kept)))
    notify('The browser did not keep the endpoint: it is there until this page is closed.');
  return chosen;
}
