/** The one queue all processes share. */
export const QUEUE_NAME = 'liaison';
