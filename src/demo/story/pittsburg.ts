import type { Desk, Plot } from '../desk.js';
import * as devices from './devices.js';
import * as ending from './ending.js';
import * as releases from './release.js';
import { sign } from './signing.js';

export interface Scene {
  title: string;
  play(desk: Desk, plot: Plot): Promise<unknown>;
}

/** The whole story of the Pittsburg Police Department, from first call to sunset, scene by scene. */
export const PITTSBURG_STORY: Scene[] = [
  { title: 'First call to green light', play: sign },
  { title: 'Active, 19 of 20', play: devices.activate },
  { title: 'The 20th download', play: devices.firstDevice },
  { title: 'Device 1 accepted, shipped, delivered', play: devices.deliverFirstDevice },
  { title: 'The release is written and submitted', play: releases.submitRelease },
  { title: 'Four hunks, three accepted', play: releases.answerRedline },
  { title: 'Approved by two groups', play: releases.approveRelease },
  { title: 'One comma', play: releases.comma },
  { title: 'Forty downloads', play: (desk) => devices.installsBeforeAnnouncement(desk) },
  { title: 'Announced', play: releases.release },
  { title: 'An install late on the 22nd', play: (desk) => devices.lateInstall(desk) },
  { title: 'A correction', play: releases.correct },
  { title: 'May', play: devices.may },
  { title: 'Fraud, and the fourth device', play: (desk) => devices.june(desk) },
  { title: 'The next one earns nothing', play: (desk) => devices.theNextOne(desk) },
  { title: 'A device refused at the door', play: devices.summerDevices },
  { title: 'Monthly reminders', play: ending.monthlyReminders },
  { title: 'Sunset', play: (desk) => ending.sunset(desk) },
];
