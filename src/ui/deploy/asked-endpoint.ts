// Endpoints for the Deploy page: asked for and remembered as on Play. What the page hands to its worker is the one
// endpoint that the deployment's model asks.

import { LabError } from '../../lab-error.ts';
import { isRemoteModel, servedName } from '../../language/remote/endpoint.ts';
import type { AnyOpened, DeploymentOptions } from '../../services/deployment-service.ts';
import { askEndpoint } from '../ask-endpoint.ts';
import { endpointList } from '../endpoints.ts';

/** A model that is about to be asked. */
export interface AskedModel {
  /** Its id. */
  readonly model: string;
  /** Its answers are held to their form. */
  readonly constrained?: boolean;
}

export function askedBy({ facts: { plan } }: AnyOpened): AskedModel {
  return { model: plan.model, constrained: 'constrained' in plan && plan.constrained === true };
}

/**
 * Asks where this remote model is served.
 * @returns whether somebody said it @throws LabError model-missing when an endpoint for another model was chosen
 */
export async function askWhere({ model, constrained = false }: AskedModel): Promise<boolean> {
  const name = servedName(model);
  const chosen = await askEndpoint({ model: name, constrained });
  if (!chosen || chosen.endpoint.model === name) return chosen !== null;
  throw new LabError(
    'model-missing',
    `This deployment asks “${name}”, and the endpoint is for “${chosen.endpoint.model}”.`,
    'Give the endpoint of the same model, or begin a new deployment.',
  );
}

/** Asks where a model is served, if it is remote and the page does not know. @returns whether it can be asked now @throws as `askWhere` */
export async function canAsk(asked: AskedModel): Promise<boolean> {
  const { model } = asked;
  if (!isRemoteModel(model)) return true;
  await endpointList.ready();
  return endpointList.serving(servedName(model)) !== null || askWhere(asked);
}

/** With the endpoint that serves this model, where the page knows one. */
export async function withEndpoint(options: DeploymentOptions, model: string): Promise<DeploymentOptions> {
  if (!isRemoteModel(model)) return options;
  await endpointList.ready();
  const known = endpointList.serving(servedName(model));
  return known ? { ...options, endpoints: [known.endpoint] } : options;
}
