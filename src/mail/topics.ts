/** A kind of mail, as its readers know it. */
export interface Topic {
  key: string;
  /** What stands in a sentence: "You will not get monthly reminders". */
  words: string;
  /** Whether a reader may end it; mails that a piece of work or a way in hangs on cannot be ended. */
  endable: boolean;
}

const TOPICS: Record<string, Omit<Topic, 'key'>> = {
  reminders: { words: 'monthly reminders', endable: true },
  // What a link in an old mail may still say.
  reminder: { words: 'monthly reminders', endable: true },
  pitch: { words: 'mails about becoming a partner', endable: true },
  rewards: { words: 'mails about devices', endable: true },
  review: { words: 'mails about reviews', endable: true },
  notices: { words: 'notices at once', endable: true },
  'notice-digest': { words: 'the notices of a day', endable: true },
  release: { words: 'mails about corrections and recalls', endable: false },
  kit: { words: 'the mail with your kit', endable: false },
  invitation: { words: 'invitations', endable: false },
  'sign-in': { words: 'sign-in links', endable: false },
};

/** The topic of a key; one that is not listed here is called by its own name, and can be ended where its sender says so. */
export function topicOf(key: string): Topic {
  const known = Object.hasOwn(TOPICS, key) ? TOPICS[key] : undefined;
  return known
    ? { key, ...known }
    : { key, words: `mails about ${key.replaceAll(/[-_]/g, ' ')}`, endable: false };
}
