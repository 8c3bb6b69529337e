// Rovers, as in the IPC 2023 learning track: rovers drive between waypoints, take soil and rock samples and images, and
// send what they found to a lander.

import type { GeneratedDomain } from './generated-domain.ts';
import { drawMission, everything } from './rovers-mission.ts';
import { planMission } from './rovers-plan.ts';
import { missionText, ROVERS_TEXT } from './rovers-text.ts';

export const ROVERS: GeneratedDomain = {
  text: ROVERS_TEXT,
  ranges: { rovers: [1, 4], waypoints: [4, 10], cameras: [1, 4], objectives: [1, 10] },
  bounds: { rovers: [1, 10], waypoints: [2, 30], cameras: [1, 10], objectives: [1, 30] },
  conflict: () => null,
  generate(random, sizes, name) {
    const mission = drawMission(random, sizes);
    const comment = Object.entries(sizes).map(([size, count]) => `${size}=${count}`);
    return { text: missionText(mission, name, comment.join(', ')), plan: planMission(mission) };
  },
  universe: (sizes) => missionText(everything(sizes), 'universe', 'everything that can be'),
};
