// What an address of the Deploy page asks for.

import { Arrivals } from '../arrival.ts';
import { optionsOf, readDeploy } from './setup.ts';

export const deployArrivals = new Arrivals('goldilocks-deployment', readDeploy, optionsOf);
