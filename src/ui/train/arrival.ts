// What an address of the Train page asks for.

import { Arrivals } from '../arrival.ts';
import { optionsOf, readTrain } from './setup.ts';

export const trainArrivals = new Arrivals('goldilocks-training', readTrain, optionsOf);
