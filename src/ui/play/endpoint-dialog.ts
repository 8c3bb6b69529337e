// The dialog in which a chat model's endpoint is set up and tried: address, key, model, prices. Loaded when it is opened. What
// is said here stays in this page's memory, or in this browser where that is asked for; records and links never hold it.

import { html } from 'lit';
import type { Endpoint } from '../../services/endpoint-settings.ts';
import { openDialog } from '../parts/lab-dialog.ts';
import './endpoint-form.ts';

/** What was chosen. */
export interface ChosenEndpoint {
  readonly endpoint: Endpoint;
  /** Keep it in this browser, its key included. */
  readonly kept: boolean;
  /** The run's answers are held to their form. */
  readonly constrained: boolean;
}

export interface EndpointQuestion {
  /** The model that an endpoint is wanted for, as it is served; '' for any. */
  readonly model: string;
  readonly constrained: boolean;
}

/** Asks for an endpoint; null when the dialog is closed without one. */
export function askForEndpoint({ model, constrained }: EndpointQuestion): Promise<ChosenEndpoint | null> {
  return new Promise((resolve) => {
    const choose = (event: CustomEvent<ChosenEndpoint>) => {
      resolve(event.detail);
      dialog.close();
    };
    const dialog = openDialog(
      'Remote endpoint',
      html`<endpoint-form .model=${model} .constrained=${constrained} @endpoint=${choose}></endpoint-form>`,
    );
    dialog.addEventListener('closed', () => resolve(null));
  });
}
